"""What the documents show is what happens."""

import re
import textwrap
from pathlib import Path

import pytest

from tests.cli.running import ROOT
from tests.cli.shown import matches, output_of, shown_in
from verifier.cli.app import app
from verifier.cli.specs import ADVICE
from verifier.invariants import read_spec

COMMANDS = ROOT / "specs/commands.md"
EXAMPLES = sorted((ROOT / "specs/examples").glob("*/README.md"))
DOCUMENTS = [ROOT / "README.md", COMMANDS, ROOT / "specs/ci.md", *EXAMPLES]
SHOWN = [
    pytest.param(command, shown, id=f"{path.relative_to(ROOT)}: {command}")
    for path in DOCUMENTS
    for command, shown in shown_in(path)
]


@pytest.mark.parametrize(("command", "shown"), SHOWN)
def test_the_output_shown_is_the_output(command: str, shown: str) -> None:
    ran = output_of(command)

    assert matches(shown, ran.out), ran.out
    assert ran.err == ""


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_document_shows_something(document: Path) -> None:
    assert all(shown for _, shown in shown_in(document))
    assert shown_in(document)


def test_the_reference_of_commands_is_complete() -> None:
    helped = {
        f"{command.callback.__name__} --help"
        for command in app.registered_commands
        if command.callback
    }

    shown = {command for command, _ in shown_in(COMMANDS) if command.endswith("--help")}
    assert helped | {"--help"} == shown


def test_the_invariants_shown_are_readable() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"(?<=^```yaml\n).*?(?=^```$)", readme, re.MULTILINE | re.DOTALL)
    advice = textwrap.dedent(ADVICE.split("\n\n")[1])

    assert shown
    for text in (*shown, advice):
        assert read_spec(text, "README.md").invariants


def test_dots_stand_for_any_lines() -> None:
    assert matches("a\n...\nd\n", "a\nb\nc\nd\n")
    assert matches("a\n", "a\n")
    assert not matches("a\n...\nd\n", "a\nb\n")
    assert not matches("a\n", "a\nb\n")
