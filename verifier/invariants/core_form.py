"""Invariants written out in core form: what sugar stands for, with nothing left to a default."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import fields

from verifier.dialect import Dialect
from verifier.errors import UsageError
from verifier.invariants.comparisons import comparison_text
from verifier.invariants.definitions import namespace_selector_text
from verifier.invariants.ends import UNKNOWN_END
from verifier.invariants.layout import Value, document
from verifier.invariants.naming import namespaces_named
from verifier.invariants.passage import passage_of, split
from verifier.invariants.ports import port_text
from verifier.invariants.selectors import selector_text
from verifier.invariants.vocabulary import suggest
from verifier.query import (
    ALL_PORTS,
    AddressGroup,
    BuiltIn,
    ClusterFacts,
    End,
    Exemption,
    Group,
    Invariant,
    Member,
    NamedWorkload,
    PodGroup,
    Port,
    Query,
    Spec,
    StatedFact,
)
from verifier.resources import LabelSelector

ELSEWHERE = "named-elsewhere"


def core_form(spec: Spec, ids: Sequence[str] = ()) -> str:
    """An invariants file that says the same as `spec` in core verbs and modifiers: its invariants
    with these ids, or of the forms with these ids; all of them where no id is given. It holds the
    groups that they need, the namespaces that only the rest of the file names, the stated facts,
    `cluster` and `ignore-kinds`; no cases. Raises UsageError for an id that the file does not have.
    """
    chosen = [item for item in spec.invariants if not ids or item.id in ids or item.origin in ids]
    refuse_unknown(spec.invariants, ids)
    shared = spec.facts
    if any(item.query.facts[: len(shared)] != shared for item in chosen):
        shared = ()
    groups = groups_form(spec.groups, [item.query for item in chosen])
    sections: dict[str, Value] = {
        "apiVersion": "netproof/v1",
        "cluster": cluster_form(spec.cluster),
        "ignore-kinds": spec.ignore_kinds,
        "groups": groups | elsewhere_form(spec, groups, shared, chosen),
        "assume": [fact_form(fact) for fact in shared],
        "invariants": [invariant_form(item, len(shared)) for item in chosen],
    }
    return document({key: section for key, section in sections.items() if section})


def refuse_unknown(invariants: Iterable[Invariant], ids: Iterable[str]) -> None:
    """Raises UsageError where an id names no invariant and no form."""
    known = {name for item in invariants for name in (item.id, item.origin) if name}
    for name in ids:
        if name not in known:
            advice = suggest(name, known)
            raise UsageError(f"no invariant has the id {name}" + (f": {advice}" if advice else ""))


def cluster_form(cluster: ClusterFacts) -> dict[str, Value]:
    """What manifests cannot tell."""
    ranges: dict[str, Value] = {
        "podCIDRs": cluster.pod_cidrs,
        "serviceCIDRs": cluster.service_cidrs,
        "nodeCIDRs": cluster.node_cidrs,
    }
    return {key: cidrs for key, cidrs in ranges.items() if cidrs}


def groups_form(groups: Iterable[Group], queries: Iterable[Query]) -> dict[str, Value]:
    """The groups that the ends of the queries name, and those that these are made of."""
    by_name = {group.name: group for group in groups}
    needed: set[str] = set()
    waiting = [word for query in queries for end in ends_of(query) for word in words(end.text)]
    while waiting:
        name = waiting.pop()
        if name in by_name and name not in needed:
            needed.add(name)
            waiting += [member.text for member in by_name[name].end.members]
    return {name: group_form(group) for name, group in by_name.items() if name in needed}


def elsewhere_form(
    spec: Spec,
    written: Container[str],
    facts: Iterable[StatedFact],
    chosen: Iterable[Invariant],
) -> dict[str, Value]:
    """A group of the namespaces that only other parts of the file name, which are `known` too."""
    groups = (group for group in spec.groups if group.name in written)
    here = namespaces_named(groups, facts, chosen)
    lost = [name for name in spec.cluster.namespaces if name not in here]
    name = ELSEWHERE
    while name in written:
        name += "-"
    return {name: {"namespaces": lost, "undeclared": "true"}} if lost else {}


def ends_of(query: Query) -> list[End]:
    """Every end that the query mentions."""
    exempt = [end for item in query.exemptions for end in (item.source, item.destination)]
    return [end for end in (query.source, query.destination, query.among, *exempt) if end]


def words(text: str) -> list[str]:
    """The ends that the text of an end names."""
    return [part.text for part in split(passage_of(text, ""), ",", UNKNOWN_END)]


def group_form(group: Group) -> Value:
    """The definition of a group, or the ends that it is made of."""
    match group.end.members:
        case (Member(text=text) as only,) if text == group.name:
            return definition_form(only)
        case members:
            return [member.text for member in members]


def definition_form(member: Member) -> Value:
    """The definition that stands behind the name of a group."""
    match member.part:
        case BuiltIn() as part:
            return part.value
        case NamedWorkload(namespace=namespace, name=name, kind=kind):
            return f"{namespace}/{name}" + (f"[{kind}]" if kind else "")
        case AddressGroup(cidrs=cidrs, excepts=excepts):
            return {"cidrs": cidrs, "except": excepts} if excepts else {"cidrs": cidrs}
        case PodGroup() as part:
            form = namespaces_form(part)
            if part.pods != LabelSelector():
                form["pods"] = selector_text(part.pods)
            if member.undeclared:
                form["undeclared"] = "true"
            return form


def namespaces_form(part: PodGroup) -> dict[str, Value]:
    """In which namespaces the pods of a group are."""
    match part.namespaces:
        case None:
            return {"namespaces": "any"}
        case LabelSelector() as chosen:
            return {"namespaces": namespace_selector_text(chosen)}
        case (name,):
            return {"namespace": name}
        case several:
            return {"namespaces": several}


def fact_form(fact: StatedFact) -> Value:
    """One item of `assume`."""
    form: dict[str, Value] = {"id": fact.id, "why": fact.why, **namespaces_form(fact.group)}
    if fact.of == "pod":
        form["pods"] = selector_text(fact.group.pods) or {}
    return {**form, "have": selector_text(fact.have)}


def invariant_form(invariant: Invariant, shared: int) -> Value:
    """One invariant; the first `shared` of its facts stand at the top of the file."""
    query = invariant.query
    form: dict[str, Value] = {"id": invariant.id, "title": invariant.title}
    form["no-path" if query.hops else query.verb.value] = flows_form(query)
    form |= modifiers_form(query)
    if query.exemptions:
        form["except"] = [exemption_form(exemption) for exemption in query.exemptions]
    if own := query.facts[shared:]:
        form["assume"] = [fact_form(fact) for fact in own]
    form["level"] = invariant.level.text
    if invariant.dialect != Dialect() or invariant.states_dialect:
        form["dialect"] = dialect_form(invariant.dialect) or "any"
    form["severity"] = invariant.severity
    if invariant.controls:
        form["controls"] = invariant.controls
    return form


def modifiers_form(query: Query) -> dict[str, Value]:
    """What restricts the flows that are judged, but for exceptions."""
    form: dict[str, Value] = {}
    if query.among:
        form["among"] = query.among.text
    if query.where:
        form["where"] = [comparison_text(comparison) for comparison in query.where]
    if query.side:
        form["side"] = query.side.value.lower()
    if query.by_default:
        form["by"] = "default"
    if query.robust:
        form["robust"] = "network-policies"
    if query.since:
        form["since"] = query.since.text
    return form


def flows_form(query: Query) -> dict[str, Value]:
    """The flows that are judged."""
    form: dict[str, Value] = {"from": query.source.text, "to": query.destination.text}
    if query.hops:
        form["max-hops"] = str(query.hops)
    if query.ports != ALL_PORTS and not query.service:
        form["ports"] = ports_form(query.ports)
    return form


def ports_form(ports: Iterable[Port]) -> list[Value]:
    """The ports, one by one."""
    return [port_text(port) for port in ports]


def exemption_form(exemption: Exemption) -> Value:
    """One exemption."""
    form: dict[str, Value] = {}
    if exemption.source:
        form["from"] = exemption.source.text
    if exemption.destination:
        form["to"] = exemption.destination.text
    if exemption.ports:
        form["ports"] = ports_form(exemption.ports)
    form["reason"] = exemption.reason
    return {**form, "until": exemption.until} if exemption.until else form


def dialect_form(dialect: Dialect) -> Value:
    """The points of a dialect that are not `any`."""
    readings = {field.name: getattr(dialect, field.name) for field in fields(dialect)}
    return {
        point.replace("_", "-"): reading for point, reading in readings.items() if reading != "any"
    }
