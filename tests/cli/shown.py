"""Commands shown in documents, with their output.

A block marked `console` holds `$ netproof ...` lines, each followed by what it prints; a line of
dots stands for any number of lines. `python -m tests.cli.shown FILE...` writes the output anew
into blocks that hide nothing.
"""

import re
import shlex
import sys
from pathlib import Path

from tests.cli.running import Ran, run

BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
PROMPT = "$ netproof "
DOTS = "..."
EXTERNAL = re.compile(r"[0-9a-f.:]+ \(external\)")


def commands(block: str) -> list[tuple[str, str]]:
    """The netproof commands of a block, each with the output that is shown."""
    found: list[tuple[str, str]] = []
    for line in block.splitlines():
        if line.startswith(PROMPT):
            found.append((line.removeprefix(PROMPT), ""))
        elif found and not line.startswith("$ "):
            command, output = found.pop()
            found.append((command, f"{output}{line}\n"))
    return found


def shown_in(path: Path) -> list[tuple[str, str]]:
    """All netproof commands of a document."""
    blocks = BLOCK.findall(path.read_text(encoding="utf-8"))
    return [command for block in blocks for command in commands(block)]


def output_of(command: str) -> Ran:
    """Run a command as it is shown, from the root of the project; `; echo $?` shows its code."""
    bare, echo, _ = command.partition("; echo $?")
    ran = run(*shlex.split(bare))
    return Ran(ran.code, ran.out + (f"{ran.code}\n" if echo else ""), ran.err)


def matches(shown: str, actual: str) -> bool:
    """Whether `actual` is what is shown, dots standing for any lines.

    Which external address a flow has is the solver's choice.
    """
    same, other = (EXTERNAL.sub("ADDRESS (external)", text) for text in (shown, actual))
    parts = [re.escape(part) for part in re.split(rf"^{re.escape(DOTS)}\n", same, flags=re.M)]
    return re.fullmatch(r"(?:.*\n)*?".join(parts), other) is not None


def renewed(text: str) -> str:
    """The document with the output of every block written anew, but those that hide lines."""

    def block(match: re.Match[str]) -> str:
        if f"\n{DOTS}\n" in match[0] or PROMPT not in match[0]:
            return match[0]
        return "".join(
            f"{PROMPT}{command}\n{_output(command)}" for command, _ in commands(match[0])
        )

    return BLOCK.sub(block, text)


def _output(command: str) -> str:
    ran = output_of(command)
    if ran.err:
        sys.exit(f"{PROMPT}{command}\n{ran.err}")
    return ran.out


if __name__ == "__main__":
    for name in sys.argv[1:]:
        document = Path(name)
        document.write_text(renewed(document.read_text(encoding="utf-8")), encoding="utf-8")
