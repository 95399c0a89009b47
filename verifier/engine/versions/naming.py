"""Which declared workloads are at the ends of a general statement."""

from collections.abc import Iterable
from dataclasses import dataclass

from verifier.engine.statements import Part, Statement
from verifier.engine.versions.session import TwoVersions
from verifier.model import DeclaredPod
from verifier.smt.declared import projection
from verifier.smt.footprint import ABSENT, NAME_SLOT, Slot
from verifier.smt.logic import Term, holds_at, key
from verifier.smt.symbols import SymbolicEnd


@dataclass(frozen=True, slots=True)
class Names:
    """The declared workloads at each end, in order; None where the end is no pod."""

    sources: tuple[str, ...] | None
    destinations: tuple[str, ...] | None

    @property
    def complete(self) -> bool:
        """Each end that is a pod may be a declared one."""
        return self.sources != () and self.destinations != ()


class Roll:
    """Calls the declared pods that a statement may mean, at `declared` facts: a label that only a
    controller knows may be anything, and so may an address."""

    def __init__(self, session: TwoVersions) -> None:
        self.session = session
        self.domains = session.footprint.domains
        self.peculiar = {id(pod) for pod in session.peculiar}
        self.listed = {n.name: dict(n.labels) for n in session.inventory.listed}
        self.holding: dict[tuple[int, Slot, int], bool] = {}
        self.kept: list[Term] = []  # so that no other term gets the key of one

    def names(self, statements: Iterable[Statement]) -> Names:
        """The workloads at both ends of some of the statements."""
        found = [
            (self.at(s, self.session.flow.source), self.at(s, self.session.flow.destination))
            for s in statements
        ]
        return Names(*(joined([pair[end] for pair in found]) for end in (0, 1)))

    def at(self, statement: Statement, end: SymbolicEnd) -> set[str] | None:
        """The workloads at one end; None where it is no pod."""
        parts = [part for part in statement.parts if part.literal.end == end.name]
        if any(part.kind == "pod" and part.literal.value is None for part in parts):
            return None
        pods = self.session.inventory.pods
        return {pod.workload for pod in pods if all(self.fits(p, pod, end) for p in parts)}

    def fits(self, part: Part, pod: DeclaredPod, end: SymbolicEnd) -> bool:
        """The pod may be one that meets the part."""
        match part.kind:
            case "declared":
                who = part.literal.value
                if who is None:
                    return id(pod) not in self.peculiar
                roster = self.session.roster
                return roster.projection(int(str(who))) == projection(pod, roster.footprint)
            case "namespace":
                return self.holds(part, end, NAME_SLOT, pod.namespace)
            case "label":
                name = part.literal.name
                value = dict(pod.labels).get(name)
                return name in pod.unknown_labels or self.holds(part, end, ("pod", name), value)
            case "namespace-label":
                name = part.literal.name
                labels = self.listed.get(pod.namespace, {})
                return self.holds(part, end, ("namespace", name), labels.get(name))
            case "port-name":
                return part.literal.value is None or any(
                    port.name == part.literal.name
                    for port in (*pod.named_ports, *pod.sidecar_ports)
                )
            case _:
                return True

    def holds(self, part: Part, end: SymbolicEnd, slot: Slot, value: str | None) -> bool:
        """The part, which is about one label, holds for that value of it (None: absent)."""
        code = ABSENT if value is None else self.domains[slot].code(value)
        memo = key(part.term), slot, code
        if memo not in self.holding:
            self.kept.append(part.term)
            self.holding[memo] = holds_at(part.term, end.labels[slot], code)
        return self.holding[memo]


def joined(found: Iterable[set[str] | None]) -> tuple[str, ...] | None:
    """All workloads, in order; None where no end is a pod."""
    sets = [names for names in found if names is not None]
    return tuple(sorted(set().union(*sets))) if sets else None
