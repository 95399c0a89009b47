"""The reference of the language keeps its promise: its examples load, and its words are all."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.unit.invariants.test_schema import SCHEMA, VALIDATOR, reads_as_text
from verifier.invariants import parse_sentence, read_spec
from verifier.invariants.schema import schema_text
from verifier.invariants.settings import POINTS
from verifier.invariants.vocabulary import BUILT_INS, SHORTHANDS, VERBS
from verifier.manifests.nodes import documents
from verifier.query import End

PAGE = Path(__file__).parents[3].joinpath("specs", "invariants.md").read_text()
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
DEFINITIONS = SCHEMA["definitions"]
SOURCES = Path(__file__).parents[3] / "verifier" / "invariants"


@pytest.mark.parametrize("example", EXAMPLES)
def test_examples_load(example: str) -> None:
    spec = read_spec(example, "invariants.md")
    assert spec.invariants or spec.cases or spec.ignored
    (root,) = documents(example, "invariants.md")
    VALIDATOR.validate(reads_as_text(root))


def test_there_is_an_example_for_each_form() -> None:
    keys: set[str] = set()
    for example in EXAMPLES:
        (root,) = documents(example, "invariants.md")
        keys |= keys_of(reads_as_text(root))
    properties = DEFINITIONS["invariant"]["properties"]
    words = {*SCHEMA["properties"], *properties, *DEFINITIONS["fact"]["properties"]}
    for form in ("isolated", "isolate", "path"):
        words |= DEFINITIONS[form]["properties"].keys()
    assert words - keys == {"include", "on"}  # that needs other files; this is a second name


def keys_of(value: Any) -> set[str]:
    """All keys inside `value`."""
    match value:
        case dict():
            return {*value, *(key for item in value.values() for key in keys_of(item))}
        case list():
            return {key for item in value for key in keys_of(item)}
        case _:
            return set()


def test_sentences_of_the_table_of_verbs_are_read() -> None:
    group = End((), "")
    known = dict.fromkeys(("frontend", "backend", "database"), group)
    rows = re.findall(r"^\| `(\w+)` \| `([^`]+)` \|", PAGE, re.MULTILINE)
    found = {verb: parse_sentence(sentence, known).verb for verb, sentence in rows if verb in VERBS}
    assert found == VERBS


@pytest.mark.parametrize("word", [*BUILT_INS, *POINTS, *SHORTHANDS])
def test_every_word_is_explained(word: str) -> None:
    assert f"`{word}`" in PAGE


def test_every_code_is_explained() -> None:
    text = "".join(path.read_text() for path in SOURCES.glob("*.py"))
    page = PAGE.partition("## The file checked against itself")[0]  # that has codes of its own
    assert sorted(set(re.findall(r"NP9\d\d", text))) == sorted(set(re.findall(r"NP9\d\d", page)))


def test_the_schema_is_named_by_an_address_of_no_place() -> None:
    assert SCHEMA["$id"].startswith("urn:uuid:")
    assert json.loads(schema_text()) == SCHEMA
