"""The `where` of an invariant: labels of the two ends, compared.

COMPARISON := LABEL ("=" | "!=") (LABEL | "VALUE")
LABEL      := ("from" | "to") ["." "namespace"] "." "labels" ("." KEY | "[" "KEY" "]")
"""

import re
from typing import Literal

from verifier.invariants import names
from verifier.invariants.passage import Passage, outside, unquote
from verifier.query import Comparison, LabelOf

WHERE = "NP961"
LABEL = re.compile(r"(from|to)(\.namespace)?\.labels(?:\.(?P<plain>.+)|\[(?P<quoted>.+)\])")
EXPECTED = (
    'expected a comparison such as from.labels.app = to.labels.app, or from.labels.zone = "eu"'
)


def parse_comparison(passage: Passage) -> Comparison:
    """One comparison. Raises InputError."""
    visible = outside(passage, WHERE)
    found = re.search(r"!=|==?", visible)
    if found is None:
        raise passage.refuse(WHERE, f"`{passage.text}` compares nothing: {EXPECTED}")
    left = passage.cut(0, found.start()).strip()
    right = passage.cut(found.end()).strip()
    operator: Literal["=", "!="] = "!=" if found.group() == "!=" else "="
    return Comparison(label(left), operator, label_or_value(right))


def label_or_value(passage: Passage) -> LabelOf | str:
    """What stands on the right. Raises InputError."""
    value = unquote(passage)
    if value != passage:
        return names.label_value(value, WHERE)
    if re.search(r"\s", outside(passage, WHERE)):
        raise passage.refuse(
            WHERE,
            f"`{passage.text}` is more than one label: {EXPECTED}",
            "several comparisons make a list, and all of them must hold",
        )
    if names.is_label_value(passage.text) and not passage.text.startswith(("from.", "to.")):
        raise passage.refuse(
            WHERE,
            f"`{passage.text}` is neither a label nor a value: {EXPECTED}",
            f'write "{passage.text}" in quotes for the value',
        )
    return label(passage)


def label(passage: Passage) -> LabelOf:
    """A label of one end; an unquoted key goes on to the end. Raises InputError."""
    found = LABEL.fullmatch(passage.text)
    if found is None:
        advice = "put the label on the left" if unquote(passage) != passage else ""
        raise passage.refuse(
            WHERE,
            f"`{passage.text}` is not a label: expected from.labels.KEY, to.labels.KEY, "
            "from.namespace.labels.KEY or to.namespace.labels.KEY",
            advice,
        )
    return label_found(passage, found)


def sending_label(passage: Passage) -> LabelOf:
    """A label of the sending end, which stands for the same one of both. Raises InputError."""
    text = passage.text
    found = LABEL.fullmatch(text)
    if found is None or found[1] != "from":
        advice = ""
        if found is not None:
            advice = f"write from{text[2:]}: both ends are compared by it"
        elif LABEL.fullmatch(f"from.{text}"):
            advice = f"write from.{text}"
        elif names.is_label_key(text):
            advice = f"write from.namespace.labels.{text} or from.labels.{text}"
        raise passage.refuse(
            WHERE,
            f"`{text}` is no label to isolate by: expected from.namespace.labels.KEY or "
            "from.labels.KEY",
            advice,
        )
    return label_found(passage, found)


def label_found(passage: Passage, found: re.Match[str]) -> LabelOf:
    """The label that `LABEL` found in the passage. Raises InputError for an impossible key."""
    group = "plain" if found["plain"] else "quoted"
    key = passage.cut(found.start(group), found.end(group)).strip()
    key = unquote(key) if group == "quoted" else key
    return LabelOf(
        "from" if found[1] == "from" else "to",
        "namespace" if found[2] else "pod",
        names.label_key(key, WHERE),
    )


def comparison_text(comparison: Comparison) -> str:
    """The text that reads as `comparison`."""
    right = comparison.right
    written = f'"{right}"' if isinstance(right, str) else label_text(right)
    return f"{label_text(comparison.left)} {comparison.operator} {written}"


def label_text(label: LabelOf) -> str:
    """The text that reads as `label`."""
    of = ".namespace" if label.of == "namespace" else ""
    plain = "." not in label.key and "/" not in label.key
    return f"{label.end}{of}.labels" + (f".{label.key}" if plain else f'["{label.key}"]')
