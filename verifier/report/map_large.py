"""The groups of a large map as text, some at a time in several processes.

Ends of one namespace that stand together are a set, which has the same name wherever it is written:
so no process has to know of another one.
"""

import json
from dataclasses import dataclass

from verifier.analysis.map.results import Book, Groups, Key, Label, Listing, MapReport
from verifier.parallel import processes, run_together
from verifier.report.map_texts import Texts

TOGETHER = 1_000  # sets that are written in one job


@dataclass(frozen=True, slots=True)
class Large:
    """Sections in lines, with the lines of the sets that they name."""

    sets: list[str]
    sections: list[list[str]]


class Sets(Texts):
    """Texts that name every set of several ends, and remember which."""

    def __init__(self, book: Book) -> None:
        super().__init__()
        self.book = book
        self.used: list[Key] = []

    def known_as(self, key: Key, _: Listing) -> str:
        """A set, or the name of its only member."""
        if self.book.is_one(key):
            found = self.written(self.book[key])
        else:
            found = named(self.book.label(key))
            self.used.append(key)
        self.known[key] = found
        return found

    def line(self, key: Key) -> str:
        """The line of a set."""
        return f"    {named(self.book.label(key))}: [{self.written(self.book[key])}]"


def named(label: Label) -> str:
    """The name of a set."""
    space, numbers = label
    return json.dumps(f"{space}#{'+'.join(map(str, numbers))}")


def large_sections(report: MapReport) -> Large | None:
    """The connections of a large map, and the conditional ones; None where it is not large, or its
    groups are no longer those that were found, as filters leave them."""
    sections = [report.connections, report.conditional]
    groups = [section for section in sections if isinstance(section, Groups)]
    if report.denied is not None or len(groups) < len(sections) or not groups[0].many:
        return None
    texts = Sets(groups[0].book)
    # What is to addresses takes longest, and is first in each section: so it is begun with.
    jobs = [
        (at, number, make)
        for at, section in enumerate(groups)
        for number, make in enumerate(section.makers)
    ]
    jobs.sort(key=lambda job: job[1])

    def written(job: int) -> tuple[str, list[Key]]:
        """Some groups, and the sets that this process names for the first time."""
        texts.used = []
        return ",\n".join(map(texts.group, jobs[job][2]())), texts.used

    found = run_together(len(jobs), written, processes(len(jobs)), lambda: None)
    lines: list[list[str]] = [[] for _ in groups]
    for (at, _, _), (text, _) in zip(jobs, found, strict=True):
        lines[at] += [text] if text else []
    return Large(set_lines(texts, {key for _, used in found for key in used}), lines)


def set_lines(texts: Sets, used: set[Key]) -> list[str]:
    """The lines of sets, in order."""
    sets = sorted(used, key=texts.book.label)
    jobs = [sets[at : at + TOGETHER] for at in range(0, len(sets), TOGETHER)]

    def written(job: int) -> str:
        return ",\n".join(map(texts.line, jobs[job]))

    return run_together(len(jobs), written, processes(len(jobs)), lambda: None)
