"""Definitions written in YAML, and their selectors as objects: matchLabels, matchExpressions."""

from collections.abc import Sequence
from dataclasses import dataclass

from verifier.invariants import names
from verifier.invariants.entry import SHAPE, Entry
from verifier.invariants.passage import Passage
from verifier.invariants.selectors import SELECTOR
from verifier.invariants.vocabulary import listed, suggest
from verifier.resources import LabelSelector, LabelSelectorRequirement

OPERATORS = ("In", "NotIn", "Exists", "DoesNotExist")


@dataclass(frozen=True, slots=True)
class EntryValue:
    """A value of a definition that stands in the file."""

    entry: Entry

    def passage(self) -> Passage:
        return self.entry.passage()

    def one_or_more(self) -> "Sequence[EntryValue]":
        return [EntryValue(item) for item in self.entry.one_or_more()]

    def is_list(self) -> bool:
        return self.entry.is_list()

    def selector(self) -> LabelSelector | None:
        return read_selector_object(self.entry) if self.entry.is_mapping() else None


def read_selector_object(entry: Entry) -> LabelSelector:
    """The selector of a mapping; `{}` selects everything. Notes what is wrong inside."""
    values = entry.fields(("matchLabels", "matchExpressions"))
    labels: list[tuple[str, str]] = []
    expressions: list[LabelSelectorRequirement] = []
    if "matchLabels" in values:
        for key, value in values["matchLabels"].pairs():
            name = names.label_key(key, SELECTOR)
            labels.append((name, names.label_value(value.passage(empty=True), SELECTOR)))
    if "matchExpressions" in values:
        expressions = [read_expression(item) for item in values["matchExpressions"].items()]
    return LabelSelector(
        match_labels=tuple(labels) or None,
        match_expressions=tuple(expressions) or None,
        location=entry.location,
    )


def read_expression(entry: Entry) -> LabelSelectorRequirement:
    """One item of matchExpressions. Raises InputError."""
    values = entry.fields(("key", "operator", "values"))
    for required in ("key", "operator"):
        if required not in values:
            raise entry.refuse(SELECTOR, f"an expression needs `{required}`")
    operator = values["operator"].passage()
    if operator.text not in OPERATORS:
        raise operator.refuse(
            SELECTOR,
            f"unknown operator `{operator.text}`: expected {listed(OPERATORS)}",
            suggest(operator.text, OPERATORS),
        )
    given = values["values"].items() if "values" in values else []
    if operator.text in ("In", "NotIn") and not given:
        raise entry.refuse(SELECTOR, f"`{operator.text}` needs at least one item in `values`")
    if operator.text in ("Exists", "DoesNotExist") and given:
        raise entry.refuse(SHAPE, f"`{operator.text}` takes no `values`: expected none")
    chosen = [names.label_value(item.passage(empty=True), SELECTOR) for item in given]
    return LabelSelectorRequirement(
        key=names.label_key(values["key"].passage(), SELECTOR),
        operator=operator.text,
        values=tuple(dict.fromkeys(chosen)) or None,
        location=entry.location,
    )
