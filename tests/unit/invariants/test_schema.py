"""The JSON Schema and the loader accept and refuse the same files, on the reading that takes
every scalar as text; what a schema cannot express is listed here, and only that may differ."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from tests.unit.invariants.damage import damaged_specs
from tests.unit.invariants.file_strategies import specs
from tests.unit.invariants.strategies import as_yaml
from tests.unit.invariants.test_wrong_specs import marked
from tests.unit.invariants.wrong import Wrong
from tests.unit.invariants.wrong_invariants import ALL
from verifier.errors import InputError
from verifier.invariants import read_spec
from verifier.manifests.nodes import MappingNode, Node, SequenceNode, documents

PATH = Path(__file__).parents[3] / "specs" / "schemas" / "invariants-v1.schema.json"
SCHEMA: dict[str, Any] = json.loads(PATH.read_text())
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)

# What the loader says of rules that a schema cannot express: these files the schema may accept.
BEYOND_A_SCHEMA = (
    "is no hop",
    "unknown end",  # references to groups
    "made of itself",
    "expected a port, found the end",  # a group's name among the ports
    "stands twice",  # ids, labels and dialect points
    "is not a date",  # the calendar
    "empty range",  # two numbers compared
    "bits set behind its prefix",  # arithmetic on addresses
    "is not an address",
    "is not a CIDR",
    "inside IPv6",
    "not a part of any of `cidrs`",
    "both ends are addresses",
    "more than one port",
    "unknown key",  # the inside of `{...}` in a sentence
    "in the braces",
    "expected a value here",
    "holds addresses",  # what stands behind a group's name
)


def reads_as_text(node: Node) -> Any:
    """The document without implicit types."""
    if isinstance(node, MappingNode):
        return {key.value: reads_as_text(value) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [reads_as_text(item) for item in node.value]
    return node.value


def refusals(text: str) -> list[str]:
    """The messages of the loader."""
    try:
        read_spec(text, "spec.yaml")
    except InputError as error:
        return [problem.message for problem in error.problems]
    return []


def test_the_schema_is_one() -> None:
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema.Draft7Validator.check_schema(SCHEMA)


SHAPED = [wrong for wrong in ALL if wrong.name not in ("empty", "two documents", "tag")]


@pytest.mark.parametrize("wrong", SHAPED, ids=lambda wrong: wrong.name)
def test_the_schema_refuses_wrong_files(wrong: Wrong) -> None:
    text, _ = marked(wrong.text)
    (root,) = documents(text, "spec.yaml")
    assert VALIDATOR.is_valid(reads_as_text(root)) is not wrong.schema


@given(spec=specs())
def test_drawn_files_are_accepted_by_both(spec: dict[str, Any]) -> None:
    assert refusals(as_yaml(spec)) == []
    VALIDATOR.validate(spec)


@given(spec=damaged_specs())
def test_damaged_files_are_judged_alike(spec: Any) -> None:
    messages = refusals(as_yaml(spec))
    if not messages:
        VALIDATOR.validate(spec)
    elif not all(any(rule in message for rule in BEYOND_A_SCHEMA) for message in messages):
        assert not VALIDATOR.is_valid(spec), messages


def test_types_that_an_editor_sees_are_accepted() -> None:
    VALIDATOR.validate(
        {
            "apiVersion": "netproof/v1",
            "defaults": {"dialect": {"ipblock-matches-pods": True}},
            "groups": {
                "api": {"namespace": "a", "undeclared": True, "pods": {"matchLabels": {"v": 1}}}
            },
            "invariants": [{"never": {"from": "api", "to": "world", "ports": [25, "udp/53"]}}],
        }
    )


DESCRIBED = (
    "invariant",
    "exemption",
    "pods",
    "addresses",
    "flows",
    "fact",
    "isolated",
    "isolate",
    "path",
)


def test_every_key_has_a_description() -> None:
    bare = [
        name
        for name in DESCRIBED
        for key, value in SCHEMA["definitions"][name]["properties"].items()
        if not described(value)
    ]
    assert bare == []


def described(value: dict[str, Any]) -> bool:
    """Iff an editor has something to show for the value."""
    name = value.get("$ref", "").rpartition("/")[2]
    return "description" in value or "description" in SCHEMA["definitions"].get(name, {})
