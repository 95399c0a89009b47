"""Hostile text stays text, whatever part of the page it stands in."""

import json
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.report.html.escaping import element, escaped, script_json, with_code

HOSTILE = [
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<!--<script>",
    "' onclick='x",
    "&lt;b&gt;",
    "]]>",
    "\u202egnp.exe\u2066",
    "a\u200bb\x00c\x1b[31m",
    "\ud800",
]


class Reader(HTMLParser):
    """The elements, the attributes and the text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[str, str | None] = {}
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= dict(attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("text", HOSTILE)
def test_content_and_attributes_are_one_text_each(text: str) -> None:
    read = Reader(element("p", escaped(text), title=text))

    assert read.tags == ["p"]
    assert read.text == read.attributes["title"]
    assert set(read.attributes) == {"title"}
    assert not set(read.text) & set("\u202e\u2066\u200b\x00\x1b\ud800")


def test_what_stands_between_backticks_is_code() -> None:
    assert with_code("`a<b` and `c`") == "<code>a&lt;b</code> and <code>c</code>"
    assert with_code("one ` alone") == "one ` alone"
    assert with_code("`x`", class_="command") == '<code class="command">x</code>'


@given(st.text(st.characters(exclude_categories=["C", "Z"])))
def test_visible_text_survives(text: str) -> None:
    assert Reader(element("p", escaped(text))).text == text


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_data_in_a_script_survives_and_ends_no_script(value: object) -> None:
    text = script_json(value)

    assert json.loads(text) == value
    assert not set(text) & set("<>&'\u2028\u2029")
    assert text.isascii()
