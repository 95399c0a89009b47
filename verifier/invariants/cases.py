"""Cases: concrete flows with the decision that the file's author expects.

CASE := ("allow" | "deny") ":" POD_OR_ADDRESS "->" DESTINATION (":" | " ") PORT
DESTINATION := POD_OR_ADDRESS | "service:" namespace "/" name
"""

import re
from typing import Literal

from verifier.flow import Protocol
from verifier.invariants import names
from verifier.invariants.addresses import looks_like_address, parse_network
from verifier.invariants.entry import Entry
from verifier.invariants.passage import Passage, outside, split
from verifier.invariants.ports import parse_port
from verifier.invariants.services import PREFIX, names_service, service_name
from verifier.invariants.vocabulary import BUILT_INS, suggest
from verifier.location import Location
from verifier.query import Case, CaseEnd, PortName, PortRange, ServiceName

CASE = "NP964"
EXPECTED = (
    "expected `allow: SOURCE -> DESTINATION:PORT` or `deny: ...`, as in "
    "`deny: dev/x -> production/postgres:5432`"
)
END = "expected namespace/workload, namespace/key=value or an address"


def read_case(entry: Entry) -> Case:
    """One item of `cases`. Raises InputError."""
    if entry.is_mapping():
        pairs = entry.pairs()
        if len(pairs) != 1:
            raise entry.refuse(CASE, f"a case has one key, `allow` or `deny`: {EXPECTED}")
        ((key, value),) = pairs
        return read_flow(key, value.passage(), entry.location)
    passage = entry.passage()
    expect, colon, _ = passage.text.partition(":")
    if not colon or "->" in expect:
        raise passage.refuse(CASE, f"`{passage.text}` is not a case: {EXPECTED}")
    decision = passage.cut(0, len(expect)).strip()
    return read_flow(decision, passage.cut(len(expect) + 1).strip(), entry.location)


def read_flow(expect: Passage, flow: Passage, location: Location) -> Case:
    """The flow behind `allow` or `deny`. Raises InputError."""
    if expect.text not in ("allow", "deny"):
        advice = suggest(expect.text, ("allow", "deny"))
        raise expect.refuse(CASE, f"unknown decision `{expect.text}`: {EXPECTED}", advice)
    arrow = flow.text.find("->")
    if arrow < 0:
        raise flow.refuse(CASE, f"`{flow.text}` has no `->`: {EXPECTED}")
    source, target = flow.cut(0, arrow).strip(), flow.cut(arrow + 2).strip()
    first, (second, protocol, port) = case_end(source), destination_of(target)
    if first.address and isinstance(second, CaseEnd) and second.address:
        raise flow.refuse(CASE, "both ends are addresses: expected at least one pod")
    decision: Literal["allow", "deny"] = "allow" if expect.text == "allow" else "deny"
    text = f"{decision}: {flow.text}"
    return Case(decision, first, second, protocol, port, text, location)


def destination_of(passage: Passage) -> tuple[CaseEnd | ServiceName, Protocol, int | str]:
    """Where the flow goes, and on which port. Raises InputError."""
    if not names_service(passage):
        target, port = target_and_port(passage)
        return case_end(target), *single_port(port)
    named, port = target_and_port(passage.cut(len(PREFIX)))
    protocol, number = single_port(port)
    return service_name(named, (parse_port(port),), passage.location), protocol, number


def target_and_port(passage: Passage) -> tuple[Passage, Passage]:
    """The destination, and the one port behind a colon or behind white space. Raises
    InputError."""
    visible = outside(passage, CASE)
    found = re.search(r"\s*(?::|\s)\s*", visible)
    if found is None:
        raise passage.refuse(CASE, f"`{passage.text}` has no port: {EXPECTED}")
    return passage.cut(0, found.start()), passage.cut(found.end())


def single_port(passage: Passage) -> tuple[Protocol, int | str]:
    """One number, or one name of a port of the destination. Raises InputError."""
    match parse_port(passage):
        case PortName(protocol=protocol, name=name):
            return protocol, name
        case PortRange(protocol=protocol, first=first, last=last):
            if first != last:
                raise passage.refuse(
                    CASE, f"`{passage.text}` is more than one port: a case is one flow"
                )
            return protocol, first


def case_end(passage: Passage) -> CaseEnd:
    """A declared workload, a pod with exactly the given labels, or an address. Raises
    InputError."""
    text = passage.text
    refuse_service(passage)
    if looks_like_address(text):
        return CaseEnd(address=single_address(passage))
    slash = text.find("/")
    if slash < 0:
        advice = "a case is one flow between single ends: groups and built-in ends are not"
        known = text in BUILT_INS
        raise passage.refuse(
            CASE, f"`{text}` is not an end of a case: {END}", advice if known else ""
        )
    namespace = names.namespace(passage.cut(0, slash))
    rest = passage.cut(slash + 1)
    if "=" in rest.text:
        return CaseEnd(namespace=namespace, labels=labels_of(rest))
    kind = re.fullmatch(rf"(.*)\[({names.KIND})\]", rest.text)
    if kind is None:
        return CaseEnd(namespace=namespace, name=names.workload(rest))
    return CaseEnd(namespace=namespace, name=names.workload(rest.cut(0, kind.end(1))), kind=kind[2])


def refuse_service(passage: Passage) -> None:
    """Raises InputError where a Service stands for an end."""
    if names_service(passage):
        raise passage.refuse(
            CASE,
            f"`{passage.text}` is a Service, which is no single end",
            "name a workload behind it, and the port that its pods receive on",
        )


def single_address(passage: Passage) -> str:
    """One address, as it is written canonically. Raises InputError."""
    network = parse_network(passage)
    if network.prefixlen != network.max_prefixlen:
        raise passage.refuse(
            CASE, f"`{passage.text}` is a range: a case is one flow, expected an address"
        )
    return str(network.network_address)


def labels_of(passage: Passage) -> tuple[tuple[str, str], ...]:
    """All labels of a pod: `app=web,tier=front`. Raises InputError."""
    labels: dict[str, str] = {}
    for item in split(passage, ",", CASE):
        key, equals, _ = item.text.partition("=")
        if not equals:
            raise item.refuse(CASE, f"`{item.text}` is not a label: expected key=value")
        name = names.label_key(item.cut(0, len(key)).strip(), CASE)
        if name in labels:
            raise item.refuse(CASE, f"label `{name}` stands twice: a pod has it once")
        labels[name] = names.label_value(item.cut(len(key) + 1).strip(), CASE)
    return tuple(labels.items())
