"""Pairs of versions, flows beside them, and what the reference says a change does to a flow."""

from dataclasses import dataclass, replace

from hypothesis import strategies as st

from tests.agreement.asking import near_all
from verifier.decision import Decided, Decision
from verifier.dialect import Dialect, Level
from verifier.engine.versions import Difference, TwoVersions, Way
from verifier.flow import Direction, Endpoint, Flow, PodEndpoint
from verifier.manifests import Manifests
from verifier.query import ANYTHING, ClusterFacts, Query, Verb
from verifier.resources import AdminPolicy, NetworkPolicy
from verifier.smt.extract import OpenFacts
from verifier.smt.groups import level_assumptions
from verifier.smt.literal import pins, reading_pins
from verifier.smt.logic import Term, disj, is_number
from verifier.smt.solver import Solver
from verifier.smt.symbols import SymbolicEnd
from verifier.testing import strategies

EVERY_FLOW = Query(verb=Verb.NEVER, source=ANYTHING, destination=ANYTHING)
TIMEOUT_MS = 10_000


@dataclass(frozen=True, slots=True)
class Pair:
    """Two versions, a level, and flows that can exist at it."""

    old: Manifests
    new: Manifests
    cluster: ClusterFacts
    level: Level
    flows: tuple[Flow, ...] = ()

    def versions(self) -> TwoVersions:
        """Both, over one symbolic flow."""
        return TwoVersions(self.old, self.new, self.cluster, EVERY_FLOW)


@st.composite
def edited(draw: st.DrawFn, policies: tuple[NetworkPolicy, ...]) -> tuple[NetworkPolicy, ...]:
    """The policies with one more, one less, or one of them changed; or others."""
    kind = draw(st.sampled_from(("more", "less", "changed", "others")))
    if kind == "others" or not policies:
        return draw(strategies.policy_sets(2))
    chosen = draw(st.sampled_from(policies))
    rest = tuple(policy for policy in policies if policy is not chosen)
    match kind:
        case "more":
            return (*policies, draw(strategies.network_policies("more")))
        case "less":
            return rest
        case _:
            other = draw(strategies.network_policies(chosen.name))
            parts = {
                name: getattr(other.spec, name)
                for name in draw(
                    st.sets(st.sampled_from(("ingress", "egress", "pod_selector")), min_size=1)
                )
            }
            return (*rest, replace(chosen, spec=replace(chosen.spec, **parts)))


@st.composite
def edited_tiers(draw: st.DrawFn, written: tuple[AdminPolicy, ...]) -> tuple[AdminPolicy, ...]:
    """Policies of administrators with one less, one of another priority, or as they are."""
    kind = draw(st.sampled_from(("same", "same", "less", "ranked", "others")))
    if kind == "others":
        return draw(strategies.admin_policy_sets(2, most_rules=2))
    if kind == "same" or not written:
        return written
    chosen = draw(st.sampled_from(written))
    rest = tuple(policy for policy in written if policy is not chosen)
    if kind == "less" or chosen.priority is None:
        return rest
    return (*rest, replace(chosen, priority=draw(st.sampled_from((0, 1, 2)))))


@st.composite
def pairs(draw: st.DrawFn, count: int = 0) -> Pair:
    """An input and an edit of it; sometimes of its tiers and labels of namespaces, too."""
    old = draw(strategies.manifests())
    spaces = old.namespaces
    if draw(st.booleans()):
        spaces = tuple(draw(strategies.namespaces(space.name)) for space in spaces)
    new = replace(
        old,
        policies=draw(edited(old.policies)),
        admin_policies=draw(edited_tiers(old.admin_policies)),
        namespaces=spaces,
    )
    pair = Pair(old, new, draw(strategies.cluster_facts()), draw(st.sampled_from(tuple(Level))))
    versions = pair.versions()
    around = near_all(versions.manifests, EVERY_FLOW)
    existing = strategies.existing_flows(
        versions.union.declared, pair.cluster, pair.level, around, False
    )
    found = [draw(existing) for _ in range(count)]
    return replace(pair, flows=tuple(flow for flow in found if flow is not None))


def is_compared(versions: TwoVersions, flow: Flow, level: Level) -> bool:
    """The flow is one that a comparison is about."""
    return versions.judge(level).judges(EVERY_FLOW, flow)


def allows(decided: Decided, direction: Direction) -> bool:
    """The decision in one direction."""
    trace = decided.egress if direction is Direction.EGRESS else decided.ingress
    assert trace.decision is not Decision.DEPENDS
    return trace.decision is Decision.ALLOW


def is_gained(more: Decided, less: Decided) -> bool:
    """The one side allows the flow, and the other does not."""
    return more.decision is Decision.ALLOW and less.decision is Decision.DENY


def is_about(
    versions: TwoVersions, found: Difference, flow: Flow, level: Level, dialect: Dialect
) -> bool:
    """The flow is one that the statement means, by the reference's word on its conditions; in the
    sense of the versions' modality."""
    old, new = versions.decide(flow, OpenFacts(dialect))
    more, less = (new, old) if found.way is Way.OPENED else (old, new)
    (other,) = (d for d in Direction if d is not found.direction)
    if found.barred and not allows(more, other):
        return False
    if found.already and allows(less, found.direction):
        return False
    return holds(versions, disj(s.term for s in found.statements), flow, level, dialect)


def holds(versions: TwoVersions, term: Term, flow: Flow, level: Level, dialect: Dialect) -> bool:
    """The term holds for a concrete flow."""
    solver = Solver()
    symbolic = versions.flow
    solver.add(*pins(symbolic, flow), *reading_pins(symbolic, dialect), *level_assumptions(level))
    solver.add(who(versions, symbolic.source, flow.source))
    solver.add(who(versions, symbolic.destination, flow.destination))
    return solver.check(TIMEOUT_MS, term) == "sat"


def who(versions: TwoVersions, end: SymbolicEnd, found: Endpoint) -> Term:
    """The end is that pod, if no possible pod is like it."""
    code = 0
    if isinstance(found, PodEndpoint) and found.workload is not None:
        for pod in versions.peculiar:
            if (pod.workload, pod.pod) == (found.workload, found.pod):
                code = 1 + next(i for i, p in enumerate(versions.roster.pods) if p is pod)
    return is_number(end.who, code)
