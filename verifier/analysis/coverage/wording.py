"""The parts of a flow as text of the invariants language: ends, ports, readings."""

import json
import re
from collections.abc import Mapping, Sequence

from verifier.engine.literals import FRESH, Literal
from verifier.model import Network
from verifier.normalise.networks import show_network
from verifier.smt.declared import DeclaredClass
from verifier.smt.footprint import NAME_LABEL, Footprint

PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*")
WORDS = ("yes", "no", "on", "off", "true", "false", "null", "y", "n")
Classes = Mapping[str, Mapping[int, DeclaredClass]]


def quoted(text: str) -> str:
    """The text as a YAML scalar within `{...}`, quoted unless it can only be a word."""
    plain = PLAIN.fullmatch(text) and text.lower() not in WORDS
    return text if plain else json.dumps(text, ensure_ascii=False)


def end_text(
    literals: Sequence[Literal], end: str, footprint: Footprint, classes: Classes, typo: bool
) -> str:
    """A definition of the end that these literals describe, as far as the language can say it;
    `typo`: no declared workload matches, and none need to."""
    here = [literal for literal in literals if literal.end == end]
    if any(x.kind == "pod" and x.value is None for x in here):
        return external_text(here)
    if not any(x.kind == "pod" for x in here):
        return "any"
    declared = next((x for x in here if x.kind == "declared" and x.value), None)
    if declared is not None:
        return quoted(classes[end][int(str(declared.value))].representative.workload)
    parts = [f"namespaces: {namespaces_text(here, footprint)}"]
    namespace = next((x for x in here if x.kind == "namespace"), None)
    if not any(x.kind == "namespace-label" for x in here):
        if namespace is not None and namespace.value != FRESH:
            parts = [f"namespace: {quoted(str(namespace.value))}"]
        elif namespace is None:
            parts = ["namespaces: any"]
    pods = [requirement(x, footprint, "pod") for x in here if x.kind == "label"]
    if not pods and parts == ["namespaces: any"]:
        return "any-pod"
    parts += [f"pods: {quoted_selector(pods)}"] if pods else []
    parts += ["undeclared: true"] if typo else []
    return "{" + ", ".join(parts) + "}"


def external_text(here: Sequence[Literal]) -> str:
    """An end that is no pod."""
    nodes = {x.name for x in here if x.kind == "node" and x.value and not x.fact}
    if nodes:
        return "own-node" if "own" in nodes else "nodes"
    address = next((x.value for x in here if x.kind == "address"), None)
    if isinstance(address, Network):
        return f"{{cidrs: [{quoted(show_network(address))}]}}"
    return "world" if address is None else str(address)


def namespaces_text(here: Sequence[Literal], footprint: Footprint) -> str:
    """A selector of namespaces by name and labels."""
    found = [requirement(x, footprint, "namespace") for x in here if x.kind == "namespace-label"]
    for literal in here:
        if literal.kind == "namespace":
            names = footprint.namespaces.values
            some = [str(literal.value)] if literal.value != FRESH else list(names)
            verb = "notin" if literal.value == FRESH else "in"
            found.append(f"{NAME_LABEL} {verb} ({', '.join(some)})")
    return quoted_selector(found)


def quoted_selector(requirements: Sequence[str]) -> str:
    """A selector string: `tier=web` needs no quotes, what holds commas or signs does."""
    text = ", ".join(requirements)
    return text if re.fullmatch(r"[A-Za-z][\w./-]*(=[A-Za-z][\w.-]*)?", text) else json.dumps(text)


def requirement(literal: Literal, footprint: Footprint, of: str) -> str:
    """One label as a selector string says it."""
    if literal.value is None:
        return f"!{literal.name}"
    if literal.value != FRESH:
        return f"{literal.name}={literal.value}"
    domain = footprint.domains["pod" if of == "pod" else "namespace", literal.name]
    others = f", {literal.name} notin ({', '.join(domain.values)})" if domain.values else ""
    return f"{literal.name}{others}"


def ports_text(literals: Sequence[Literal]) -> str:
    """The items of `ports`; "" for every port."""
    protocol = next((str(x.value).lower() for x in literals if x.kind == "protocol"), None)
    port = next((str(x.value) for x in literals if x.kind == "port"), None)
    name = next((x.name for x in literals if x.kind == "port-name" and x.value), None)
    number = name or port
    if number is None:
        return "" if protocol is None else f"{protocol}/1-65535"
    protocols = [protocol] if protocol else ["tcp", "udp", "sctp"]
    items = [number if p == "tcp" else f"{p}/{number}" for p in protocols]
    return items[0] if len(items) == 1 else f"[{', '.join(items)}]"


def readings_text(literals: Sequence[Literal]) -> str:
    """The readings that the flow is tied to, as the value of `dialect`; "" for none."""
    found = [f"{x.name}: {x.value}" for x in literals if x.kind == "reading"]
    families = [str(x.value).lower() for x in literals if x.kind == "family"]
    found += [f"families: {name}" for name in families]
    return "{" + ", ".join(found) + "}" if found else ""
