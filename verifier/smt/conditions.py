"""Queries to terms: what is judged, and what violates (specs/semantics.md, table of verbs)."""

from collections.abc import Sequence
from dataclasses import dataclass

from verifier.flow import Direction
from verifier.query import (
    ANYTHING,
    AddressGroup,
    BuiltIn,
    Comparison,
    End,
    Exemption,
    LabelOf,
    Member,
    NamedWorkload,
    PodGroup,
    Port,
    PortName,
    PortRange,
    Query,
    Verb,
)
from verifier.smt.footprint import ABSENT
from verifier.smt.groups import Groups
from verifier.smt.logic import FALSE, TRUE, Bits, Term, between, conj, disj, equal, is_number, neg
from verifier.smt.mentions import slot
from verifier.smt.scope import Scope
from verifier.smt.symbols import PROTOCOL_CODES, SymbolicFlow


@dataclass(frozen=True, slots=True)
class Conditions:
    """The terms of one query over one symbolic flow.

    `parts`: what the premise asks, each with what it means that no flow meets it. `premise`: the
    flow is judged. `allowed`: it is allowed, as far as `side` asks, and where the
    query says so by default. `bad`: a judged
    flow with it violates. `passage`: for `only`, a flow from its own `from` that is let through.
    `inside`: what the premise and the passage have in common, and what `scope` tells of it.
    """

    parts: tuple[tuple[str, Term], ...]
    premise: Term
    allowed: Term
    bad: Term
    passage: Term
    inside: Term
    scope: Scope


def conditions(query: Query, flow: SymbolicFlow, groups: Groups) -> Conditions:
    """The conditions of a query."""
    target = groups.member(query.destination, flow.destination)
    named = groups.member(query.source, flow.source)
    among = TRUE
    if query.among or query.verb is Verb.ONLY:
        among = groups.member(query.among or ANYTHING, flow.source)
    exempt = (exempted(e, flow, groups) for e in query.exemptions)
    judged = conj(
        (
            target,
            among,
            ports_match(query.ports, flow),
            *(comparison_holds(item, flow) for item in query.where),
            *(neg(term) for term in exempt),
        )
    )
    sides = [d for d in Direction if query.side in (None, d)]
    allowed = conj((flow.by_default if query.by_default else flow.allowed)[d] for d in sides)
    source = neg(named) if query.verb is Verb.ONLY else named
    ports = conj((target, ports_match(query.ports, flow)))
    sources = sources_of(query)
    anyone = disj(groups.member(end, flow.source) for end in sources)
    return Conditions(
        parts=(
            (f"nothing is in `to` ({query.destination.text})", target),
            (f"nothing in {query.destination.text} has such a port", ports),
            (f"no source is judged (`from` is {query.source.text})", conj((among, source))),
        ),
        premise=conj((judged, source)),
        allowed=allowed,
        bad=neg(allowed) if query.verb in (Verb.ALWAYS, Verb.POSSIBLE) else allowed,
        passage=conj((judged_passage(query, flow, groups), allowed)),
        inside=conj((ports, anyone)),
        scope=Scope.of(sources, query.destination, query.ports),
    )


def judged_passage(query: Query, flow: SymbolicFlow, groups: Groups) -> Term:
    """A flow of the kind that an `only` means to let through (M-10)."""
    if query.verb is not Verb.ONLY:
        return FALSE
    return conj(
        (
            groups.member(query.source, flow.source),
            groups.member(query.destination, flow.destination),
            ports_match(query.ports, flow),
        )
    )


def sources_of(query: Query) -> tuple[End, ...]:
    """The ends that a source must be in for any part of the query."""
    if query.verb is not Verb.ONLY:
        return (query.source,)
    return (query.source, query.among or ANYTHING)


def workloads_of(query: Query) -> tuple[NamedWorkload, ...]:
    """The workloads that any part of the query names, which so can be told apart."""
    exempt = (end for item in query.exemptions for end in (item.source, item.destination))
    ends = (query.source, query.destination, query.among, *exempt)
    members = (member for end in ends if end is not None for member in end.members)
    return tuple(m.part for m in members if isinstance(m.part, NamedWorkload))


def external_ends(query: Query) -> tuple[str, ...]:
    """The ends that may be an address outside the cluster."""
    source = query.among or ANYTHING if query.verb is Verb.ONLY else query.source
    ends = {"source": source, "destination": query.destination}
    return tuple(name for name, end in ends.items() if any(map(is_external, end.members)))


def is_external(member: Member) -> bool:
    """Some external address is in this part of an end."""
    match member.part:
        case BuiltIn():
            return member.part not in (BuiltIn.ANY_POD, BuiltIn.KNOWN)
        case AddressGroup():
            return True
        case PodGroup() | NamedWorkload():
            return False


def ports_match(ports: Sequence[Port], flow: SymbolicFlow) -> Term:
    """The flow's protocol and port are among `ports`."""
    return disj(port_matches(port, flow) for port in ports)


def port_matches(port: Port, flow: SymbolicFlow) -> Term:
    """The flow's protocol and port are those of one item; a name is the destination pod's."""
    protocol = is_number(flow.protocol, PROTOCOL_CODES[port.protocol])
    match port:
        case PortRange(_, first, last):
            number = TRUE if (first, last) == (1, 65535) else between(flow.port, first, last)
            return conj((protocol, number))
        case PortName(_, name):
            return conj((protocol, flow.destination.is_pod, flow.destination.ports[name]))


def exempted(item: Exemption, flow: SymbolicFlow, groups: Groups) -> Term:
    """The flow is one that the exemption takes out of what is judged (M-15)."""
    source = groups.excused(item.source, flow.source) if item.source else TRUE
    target = TRUE
    if item.destination:
        target = groups.excused(item.destination, flow.destination)
    return conj((source, target, TRUE if item.ports is None else ports_match(item.ports, flow)))


def comparison_holds(item: Comparison, flow: SymbolicFlow) -> Term:
    """`=`: both labels are present and equal; `!=` is its negation (M-15)."""
    left, left_pod = label(item.left, flow)
    domain = flow.footprint.domains[slot(item.left)]
    if isinstance(item.right, LabelOf):
        right, right_pod = label(item.right, flow)
        same = conj((left_pod, right_pod, neg(is_number(left, ABSENT)), equal(left, right)))
    elif item.right in domain.codes:
        same = conj((left_pod, is_number(left, domain.codes[item.right])))
    else:
        same = FALSE
    return same if item.operator == "=" else neg(same)


def label(found: LabelOf, flow: SymbolicFlow) -> tuple[Bits, Term]:
    """The code of a label, and that its end is a pod and so can have it."""
    end = flow.source if found.end == "from" else flow.destination
    return end.labels[slot(found)], end.is_pod
