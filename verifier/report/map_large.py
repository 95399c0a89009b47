"""The groups of a large map as text, the sections of it in several processes.

Ends of one namespace that stand together are a set, whose name tells which they are: so no section
has to know of another one.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

from verifier.analysis.map.results import Groups, Key, Listing, MapReport
from verifier.parallel import processes, run_together
from verifier.report.map_pieces import space_of
from verifier.report.map_texts import Texts


@dataclass(frozen=True, slots=True)
class Large:
    """Sections in lines, with the lines of the sets that they name."""

    sets: list[str]
    sections: list[list[str]]


class Sets(Texts):
    """Texts that name every set of several ends by its ends."""

    def __init__(self, label: Callable[[Key], str]) -> None:
        super().__init__()
        self.label = label
        self.used: dict[Key, str] = {}

    def known_as(self, key: Key, names: Listing) -> str:
        """A set, or the name of its only member."""
        members = names.book[key]
        if len(members) == 1:
            found = self.written(members)
        else:
            self.used[key] = f"{space_of(members[0])}#{self.label(key)}"
            found = json.dumps(self.used[key])
        self.known[key] = found
        return found


def large_sections(report: MapReport) -> Large | None:
    """The connections of a large map, and the conditional ones; None where it is not large, or its
    groups are no longer those that were found, as filters leave them."""
    sections = [report.connections, report.conditional]
    groups = [section for section in sections if isinstance(section, Groups)]
    if report.denied is not None or len(groups) < len(sections):
        return None
    if not any(section.many for section in groups):
        return None
    jobs = len(groups)
    workers = min(jobs, processes(4 * jobs))
    found = run_together(jobs, lambda job: section_text(groups[job]), workers, lambda: None)
    texts, book = Texts(), groups[0].book
    used = {key: name for _, some in found for key, name in some.items()}
    members = sorted((book[key], name) for key, name in used.items())
    lines = [f"    {json.dumps(name)}: [{texts.written(names)}]" for names, name in members]
    return Large(lines, [[text] if text else [] for text, _ in found])


def section_text(groups: Groups) -> tuple[str, dict[Key, str]]:
    """The lines of groups, and the names of the sets in them."""
    texts = Sets(groups.label)
    return ",\n".join(map(texts.group, groups)), texts.used
