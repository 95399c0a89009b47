"""Verdicts on invariants (specs/semantics.md, M-10): refuted beats unknown beats vacuous beats
proved."""

from dataclasses import dataclass, field

from verifier.decision import Decided
from verifier.flow import Flow
from verifier.resources import NetworkPolicy


@dataclass(frozen=True, slots=True)
class Hop:
    """One flow of a chain, with its decision."""

    flow: Flow
    decided: Decided


@dataclass(frozen=True, slots=True)
class OwnersChange:
    """What owners of namespaces could do to their NetworkPolicies (M-18): `removed` in names as
    people say them."""

    added: tuple[NetworkPolicy, ...] = ()
    removed: tuple[str, ...] = ()


NO_CHANGE = OwnersChange()


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A flow that breaks an invariant (or, for `possible`, a witness), replayed on the reference.

    `general` says in words which flows do the same. `readings` maps dialect points to the readings
    under which it happens, only where some reading avoids it. `facts` are the open facts that it
    takes, in words. `onward` holds the further hops of a chain (M-19), `flow` its first. `owners`:
    what must change for it, where NetworkPolicies are not relied on. `earlier`: the decision of the
    other version, where the invariant compares with one.
    """

    flow: Flow
    decided: Decided
    general: str
    readings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    facts: tuple[str, ...] = ()
    replayed: bool = True
    onward: tuple[Hop, ...] = ()
    owners: OwnersChange = NO_CHANGE
    earlier: Decided | None = None


@dataclass(frozen=True, slots=True)
class Proved:
    """No fact and no choice violates the invariant; `witness` shows a `possible` one."""

    witness: Counterexample | None = None


@dataclass(frozen=True, slots=True)
class Refuted:
    """Some flow violates the invariant; None where `possible` has no flow to show."""

    counterexample: Counterexample | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Not decided: a timeout, or a kind that is not modelled."""

    reason: str


@dataclass(frozen=True, slots=True)
class Vacuous:
    """There is nothing to judge."""

    reason: str


Verdict = Proved | Refuted | Unknown | Vacuous


def verdict_name(verdict: Verdict) -> str:
    """`proved`, `refuted`, `unknown` or `vacuous`."""
    return type(verdict).__name__.lower()
