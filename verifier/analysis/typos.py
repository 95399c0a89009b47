"""Names in a spec that the input does not bear out (M-10)."""

import difflib

from verifier.errors import InputError, Problem
from verifier.model import Inventory
from verifier.query import (
    BuiltIn,
    End,
    Member,
    NamedWorkload,
    PodGroup,
    Query,
    Spec,
    Verb,
)
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
    if not roster.pods:
        return []
    found = {m.text for m in members if is_unmatched(m, roster)}
    return sorted(found | {name for m in members for name in unknown_namespaces(m, roster)})


def unknown_namespaces(member: Member, roster: Roster) -> list[str]:
    """Of several namespaces that a group names, those that are not listed and hold no declared
    pod: the others would hide that one is misspelt."""
    names = member.part.namespaces if isinstance(member.part, PodGroup) else None
    if member.undeclared or not isinstance(names, tuple) or len(names) == 1:
        return []
    known = {*roster.by_namespace, *(listed.name for listed in roster.inventory.listed)}
    return [f"namespace {name} of {member.text}" for name in names if name not in known]


def asks_nodes(query: Query) -> bool:
    """The query judges `nodes`, of which none is known at `declared` without declared ranges and
    Node objects (M-05)."""
    ends = [query.destination, query.among]
    ends += [] if query.verb is Verb.ONLY else [query.source]
    members = [m for end in ends if end is not None for m in end.members]
    return any(m.part is BuiltIn.NODES for m in members)


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
