"""Edits of YAML text: what is asked for happens, and nothing else does."""

import re
from copy import deepcopy
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.laws.rendering import network_policy
from verifier.manifests.comments import comments
from verifier.manifests.edits import Edit, Remove, Replace, Write, edited
from verifier.manifests.load import load_texts
from verifier.resources import NetworkPolicy
from verifier.testing.strategies import network_policies
from verifier.testing.strategies.layouts import LaidOut, layouts

Content = dict[str, Any]
PATH = "policy.yaml"


@st.composite
def laid_out(draw: st.DrawFn) -> tuple[Content, LaidOut]:
    """A policy of several rules, and a text of it."""
    content = network_policy(draw(network_policies(most_rules=3)))
    return content, draw(layouts(content))


def lists_of(value: object, path: str = "") -> list[tuple[str, list[Any]]]:
    """The lists in a policy, with their paths."""
    if isinstance(value, dict):
        found = [lists_of(inner, f"{path}.{key}" if path else key) for key, inner in value.items()]
        return [each for one in found for each in one]
    if isinstance(value, list):
        found = [lists_of(inner, f"{path}[{index}]") for index, inner in enumerate(value)]
        return [(path, value), *(each for one in found for each in one)]
    return []


def loaded(text: str) -> NetworkPolicy:
    """The only policy of a text."""
    (policy,) = load_texts({PATH: text}).policies
    return policy


def inside(path: str, fields: set[str]) -> bool:
    """The path is one of the fields, or lies in one."""
    return any(re.match(re.escape(field) + r"(?![^.\[])", path) for field in fields)


@given(laid_out(), st.data())
def test_removing_items_removes_them_and_their_comments_alone(
    found: tuple[Content, LaidOut], data: st.DataObject
) -> None:
    """The rest says what it said, and keeps its lines and its comments."""
    content, laid = found
    gone: set[str] = set()
    expected = deepcopy(content)
    for path, items in lists_of(expected):
        chosen = data.draw(st.sets(st.sampled_from(range(len(items))))) if len(items) > 1 else set()
        if len(chosen) < len(items) and not inside(path, gone):
            gone |= {f"{path}[{index}]" for index in chosen}
    for path, items in lists_of(expected):
        items[:] = [each for index, each in enumerate(items) if f"{path}[{index}]" not in gone]
    before = loaded(laid.text)

    text = edited(laid.text, PATH, {before.location: [Remove(field) for field in sorted(gone)]})

    assert loaded(text) == loaded(yaml.safe_dump(expected, sort_keys=False))
    assert {comment.text for comment in comments(text)} == {
        comment for comment, owner in laid.owners.items() if not inside(owner, gone)
    }
    lines = iter(laid.text.splitlines())
    for line in text.splitlines():
        assert "[" in line or "{" in line or line in lines, "a line was changed or moved"
    if not gone:
        assert text == laid.text


@given(laid_out())
def test_a_selector_is_emptied_and_policy_types_are_written(
    found: tuple[Content, LaidOut],
) -> None:
    """Values are put in place of others, and keys before others."""
    content, laid = found
    expected = deepcopy(content)
    spec = expected["spec"]
    edits: list[Edit] = []
    if spec.get("podSelector"):
        spec["podSelector"] = {}
        edits.append(Replace("spec.podSelector", "{}"))
    if "policyTypes" not in spec and "egress" in spec and len(spec) > 1:
        spec["policyTypes"] = ["Ingress", "Egress"]
        del spec["egress"]
        edits.append(Remove("spec.egress"))
        edits.append(Write("spec", "policyTypes", ("Ingress", "Egress"), before="egress"))
    text = edited(laid.text, PATH, {loaded(laid.text).location: edits})
    assert loaded(text) == loaded(yaml.safe_dump(expected, sort_keys=False))


@given(laid_out())
def test_every_comment_is_found_and_nothing_else(found: tuple[Content, LaidOut]) -> None:
    """Comments are told from `#` elsewhere, each at its place."""
    _, laid = found
    text = laid.text.replace("metadata:", "status: {x: 'a # b'}\nmetadata:", 1)
    lines = text.splitlines()
    for comment in comments(text):
        assert lines[comment.line - 1][comment.column - 1 :] == comment.text
        assert comment.alone == (not lines[comment.line - 1][: comment.column - 1].strip())
    assert [comment.text for comment in comments(text)] == list(laid.owners)
