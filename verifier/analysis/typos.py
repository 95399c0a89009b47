"""Names in a spec that the input does not bear out (M-10)."""

import difflib

from verifier.errors import InputError, Problem
from verifier.model import Inventory
from verifier.query import End, Member, NamedWorkload, PodGroup, Query, Spec
from verifier.smt.declared import Candidates, Roster


def ends_of(query: Query) -> list[End]:
    """Every end that a query mentions."""
    exempt = [end for item in query.exemptions for end in (item.source, item.destination)]
    return [e for e in (query.source, query.destination, query.among, *exempt) if e is not None]


def unmatched_groups(query: Query, roster: Roster) -> list[str]:
    """The pod groups of the query that match none of the declared workloads, if there are any
    workloads at all; groups marked `undeclared` need not match."""
    ends = (query.source, query.destination, *([query.among] if query.among else []))
    members = [m for end in ends for m in end.members]
    return sorted({m.text for m in members if roster.pods and is_unmatched(m, roster)})


def is_unmatched(member: Member, roster: Roster) -> bool:
    """No declared pod is in a group that should have some."""
    if member.undeclared or not isinstance(member.part, PodGroup):
        return False
    found = Candidates(roster, [End((member,), member.text)])
    return not any(found.classes(name) for name in found.namespaces())


def refuse_unknown_workloads(spec: Spec, roster: Roster) -> None:
    """Raises InputError when an end names a workload that the input does not declare."""
    problems: dict[str, Problem] = {}
    for invariant in spec.invariants:
        for member in (m for end in ends_of(invariant.query) for m in end.members):
            part = member.part
            if isinstance(part, NamedWorkload) and not roster.codes_of(part):
                problems[member.text] = Problem(
                    "NP981",
                    f"no workload {member.text} in the input",
                    member.location or invariant.location,
                    advice=advice(part, roster.inventory),
                    object=f"invariant {invariant.id}",
                )
    if problems:
        raise InputError(tuple(problems.values()))


def advice(part: NamedWorkload, declared: Inventory) -> str:
    """Workloads with a similar name."""
    known = sorted({pod.workload.partition("[")[0] for pod in declared.pods})
    close = difflib.get_close_matches(f"{part.namespace}/{part.name}", known, n=2)
    if close:
        return f"did you mean {' or '.join(close)}?"
    return "name a declared workload, or a group of possible pods"
