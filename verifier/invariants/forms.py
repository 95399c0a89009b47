"""Forms of the language, and the core queries that each stands for.

A form that says one thing has one part; `isolated` and `isolate` may have more.
"""

from dataclasses import dataclass, replace

from verifier.invariants.ends import Groups
from verifier.invariants.entry import Entry
from verifier.invariants.groups import NOBODY, read_end
from verifier.invariants.ports import ports_text, read_ports
from verifier.invariants.services import SERVICE, read_service, service_of
from verifier.invariants.vocabulary import VERBS
from verifier.invariants.wording import words_of
from verifier.query import ALL_PORTS, BuiltIn, End, Query, Verb

FORM = "NP969"
MOST_HOPS = 5
HOPS = {str(number): number for number in range(1, MOST_HOPS + 1)}


@dataclass(frozen=True, slots=True)
class Part:
    """One core query of a form: `title` says it in words, "" where the query's own words serve;
    `suffix` ends its id where the form has several parts."""

    query: Query
    title: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a form says: its parts, and the words that its id is made of."""

    parts: tuple[Part, ...]
    words: str


def alone(query: Query) -> Statement:
    """The statement that says `query` and no more."""
    return Statement((Part(query),), words_of(query))


def read_verb(entry: Entry, verb: str, groups: Groups) -> Statement:
    """The `{from, to, ports}` behind a core verb. Notes what is wrong inside."""
    values = entry.fields(("from", "to", "ports"), required=("from", "to"))
    return alone(read_flows(values, VERBS[verb], groups))


def read_flows(values: dict[str, Entry], verb: Verb, groups: Groups) -> Query:
    """The flows that `from`, `to` and `ports` describe. Notes what is wrong."""
    source = destination = NOBODY
    ports = ALL_PORTS
    if "from" in values:
        source = values["from"].document.attempt(NOBODY, read_end, values["from"], groups)
    if "ports" in values:
        ports = values["ports"].document.attempt(ALL_PORTS, read_ports, values["ports"])
    query = Query(verb=verb, source=source, destination=destination, ports=ports)
    if "to" in values:
        query = values["to"].document.attempt(query, read_to, values, query, groups)
    return query


def read_to(values: dict[str, Entry], query: Query, groups: Groups) -> Query:
    """The query with what `to` says. Raises InputError."""
    entry = values["to"]
    passage = service_of(entry)
    if passage is None:
        return replace(query, destination=read_end(entry, groups))
    destination, service = read_service(passage)
    if "ports" in values:
        if service.ports:
            raise values["ports"].refuse(
                SERVICE, f"`{passage.text}` names its ports already: expected no `ports`"
            )
        text = f"{passage.text}:{ports_text(query.ports)}"
        service = replace(service, ports=query.ports)
        destination = End((), text if ports_text(query.ports) else passage.text)
    return replace(query, destination=destination, service=service, ports=ALL_PORTS)


def read_no_path(entry: Entry, groups: Groups) -> Statement:
    """The chains that must not exist (M-19): the ports, as `on` or as `ports`, bind the last hop.
    Notes what is wrong inside."""
    known = ("from", "to", "max-hops", "on", "ports")
    values = entry.fields(known, required=("from", "to", "max-hops"))
    attempt = entry.document.attempt
    if "on" in values:
        attempt(None, refuse_both, values)
        values["ports"] = values["on"]
    query = read_flows(values, Verb.NEVER, groups)
    hops = attempt(1, read_hops, values["max-hops"]) if "max-hops" in values else 1
    for key, end in (("from", query.source), ("to", query.destination)):
        if key in values:
            attempt(None, refuse_own_node, values[key], end)
    return alone(replace(query, hops=hops))


def refuse_own_node(entry: Entry, end: End) -> None:
    """No chain begins or ends there (M-19), so that a proof would say nothing about it."""
    if any(member.part is BuiltIn.OWN_NODE for member in end.members):
        raise entry.refuse(FORM, "traffic of a pod with its own node is no hop: leave out own-node")


def refuse_both(values: dict[str, Entry]) -> None:
    if "ports" in values:
        raise values["on"].refuse(FORM, "`on` and `ports` say the same here: expected one of both")


def read_hops(entry: Entry) -> int:
    """The most hops of a chain. Raises InputError."""
    passage = entry.passage()
    if passage.text not in HOPS:
        raise passage.refuse(
            FORM, f"`{passage.text}` is no number of hops: expected 1 to {MOST_HOPS}"
        )
    return HOPS[passage.text]
