"""Markdown, read by a parser: no text of the input becomes markup."""

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.unit.report.samples import CHECK
from verifier.location import Location
from verifier.report.ci import markdown
from verifier.report.ci.notice import Changed, CiReport, Notice, Trial
from verifier.report.ci.places import Places
from verifier.report.ci.verdicts import of_check
from verifier.report.terminal import clean

PARSER = MarkdownIt("commonmark").enable("table")
PLAIN = {"text", "text_special", "code_inline"}


def inline(tokens: list[Token]) -> list[Token]:
    return [child for token in tokens for child in token.children or ()]


def notice(message: str, path: str = "k8s/db.yaml", code: str = "x") -> Notice:
    return Notice(
        code=code,
        name="",
        level="error",
        message=message,
        location=Location(path, 12, 11),
        fingerprint="f",
    )


def test_each_finding_is_a_row_of_the_table() -> None:
    tokens = PARSER.parse(markdown.render(of_check(CHECK, "error"), Places(CHECK.texts)))
    cells = [token for token in tokens if token.type == "td_open"]
    fences = [token.content for token in tokens if token.type == "fence"]

    assert len(cells) == 6 * 3
    assert any(text.startswith("    - from:") or "NotIn" in text for text in fences)


def test_what_holds_and_what_it_rests_on_is_folded() -> None:
    text = markdown.render(of_check(CHECK, "error"), Places(CHECK.texts))

    assert "<details><summary>Holds (2)</summary>" in text
    assert "<details><summary>Every verdict assumes (2)</summary>" in text


@given(st.text(), st.text(min_size=1))
def test_no_text_becomes_markup(message: str, code: str) -> None:
    report = CiReport(command="check", summary="1", notices=(notice(message, code=code),))
    tokens = PARSER.parse(markdown.render(report, Places()).replace("@<!-- -->", "@"))
    headings = [n for n, token in enumerate(tokens) if token.type == "heading_open"]
    shown = "".join(child.content for child in tokens[headings[-1] + 1].children or ())

    assert {child.type for child in inline(tokens)} <= PLAIN
    assert [token.type for token in tokens].count("td_open") == 3
    assert len(headings) == 2
    assert shown.split() == clean(message).split()


@given(st.text(alphabet="`|a b", min_size=1))
def test_paths_stay_in_their_code(path: str) -> None:
    tokens = PARSER.parse(
        markdown.render(
            CiReport(command="check", summary="1", notices=(notice("m", path),)), Places()
        )
    )

    assert [token.type for token in tokens].count("td_open") == 3
    assert [c.content for c in inline(tokens) if c.type == "code_inline"] == [f"{path}:12"]


def test_nobody_is_mentioned() -> None:
    report = CiReport(command="check", summary="1", notices=(notice("ask @team/net"),))

    assert "@team" not in markdown.render(report, Places())


def test_a_comment_stays_within_what_github_takes() -> None:
    many = tuple(notice("word " * 400, code=f"rule-{n}") for n in range(200))
    holding = tuple(
        Trial(id=f"{n}", title="word " * 30, kind="proved", outcome="passed", seconds=0)
        for n in range(2_000)
    )
    changes = tuple(Changed(f"{n} turned", ("word " * 40,) * 3) for n in range(300))
    report = CiReport(
        command="check",
        summary="1",
        notices=many,
        tests=holding,
        basis=("word " * 40,) * 100,
        since="git:main",
        changes=changes,
    )
    text = markdown.render(report, Places())

    assert len(text) < 65_536
    assert text.count("more.") == 4
    assert "<summary>Holds (2000)</summary>" in text
    assert "300 verdicts changed since git:main" in text
    assert "more." not in markdown.render(CiReport(command="check", summary="1"), Places())
