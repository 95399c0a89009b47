"""Excerpts: the caret stands under the node."""

import pytest

from verifier.errors import Problem
from verifier.location import Location
from verifier.report.excerpt import excerpt
from verifier.report.problems import render_problems
from verifier.report.terminal import Canvas


def underlined(text: str, line: int, column: int, width: int = 100) -> str:
    """What stands above the carets."""
    shown = excerpt({"f": text}, Location("f", line, column), Canvas(width=width)).splitlines()
    carets = next(row for row in shown if "^" in row)
    source = shown[shown.index(carets) - 1]
    return source[carets.index("^") : carets.rindex("^") + 1]


@pytest.mark.parametrize(
    ("text", "line", "column", "expected"),
    [
        ("port: 99999\n", 1, 7, "99999"),
        ("a: {port: 99999, x: 1}\n", 1, 11, "99999"),
        ("a: {port: 99999, x: 1}\n", 1, 4, "{port: 99999, x: 1}"),
        ("a: [{b: [1]}, 2]  # why\n", 1, 5, "{b: [1]}"),
        ("a: 'x, y' # why\n", 1, 4, "'x, y'"),
        ("a: one, two # why\n", 1, 4, "one, two"),
        ("- only bakend reaches db\n", 1, 8, "bakend"),
        ("a:\n  - b: 1\n", 2, 5, "b: 1"),
        ("a: [\n", 1, 4, "["),
        ("a: \n", 1, 4, " "),
    ],
)
def test_the_caret_stands_under_the_node(text: str, line: int, column: int, expected: str) -> None:
    assert underlined(text, line, column).strip() == expected.strip()


def test_long_lines_are_cut_around_the_node() -> None:
    text = "[" + "1, " * 1_000_000 + "{here: 1}, " + "2, " * 1_000_000 + "]"

    assert underlined(text, 1, 3_000_002, width=80) == "{here: 1}"


def test_the_node_ends_where_the_indentation_does() -> None:
    text = "a:\n  - b: 1\n\n    c: 2\n  - d: 3\n"
    shown = excerpt({"f": text}, Location("f", 2, 5), Canvas())

    assert "c: 2" in shown
    assert "d: 3" not in shown


def test_wide_characters_keep_the_caret_in_place() -> None:
    shown = excerpt({"f": "名前: bad\n"}, Location("f", 1, 5), Canvas()).splitlines()

    assert shown[-1].index("^") - shown[-2].index("名") == len("名前: ") + 2


@pytest.mark.parametrize("location", [Location("gone", 1, 1), Location("f", 9, 1)])
def test_without_the_text_the_place_is_named(location: Location) -> None:
    assert excerpt({"f": "a"}, location, Canvas()).strip() == f"--> {location}"


def test_a_problem_says_what_where_and_what_to_do() -> None:
    problem = Problem("NP901", "must be 1 to 65535", Location("f", 1, 7), "port", "write 80", "X y")

    assert render_problems([problem], {"f": "port: 99999"}, Canvas()) == (
        "error[NP901]: X y: port: must be 1 to 65535\n"
        "    --> f:1:7\n"
        "    |\n"
        "  1 | port: 99999\n"
        "    |       ^^^^^\n"
        "  help: write 80\n"
    )


def test_thousands_of_problems_stay_readable() -> None:
    problems = [Problem("NP901", "bad")] * 1234

    assert render_problems(problems, {}, Canvas()).endswith("... and 1,184 more errors\n")
