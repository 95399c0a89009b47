"""Ends of flows: words, addresses and inline definitions, and the groups that words stand for.

END := group | built-in | namespace/workload | namespace/workload[Kind] | address | CIDR
     | {namespace: x, pods: SELECTOR}
"""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass

from verifier.invariants import names
from verifier.invariants.addresses import looks_like_address, parse_network
from verifier.invariants.definitions import definition_text, read_definition
from verifier.invariants.inline import inline_values
from verifier.invariants.passage import Passage, outside, split
from verifier.invariants.services import names_service
from verifier.invariants.vocabulary import BUILT_INS, suggest
from verifier.query import AddressGroup, End, Member, NamedWorkload

UNKNOWN_END = "NP955"
EXPECTED = "expected a group, a built-in end, namespace/workload, an address or {namespace: ...}"


@dataclass(frozen=True, slots=True)
class Reference:
    """The name of a group, before it is looked up."""

    passage: Passage


Part = Reference | Member
Groups = Mapping[str, End]


def parse_end(passage: Passage, groups: Groups) -> End:
    """The union of the ends that a text names, separated by commas. Raises InputError."""
    return resolve(parse_parts(passage), groups)


def parse_parts(passage: Passage) -> tuple[Part, ...]:
    """The ends that a text names, groups not yet looked up. Raises InputError."""
    return tuple(parse_part(part) for part in split(passage, ",", UNKNOWN_END))


def parse_part(passage: Passage) -> Part:
    """One end. Raises InputError."""
    text = passage.text
    if not text:
        raise passage.refuse(UNKNOWN_END, f"no end here: {EXPECTED}")
    if text.startswith("{"):
        part, undeclared = read_definition(inline_values(passage), passage)
        return Member(part, definition_text(part, undeclared), undeclared, passage.location)
    if names_service(passage):
        raise passage.refuse(
            UNKNOWN_END,
            f"`{text}` is a Service: expected it as `to`, or behind the verb of a sentence",
            "elsewhere name the pods behind it, by a group",
        )
    if looks_like_address(text):
        return address(passage)
    if re.search(r"\s", outside(passage, UNKNOWN_END)):
        raise unseparated(passage)
    if text in BUILT_INS:
        return Member(BUILT_INS[text], text, location=passage.location)
    if ":" in outside(passage, UNKNOWN_END):
        raise passage.refuse(
            UNKNOWN_END,
            f"`{text}` has a colon: {EXPECTED}",
            "ports stand once, behind the last end of a sentence, or in `ports:` of a mapping",
        )
    if "/" in text:
        return named_workload(passage)
    return Reference(passage)


def unseparated(passage: Passage) -> Exception:
    """The error for several words where one end was expected."""
    spot = re.search(r"\s+(and|or)?", outside(passage, UNKNOWN_END))
    at = spot.end(0) if spot and not spot.group(1) else spot.start(1) if spot else 0
    return passage.refuse(
        UNKNOWN_END,
        f"`{passage.text}` is not one end: {EXPECTED}",
        "write a comma between two ends",
        at=at,
    )


def address(passage: Passage) -> Member:
    """External endpoints with one address, or with an address of one range."""
    network = parse_network(passage)
    single = network.prefixlen == network.max_prefixlen
    text = str(network.network_address) if single else str(network)
    if isinstance(network, ipaddress.IPv6Network):
        text = f"[{text}]"
    return Member(AddressGroup((str(network),)), text, location=passage.location)


def named_workload(passage: Passage) -> Member:
    """`namespace/workload`, of any kind, or of the kind in brackets."""
    text = passage.text
    slash = text.index("/")
    bracket = text.find("[") if text.endswith("]") and "[" in text else len(text)
    namespace = names.namespace(passage.cut(0, slash))
    if text[slash + 1 :] == "*":
        raise passage.refuse(
            UNKNOWN_END,
            f"`{text}` is not an end: `*` has no meaning here",
            f"for every pod of the namespace write {{namespace: {namespace}}}",
        )
    workload = names.workload(passage.cut(slash + 1, bracket))
    kind = text[bracket + 1 : -1] or None
    if bracket < len(text) and not re.fullmatch(names.KIND, kind or ""):
        raise passage.refuse(
            names.NAME,
            f"`{kind or ''}` is not a kind: expected one such as Deployment",
            at=bracket + 1,
        )
    return Member(NamedWorkload(namespace, workload, kind), text, location=passage.location)


def resolve(parts: tuple[Part, ...], groups: Groups) -> End:
    """The union of the parts, with groups replaced by their members. Raises InputError."""
    members: dict[Member, None] = {}
    words: dict[str, None] = {}
    for part in parts:
        match part:
            case Member():
                members[part] = None
                words[part.text] = None
            case Reference(passage=passage):
                members.update(dict.fromkeys(group(passage, groups).members))
                words[passage.text] = None
    return End(tuple(members), ", ".join(words))


def group(passage: Passage, groups: Groups) -> End:
    """The group of that name. Raises InputError."""
    name = passage.text
    if name not in groups:
        advice = suggest(name, (*groups, *BUILT_INS))
        if name == "service":
            advice = "a Service is written service:NAMESPACE/NAME:PORT"
        raise passage.refuse(UNKNOWN_END, f"unknown end `{name}`: {EXPECTED}", advice)
    return groups[name]
