"""A general statement: flows that all meet a target, described by parts, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from verifier.engine.literals import FRESH, Literal
from verifier.engine.words import Classes, join, label_words, reading_words, tier_words
from verifier.model import Network
from verifier.normalise.networks import show_network
from verifier.query import PortRange
from verifier.smt.declared import DeclaredClass
from verifier.smt.logic import Term, conj

PORT = ("port", "protocol")  # of these there is one part at most
NAMED = 4  # workloads of one class that are listed by name


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What a statement asks of one part of a flow: that of `literal`, or the wider `term`.
    `ranges` are the ports, where it is about them."""

    literal: Literal
    term: Term
    text: str
    ranges: tuple[PortRange, ...] = ()

    @property
    def kind(self) -> str:
        """The kind of its literal."""
        return self.literal.kind


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """Every flow that exists at a level and meets all parts, and all that `where` holds (terms
    with their words), meets the target."""

    parts: tuple[Part, ...]
    where: tuple[tuple[Term, str], ...] = ()

    @property
    def term(self) -> Term:
        """A flow is one of the statement's."""
        return conj((*(part.term for part in self.parts), *(term for term, _ in self.where)))

    def words(self, classes: Classes) -> str:
        """`any pod in namespace dev without app=web -> production/db[Pod], TCP 5432`."""
        source, destination = (
            end_words([p for p in self.parts if p.literal.end == end], classes[end])
            for end in ("source", "destination")
        )
        family = "".join(f" over {p.text}" for p in self.parts if p.kind == "family")
        compared = f", where {join([text for _, text in self.where])}" if self.where else ""
        return f"{source} -> {destination}, {self.port_words()}{family}{compared}"

    def port_words(self) -> str:
        """The protocols and ports, by number and by name."""
        text = next((p.text for p in self.parts if p.kind in PORT), "any port")
        names = [p.literal for p in self.parts if p.kind == "port-name" and not p.literal.fact]
        given, others = ([x.name for x in names if bool(x.value) is want] for want in (True, False))
        if given and text.startswith("any "):
            text = f"{text.removeprefix('any ')} named {join(given)}"
        elif given:
            text += f" named {join(given)}"
        return text + (f" not named {' or '.join(others)}" if others else "")

    def facts(self) -> tuple[str, ...]:
        """The open facts that the statement takes, in words, but for readings of the dialect."""
        pods = {p.literal.end for p in self.parts if p.kind == "pod" and p.literal.value}
        declared = {p.literal.end for p in self.parts if p.kind == "declared" and p.literal.value}
        nodes = [p.literal for p in self.parts if p.kind == "node" and p.literal.value]
        own = {literal.end for literal in nodes if literal.name == "own"}
        found: list[str] = []
        for part in self.parts:
            end = part.literal.end
            match part.kind:
                case "namespace-label" if end in declared:
                    found.append(f"the {end}'s namespace is {part.text}")
                case "label" if end in declared:
                    value = part.text.removeprefix(f"without label {part.literal.name} or ")
                    found.append(f"the {end}'s controller labels it {value}")
                case "address" if end in pods:
                    found.append(f"the {end} pod's address lies {part.text}")
                case "address" if end in own:
                    found.append(f"the node's address lies {part.text}")
                case "port-name" if part.literal.fact:
                    counts = "counts" if part.literal.value else "does not count"
                    found.append(f"the sidecar's port {part.literal.name} {counts}")
                case _:
                    found += tier_words(part.literal)
        return tuple(found)

    def readings(self) -> dict[str, tuple[str, ...]]:
        """The readings of the dialect that the statement takes."""
        readings = (p.literal for p in self.parts if p.kind == "reading")
        return {literal.name: (str(literal.value),) for literal in readings}

    def conditions(self) -> str:
        """The readings and the other facts that the statement takes, in one text."""
        readings = (reading_words(name, values[0]) for name, values in self.readings().items())
        found = [*readings, *self.facts()]
        return join(found) if found else ""


def plain(literal: Literal) -> Part:
    """A literal as it is."""
    match literal.kind:
        case "label" | "namespace-label":
            text = label_words(literal)
        case "namespace" if literal.value == FRESH:
            text = "in a namespace that the input does not name"
        case "namespace":
            text = f"in namespace {literal.value}"
        case "address":
            value = literal.value
            text = f"in {show_network(value) if isinstance(value, Network) else value}"
        case _:
            text = str(literal.value)
    return Part(literal, literal.term, text)


def end_words(parts: Sequence[Part], classes: Mapping[int, DeclaredClass]) -> str:
    """One end, as far as it matters."""
    found = {part.kind: part for part in parts}
    if "pod" in found and found["pod"].literal.value is None:
        return external_words(parts)
    declared = found.get("declared")
    if declared is not None and declared.literal.value:
        return declared_words(classes[int(str(declared.literal.value))])
    words = ["any pod"]
    if declared is not None:
        words = [declared.literal.name or "any pod that is not declared"]
    around = [part.text for part in parts if part.kind == "namespace-label"]
    if "namespace" in found:
        words.append(found["namespace"].text)
        words += [f"(a namespace {join(around)})"] if around else []
    elif around:
        words.append(f"in a namespace {join(around)}")
    labels = [part.text for part in parts if part.kind == "label"]
    return " ".join([*words, *([join(labels)] if labels else [])])


def external_words(parts: Sequence[Part]) -> str:
    """An address outside the cluster, or a range of them."""
    flags = [p.literal for p in parts if p.kind == "node" and p.literal.value]
    if any(literal.name == "own" for literal in flags):
        return "the pod's own node"
    kind = "node" if flags else "external address"
    text = " ".join(part.text for part in parts if part.kind == "address")
    if text.startswith("at ") and " " not in text[3:]:
        return f"{kind} {text[3:]}"
    return f"any {kind} {text}".rstrip()


def declared_words(found: DeclaredClass) -> str:
    """The declared workloads of a class: by name, while they are few."""
    names = sorted({pod.workload for pod in found.pods})
    if len(names) <= NAMED:
        return " or ".join(names)
    return f"{names[0]} (and {len(names) - 1} like it)"
