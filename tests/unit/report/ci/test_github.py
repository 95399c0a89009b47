"""Workflow commands, read as the runner of GitHub Actions reads them."""

import re

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.report.samples import CHECK
from verifier.location import Location
from verifier.report.ci import github
from verifier.report.ci.notice import CiReport, Notice
from verifier.report.ci.places import Places
from verifier.report.ci.verdicts import of_check

COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """The commands of a log: kind, properties, message; what is escaped is itself again."""
    found = []
    for line in text.split("\n"):
        if match := COMMAND.fullmatch(line):
            pairs = (item.partition("=") for item in match[2].split(","))
            found.append(
                (match[1], {key: unescaped(value) for key, _, value in pairs}, unescaped(match[3]))
            )
    return found


def unescaped(text: str) -> str:
    for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, char)
    return text


def test_the_places_and_kinds() -> None:
    found = commands(github.render(of_check(CHECK, "error"), Places(CHECK.texts)))
    first = next(entry for entry in found if "only-backend" in entry[1]["title"])

    assert [kind for kind, _, _ in found] == ["error"] * 4 + ["warning"] * 2
    assert first[1] == {
        "file": "k8s/db.yaml",
        "line": "12",
        "endLine": "14",
        "title": "netproof: only-backend",
    }
    assert first[2].startswith("REFUTED Only the backend reaches the database: ")


def test_the_log_ends_with_the_summary() -> None:
    text = github.render(of_check(CHECK, "error"), Places(CHECK.texts))

    assert text.endswith("\nnetproof: 7 invariants: 2 proved, 3 refuted, 1 vacuous, 1 unknown\n")


@given(st.text(), st.text(), st.text(min_size=1))
def test_no_text_breaks_out_of_its_command(message: str, code: str, path: str) -> None:
    location = Location(path.replace(":", ""), 1, 1)
    notice = Notice(
        code=code, name="", level="note", message=message, location=location, fingerprint=""
    )
    text = github.render(CiReport(command="check", summary="1", notices=(notice,)), Places())
    lines = text.split("\n")

    assert "\r" not in text
    assert lines[1:] == ["netproof: 1", ""]
    assert lines[0].startswith("::notice file=")
    assert len(lines[0].split("::")) >= 3
    ((kind, properties, said),) = commands(text)
    assert (kind, said) == ("notice", message)
    assert properties["title"] == f"netproof: {code}"
    assert properties["file"] == location.path
