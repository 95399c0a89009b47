"""Which flows a set of literals describes, in words."""

from collections.abc import Mapping, Sequence

from verifier.engine.literals import FRESH, Literal
from verifier.model import Network
from verifier.normalise.networks import show_network
from verifier.query import Comparison, LabelOf
from verifier.smt.declared import DeclaredClass

Classes = Mapping[str, Mapping[int, DeclaredClass]]


def general(literals: Sequence[Literal], classes: Classes, where: Sequence[Comparison] = ()) -> str:
    """`any pod in namespace dev without label app -> production/db[Pod], TCP 5432`."""
    source, destination = (
        end_words([x for x in literals if x.end == end], classes[end])
        for end in ("source", "destination")
    )
    compared = f", where {join([comparison_words(item) for item in where])}" if where else ""
    return f"{source} -> {destination}, {port_words(literals)}{compared}"


def comparison_words(item: Comparison) -> str:
    """`from.labels.app != to.labels.app`, as the language writes it."""
    right = item.right if isinstance(item.right, str) else label_of(item.right)
    return f"{label_of(item.left)} {item.operator} {right}"


def label_of(label: LabelOf) -> str:
    """`from.namespace.labels.team`."""
    of = "namespace.labels" if label.of == "namespace" else "labels"
    key = f".{label.key}" if label.key.replace("-", "").isalnum() else f'["{label.key}"]'
    return f"{label.end}.{of}{key}"


def port_words(literals: Sequence[Literal]) -> str:
    """The protocol and port, as far as they matter."""
    protocol = next((str(x.value) for x in literals if x.kind == "protocol"), None)
    port = next((str(x.value) for x in literals if x.kind == "port"), None)
    names = [x.name for x in literals if x.kind == "port-name" and x.value]
    if names:
        return f"{protocol} port named {' and '.join(names)}"
    if port is None:
        return f"any {protocol} port" if protocol else "any port"
    return f"{protocol} {port}" if protocol else f"port {port} of any protocol"


def end_words(literals: Sequence[Literal], classes: Mapping[int, DeclaredClass]) -> str:
    """One end, as far as it matters."""
    if any(x.kind == "pod" and x.value is None for x in literals):
        return external_words(literals)
    declared = next((x for x in literals if x.kind == "declared" and x.value), None)
    if declared is not None:
        return declared_words(classes[int(str(declared.value))])
    if not literals:
        return "any endpoint"
    words = ["any pod"]
    namespace = next((x for x in literals if x.kind == "namespace"), None)
    where = [label_words(x) for x in literals if x.kind == "namespace-label"]
    if namespace is not None and namespace.value != FRESH:
        words.append(f"in namespace {namespace.value}")
        if where:
            words.append(f"(a namespace {join(where)})")
    elif namespace is not None:
        words.append(join(["in a namespace that the input does not name", *where]))
    elif where:
        words.append(f"in a namespace {join(where)}")
    labels = [label_words(x) for x in literals if x.kind == "label"]
    if labels:
        words.append(join(labels))
    return " ".join(words)


def external_words(literals: Sequence[Literal]) -> str:
    """An address, or a range of them."""
    if any(x.kind == "node" and x.name == "own" and x.value for x in literals):
        return "the pod's own node"
    kind = "node" if any(x.kind == "node" and x.value for x in literals) else "external address"
    where = next((x.value for x in literals if x.kind == "address"), None)
    if isinstance(where, str):
        single = where[-1:].isdigit() and "/" not in where
        return f"{kind} {where}" if single else f"any {kind} in {where}"
    network = where if isinstance(where, Network) else None
    if network is None or network.prefix == 0:
        return f"any {kind}"
    if network.prefix == network.bits:
        return f"{kind} {show_network(network).partition('/')[0]}"
    return f"any {kind} in {show_network(network)}"


def declared_words(found: DeclaredClass) -> str:
    """A declared workload, and how many are like it."""
    names = sorted({pod.workload for pod in found.pods})
    return names[0] if len(names) == 1 else f"{names[0]} (and {len(names) - 1} like it)"


def label_words(literal: Literal) -> str:
    """`without label app`, `with app=web`, `with another value of label app`."""
    if literal.value is None:
        return f"without label {literal.name}"
    if literal.value == FRESH:
        return f"with a value of label {literal.name} that nothing mentions"
    return f"with {literal.name}={literal.value}"


def join(parts: Sequence[str]) -> str:
    """The parts as a list in a sentence."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def reading_words(name: str, value: str) -> str:
    """`the plugin reads host-network as node`."""
    return f"the plugin reads {name} as {value}"


def fact_words(literals: Sequence[Literal]) -> tuple[str, ...]:
    """The open facts that a flow takes, in words; addresses of ends that are no pods are part of
    the flow."""
    pods = {x.end for x in literals if x.kind == "pod" and x.value}
    found: list[str] = []
    for literal in literals:
        match literal.kind:
            case "reading":
                found.append(reading_words(literal.name, str(literal.value)))
            case "namespace-label" if literal.fact:
                found.append(f"the {literal.end}'s namespace is {label_words(literal)}")
            case "address" if literal.end in pods and isinstance(literal.value, Network):
                where = show_network(literal.value)
                found.append(f"the {literal.end} pod's address lies in {where}")
            case "label" if literal.fact:
                found.append(f"the {literal.end}'s controller labels it {label_words(literal)}")
            case "port-name" if literal.fact:
                counts = "counts" if literal.value else "does not count"
                found.append(f"the sidecar's port {literal.name} {counts}")
            case _:
                found += tier_words(literal)
    return tuple(found)


def tier_words(literal: Literal) -> list[str]:
    """An open fact that only policies of the Admin and Baseline tiers ask about, in words."""
    match literal.kind:
        case "tie":
            return [f"{literal.value} decides the {literal.name}"] if literal.value else []
        case "domain":
            verb = "resolves" if literal.value else "does not resolve"
            return [f"{literal.name} {verb} to the {literal.end}'s address"]
        case "node" if literal.name == "unlisted" and literal.value:
            return [f"the {literal.end}'s address is that of a node that no Node object lists"]
        case "node" if literal.name == "unlisted":
            return [f"the {literal.end}'s address is that of no node beyond the Node objects"]
        case "node-label":
            return [f"the {literal.end}'s node is {label_words(literal)}"]
        case _:
            return []


def open_fact(literal: Literal, classes: Classes) -> str:
    """What an open fact is about, not what it is: `dialect ipblock-matches-pods`."""
    if literal.kind == "reading":
        return f"dialect {literal.name}"
    if literal.kind == "family":
        return "dialect families"
    if literal.kind == "tie":
        return literal.name
    if literal.kind == "domain":
        return f"domain {literal.name}"
    names = sorted({pod.workload for found in classes[literal.end].values() for pod in found.pods})
    who = names[0] if names else f"the {literal.end}"
    match literal.kind:
        case "address":
            return f"address of {who}"
        case "node" | "node-label":
            return f"node of {who}"
        case "label":
            return f"label {literal.name} of {who}, which its controller sets"
        case "namespace-label":
            return f"labels of the namespace of {who}"
        case "port-name":
            return f"sidecar port {literal.name} of {who}"
        case _:
            return f"which pod of {who}"
