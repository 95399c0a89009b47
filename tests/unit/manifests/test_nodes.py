"""Composing: places, merge keys, aliases, JSON, and what counts as plain."""

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.errors import InputError
from verifier.location import Location
from verifier.manifests.nodes import (
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    documents,
    fields_of,
    is_plain,
    location_of,
)


def plainly(node: Node) -> object:
    """A tree as dictionaries, lists and strings."""
    if isinstance(node, MappingNode):
        return {key.value: plainly(value) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [plainly(item) for item in node.value]
    return node.value


def one(text: str) -> Node:
    """The only document of a text."""
    (root,) = documents(text, "x.yaml")
    return root


def test_scalars_stay_text() -> None:
    written = "a: no\nb: 2020-01-01\nc: 0x10\nd: ~\ne: 'on'\n"
    expected = {"a": "no", "b": "2020-01-01", "c": "0x10", "d": "~", "e": "on"}
    assert plainly(one(written)) == expected


@pytest.mark.parametrize(
    ("written", "plain"),
    [("80", True), ("''", False), ('"80"', False), ("!!str 80", False)],
)
def test_plain_is_what_has_neither_quotes_nor_tag(written: str, plain: bool) -> None:
    (item,) = one(f"- {written}").value
    assert is_plain(item) is plain


def test_places_count_from_one() -> None:
    root = one("# comment\na:\n  - b\n  - ä: c\n")
    inner = root.value[0][1].value[1].value[0][1]
    assert location_of(root, "x.yaml") == Location("x.yaml", 2, 1)
    assert location_of(inner, "x.yaml") == Location("x.yaml", 4, 8)


def test_empty_documents_are_left_out() -> None:
    assert documents("", "x.yaml") == []
    assert documents("---\n# nothing\n---\na: 1\n---\n", "x.yaml")[0].start_mark.line == 3


def test_a_byte_order_mark_is_no_text() -> None:
    assert plainly(one("\ufeffa: 1\n")) == {"a": "1"}


@pytest.mark.parametrize(
    ("written", "merged"),
    [
        ("<<: {a: 1}\nb: 2", {"b": "2", "a": "1"}),
        ("a: 0\n<<: {a: 1}", {"a": "0"}),
        ("<<: [{a: 1}, {a: 2, b: 3}]", {"a": "1", "b": "3"}),
        ("<<: {<<: {a: 1}, b: 2}", {"b": "2", "a": "1"}),
        ("'<<': 1", {"<<": "1"}),
    ],
)
def test_merge_keys_are_applied(written: str, merged: object) -> None:
    assert plainly(one(written)) == merged


def test_merged_fields_keep_their_place() -> None:
    root = one("base: &base\n  a: 1\nuse:\n  <<: *base\n")
    value = root.value[1][1].value[0][1]
    assert plainly(root) == {"base": {"a": "1"}, "use": {"a": "1"}}
    assert location_of(value, "x.yaml").line == 2


def test_a_chain_of_merges_across_aliases() -> None:
    text = "a: &a {x: 1}\nb: &b\n  <<: *a\n  y: 2\nc:\n  <<: *b\n"
    assert plainly(one(text)) == {
        "a": {"x": "1"},
        "b": {"y": "2", "x": "1"},
        "c": {"y": "2", "x": "1"},
    }


def test_harmless_aliases_in_a_large_document() -> None:
    items = "".join(f"- {{n: {n}}}\n" for n in range(40_000))
    assert len(one(f"- &a b\n- *a\n{items}").value) == 40_002


@pytest.mark.parametrize("levels", [150, 199])
def test_deep_but_not_too_deep(levels: int) -> None:
    assert documents("[" * levels + "]" * levels, "x.yaml")
    assert documents("- " * levels + "x", "x.yaml")


@pytest.mark.parametrize("opener", ["[", "- ", "{a: ", "? ", "[{a: "])
def test_nesting_never_overflows_the_stack(opener: str) -> None:
    with pytest.raises(InputError, match="nested deeper than 200 levels"):
        documents(opener * 200_000, "x.yaml")


def test_a_deep_document_among_many_that_are_not() -> None:
    with pytest.raises(InputError, match="nested deeper than 200 levels"):
        documents("{a: [1]}\n---\n" * 200 + "[" * 200_000, "x.yaml")


def test_a_scalar_that_starts_like_a_separator_ends_no_brackets() -> None:
    with pytest.raises(InputError, match="nested deeper than 200 levels"):
        documents("[\n---a, " * 200_000, "x.yaml")


def test_fields_leave_out_what_is_null() -> None:
    root = one("a: 1\nb: ~\nc: 'null'\nd: !!null x\n<<: {e: null, f: 2}\n")
    assert isinstance(root, MappingNode)
    assert {name: node.value for name, node in fields_of(root).items()} == {
        "a": "1",
        "c": "null",
        "f": "2",
    }


def test_json_strings_with_surrogate_pairs_and_slashes() -> None:
    assert plainly(one('{"a": "\\ud83d\\ude00 \\/"}')) == {"a": "\U0001f600 /"}


def test_json_with_tabs() -> None:
    assert plainly(one('{\n\t"a":\t[\n\t\t1\n\t]\n}')) == {"a": ["1"]}


# libyaml takes keys of up to 1,024 characters, and each of these may be written as twelve.
KEYS = st.text(max_size=80)
JSON = st.recursive(
    st.text(), lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=8
)


@settings(max_examples=50)
@given(st.dictionaries(KEYS, JSON, min_size=1), st.sampled_from([None, 2, "\t"]))
def test_json_is_read_as_json(value: object, indent: int | str | None) -> None:
    assert plainly(one(json.dumps(value, indent=indent))) == value


@given(st.text())
def test_any_text_gives_nodes_or_an_input_error(text: str) -> None:
    with contextlib.suppress(InputError):
        for root in documents(text, "x.yaml"):
            assert isinstance(root, ScalarNode | MappingNode | SequenceNode)
