"""What a group's definition means, be it written in YAML or inside a sentence.

`{namespace: x | namespaces: ..., pods: ...}` selects pods, `{cidrs: [...], except: [...]}`
addresses.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from verifier.invariants import names
from verifier.invariants.addresses import ADDRESS, inside, parse_network
from verifier.invariants.passage import Passage
from verifier.invariants.selectors import parse_selector, selector_text
from verifier.query import AddressGroup, PodGroup
from verifier.resources import LabelSelector

DEFINITION = "NP956"
POD_KEYS = ("namespace", "namespaces", "pods", "undeclared")
ADDRESS_KEYS = ("cidrs", "except")
DEFINITION_KEYS = (*POD_KEYS, *ADDRESS_KEYS)


class Value(Protocol):
    """What stands behind a key of a definition."""

    def passage(self) -> Passage:
        """The value as a text that is not empty. Raises InputError."""

    def one_or_more(self) -> "Sequence[Value]":
        """The items of a list, or the value alone. Raises InputError for an empty list."""

    def is_list(self) -> bool:
        """Iff the value is a list."""

    def selector(self) -> LabelSelector | None:
        """The value as matchLabels and matchExpressions; None where it is no mapping."""


def read_definition(
    values: Mapping[str, Value], whole: Passage
) -> tuple[PodGroup | AddressGroup, bool]:
    """The pods or addresses that a definition stands for, and whether it says `undeclared`.
    Raises InputError, at `whole` where no single value is to blame."""
    pods = [key for key in POD_KEYS if key in values]
    addresses = [key for key in ADDRESS_KEYS if key in values]
    if pods and addresses:
        raise whole.refuse(
            DEFINITION,
            f"`{pods[0]}` selects pods and `{addresses[0]}` addresses: expected one of both",
            "a list joins the two: [{namespace: ...}, {cidrs: [...]}]",
        )
    if addresses:
        return address_group(values, whole), False
    undeclared = "undeclared" in values and truth(values["undeclared"].passage())
    pod_selector = selector(values["pods"]) if "pods" in values else LabelSelector()
    return PodGroup(namespaces(values, whole), pod_selector), undeclared


def namespaces(
    values: Mapping[str, Value], whole: Passage
) -> tuple[str, ...] | LabelSelector | None:
    """The namespaces of a pod group (M-14): names, a selector, or None for any."""
    if "namespace" in values and "namespaces" in values:
        raise whole.refuse(DEFINITION, "expected `namespace` or `namespaces`, found both")
    if "namespace" in values:
        return (names.namespace(values["namespace"].passage()),)
    if "namespaces" not in values:
        raise whole.refuse(
            DEFINITION,
            "a pod group needs `namespace` or `namespaces`: expected to be told in which "
            "namespaces its pods are",
            "write `namespaces: any` for the pods of every namespace",
        )
    value = values["namespaces"]
    if value.is_list():
        return tuple(dict.fromkeys(names.namespace(item.passage()) for item in value.one_or_more()))
    if value.selector() is None and value.passage().text == "any":
        return None
    chosen = selector(value)
    return None if chosen == LabelSelector() else chosen


def selector(value: Value) -> LabelSelector:
    """A selector, as a string or as an object. Raises InputError."""
    written = value.selector()
    return parse_selector(value.passage()) if written is None else written


def truth(passage: Passage) -> bool:
    """`true` or `false`. Raises InputError."""
    if passage.text not in ("true", "false"):
        raise passage.refuse(DEFINITION, f"expected `true` or `false`, found `{passage.text}`")
    return passage.text == "true"


def address_group(values: Mapping[str, Value], whole: Passage) -> AddressGroup:
    """External endpoints in `cidrs` and not in `except`. Raises InputError."""
    if "cidrs" not in values:
        raise whole.refuse(DEFINITION, "`except` needs `cidrs`: expected the ranges it cuts from")
    cidrs = [parse_network(item.passage()) for item in values["cidrs"].one_or_more()]
    excepts = []
    for item in values["except"].one_or_more() if "except" in values else ():
        network = parse_network(item.passage())
        if not any(inside(network, cidr) for cidr in cidrs):
            raise item.passage().refuse(
                ADDRESS,
                f"`{network}` is not a part of any of `cidrs`: expected a range strictly inside "
                "one of them",
            )
        excepts.append(network)
    return AddressGroup(
        tuple(dict.fromkeys(str(cidr) for cidr in cidrs)),
        tuple(dict.fromkeys(str(network) for network in excepts)),
    )


def definition_text(part: PodGroup | AddressGroup, undeclared: bool = False) -> str:
    """The inline end that reads as `part`."""
    match part:
        case AddressGroup(cidrs=cidrs, excepts=excepts):
            entries = [f"cidrs: [{', '.join(cidrs)}]"]
            entries += [f"except: [{', '.join(excepts)}]"] if excepts else []
        case PodGroup(namespaces=chosen, pods=pods):
            entries = [namespaces_text(chosen)]
            entries += [f"pods: {selector_text(pods)}"] if pods != LabelSelector() else []
            entries += ["undeclared: true"] if undeclared else []
    return "{" + ", ".join(entries) + "}"


def namespaces_text(chosen: tuple[str, ...] | LabelSelector | None) -> str:
    """The entry of an inline end that reads as these namespaces."""
    match chosen:
        case None:
            return "namespaces: any"
        case LabelSelector():
            text = namespace_selector_text(chosen)
            return "namespaces: " + (f'"{text}"' if text.startswith(" ") else text)
        case (name,):
            return f"namespace: {name}"
        case _:
            return f"namespaces: [{', '.join(chosen)}]"


def namespace_selector_text(selector: LabelSelector) -> str:
    """The string that reads as `selector` behind `namespaces:`, where `any` alone is a word."""
    text = selector_text(selector)
    return f" {text}" if text == "any" else text
