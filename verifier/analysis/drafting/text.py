"""The text of a drafted file: YAML that reads the same with implicit types and without."""

import json
import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from verifier.dialect import Level
from verifier.flow import Protocol
from verifier.invariants.ports import port_text
from verifier.invariants.selectors import selector_text
from verifier.model import Operator, Selector
from verifier.query import ALL_PORTS, Port
from verifier.resources import LabelSelector, LabelSelectorRequirement

WIDTH = 100
PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9_./=()-]| (?=[A-Za-z0-9(]))*")
RANGE = re.compile(r"[0-9]+(?:\.[0-9]+){3}(?:/[0-9]+)?")
TYPED = ("y", "n", "yes", "no", "on", "off", "true", "false", "null")  # YAML 1.1 and 1.2
OPERATORS = {
    Operator.IN: "In",
    Operator.NOT_IN: "NotIn",
    Operator.EXISTS: "Exists",
    Operator.ABSENT: "DoesNotExist",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One invariant of the draft. Ends are words of the language, or definitions in braces.

    `besides`: ports that are left out of what is judged. `directions`: of `isolated`, whose
    group is `targets`.
    """

    verb: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    ports: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()


def scalar(text: str) -> str:
    """`text` as a YAML scalar that is a text to every reader, also inside brackets."""
    plain = PLAIN.fullmatch(text) and text.lower() not in TYPED
    return text if plain or RANGE.fullmatch(text) else json.dumps(text)


def end(text: str) -> str:
    """An end as YAML: definitions stand as they are."""
    return text if text.startswith("{") else scalar(text)


def flow_list(texts: Sequence[str]) -> str:
    """One text as it is, several in brackets."""
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"


def definition(
    namespaces: str | Sequence[str] | Selector, pods: Selector, undeclared: bool = False
) -> str:
    """A pod group on the spot."""
    return "{" + ", ".join(entries_of(namespaces, pods, undeclared)) + "}"


def entries_of(
    namespaces: str | Sequence[str] | Selector, pods: Selector, undeclared: bool = False
) -> list[str]:
    """A pod group: in one namespace, in several, or in those that a selector chooses."""
    match namespaces:
        case str():
            entries = [f"namespace: {scalar(namespaces)}"]
        case Selector(requirements=()):
            entries = ["namespaces: any"]
        case Selector():
            entries = [f"namespaces: {selector(namespaces)}"]
        case _:
            entries = [f"namespaces: [{', '.join(map(scalar, namespaces))}]"]
    if pods.requirements:
        entries.append(f"pods: {selector(pods)}")
    if undeclared:
        entries.append("undeclared: true")
    return entries


def selector(chosen: Selector) -> str:
    """A selector as the YAML string that reads as it."""
    equal: dict[str, str] = {}
    expressions: list[LabelSelectorRequirement] = []
    for item in chosen.requirements:
        if item.operator is Operator.IN and len(item.values) == 1 and item.key not in equal:
            equal[item.key] = item.values[0]
            continue
        operator = OPERATORS[item.operator]
        values = item.values if item.values else None
        expressions.append(LabelSelectorRequirement(key=item.key, operator=operator, values=values))
    written = LabelSelector(match_labels=tuple(equal.items()), match_expressions=tuple(expressions))
    text = selector_text(written)
    return json.dumps("any, any") if text == "any" else scalar(text)


def addresses(cidr: str, excepts: Sequence[str]) -> str:
    """An address range: a word where nothing is cut out of it."""
    if excepts:
        inner = ", ".join(map(scalar, excepts))
        return f"{{cidrs: [{scalar(cidr)}], except: [{inner}]}}"
    return f"[{cidr}]" if ":" in cidr else cidr


def port_texts(ports: Iterable[Port]) -> tuple[str, ...]:
    """Ports by protocol and number; none at all for every port."""
    found = tuple(ports)
    if found == ALL_PORTS:
        return ()
    order = list(Protocol)
    return tuple(port_text(port) for port in sorted(found, key=lambda p: order.index(p.protocol)))


def lines(item: Item, level: Level = Level.ANY_NAMESPACE) -> list[str]:
    """The item in a list of invariants: as a sentence where that can say it, and fits."""
    said = sentence(item)
    if said and level is Level.ANY_NAMESPACE and len(said) + 4 <= WIDTH:
        return [f"  - {said}"]
    found = [f"  - {line}" if n == 0 else f"    {line}" for n, line in enumerate(body(item))]
    if item.besides:
        ports = flow_list(item.besides)
        exempt = f"{{ports: {ports}, reason: a policy opens these ports}}"
        found.append(f"    except: {exempt}")
    if level is not Level.ANY_NAMESPACE:
        found.append(f"    level: {level.text}")
    return found


def sentence(item: Item) -> str:
    """The item as a sentence; "" where it takes a mapping."""
    ends = (*item.sources, *item.targets)
    if item.besides or item.directions or any(text.startswith("{") for text in ends):
        return ""
    text = plainly(item)
    return text if text[0].isalpha() else json.dumps(text)


def plainly(item: Item) -> str:
    """The item in words: a sentence wherever one can say it."""
    source, target = ", ".join(item.sources), ", ".join(item.targets)
    if item.directions:
        return f"{item.verb} {target}, {' and '.join(item.directions)}"
    reach = "reach" if len(item.sources) > 1 else "reaches"
    first = f"only {source}" if item.verb == "only" else f"{source} {item.verb}"
    ports = f":{', '.join(item.ports)}" if item.ports else ""
    besides = f", except on {', '.join(item.besides)}" if item.besides else ""
    return f"{first} {reach} {target}{ports}{besides}"


def body(item: Item) -> list[str]:
    """The verb with what stands behind it, in one line where that fits."""
    if item.directions:
        parts = {"group": item.targets, "direction": item.directions}
    else:
        parts = {"from": item.sources, "to": item.targets, "ports": item.ports}
    written = {
        key: [text if key == "ports" else end(text) for text in texts]
        for key, texts in parts.items()
        if texts
    }
    entries = ", ".join(f"{key}: {flow_list(texts)}" for key, texts in written.items())
    whole = f"{item.verb}: {{{entries}}}"
    if len(whole) + 4 <= WIDTH:
        return [whole]
    found = [f"{item.verb}:"]
    for key, texts in written.items():
        if len(texts) == 1 or len(flow_list(texts)) + len(key) + 8 <= WIDTH:
            found.append(f"  {key}: {flow_list(texts)}")
            continue
        found.append(f"  {key}:")
        found += [f"    - {text}" for text in texts]
    return found


def comment(text: str, first: str = "  # ", rest: str = "  #   ") -> list[str]:
    """A comment in lines that fit where words allow it: no text of the input ends it early."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    return textwrap.wrap(
        plain,
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
