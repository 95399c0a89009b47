"""Selectors as upstream prints them, `baz in (norf,qux),foo=bar`, and label sets to try them on."""

import re
from collections.abc import Iterator, Mapping
from itertools import product

TERM = re.compile(r"(?P<key>\w+)(?:=(?P<value>\w+)| in \((?P<values>[\w,]+)\))(?:,|$)")
OTHER = "some-other-value"


def terms(text: str) -> dict[str, tuple[str, ...]]:
    """The values that each key of a printed selector may have."""
    return {
        term["key"]: tuple((term["value"] or term["values"]).split(","))
        for term in TERM.finditer(text)
    }


def term_matches(text: str, labels: Mapping[str, str]) -> bool:
    """True iff `labels` are as the printed selector wants them."""
    match text:
        case "matches nothing":
            return False
        case "matches everything":
            return True
        case _:
            found = terms(text)
            assert found, text
            return all(labels.get(key) in values for key, values in found.items())


def label_sets(text: str) -> Iterator[dict[str, str]]:
    """Label sets with each key of a printed selector absent, or with each value, or another one."""
    keys = terms(text) or {"foo": ("bar",)}
    for chosen in product(*((None, OTHER, *values) for values in keys.values())):
        yield {key: value for key, value in zip(keys, chosen, strict=True) if value is not None}
