"""The drafted file as a page: groups, sections with comments, and what was left out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from verifier.analysis.drafting.blanket import Said
from verifier.analysis.drafting.judging import HEAD, group_lines
from verifier.analysis.drafting.text import comment, lines
from verifier.dialect import Level

ABOUT = (
    "# Written by `netproof init`: every invariant below is proved for the manifests it was made "
    "from.",
    "# They say what is so, not what should be: read them, keep what you mean, tighten the rest.",
    "# `netproof schema` prints the JSON Schema of such a file, for editors.",
)
SHOWN = 10
BELOW = {
    Level.DECLARED: "of the declared workloads; of any pod it is not proved",
    Level.ANY_POD: "with namespaces labelled as declared; of any namespace it is not proved",
}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What could not be said: `what` in the plural, its names, and where there is one the reason
    for each."""

    what: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Invariants under one heading; `notes` stand below it as comments."""

    title: str
    said: tuple[Said, ...]
    notes: tuple[str, ...] = ()

    @property
    def proved(self) -> list[Said]:
        """What may be written."""
        return [one for one in self.said if one.finding.level is not None]


def page(
    definitions: Mapping[str, Sequence[str]],
    sections: Sequence[Section],
    left_out: Iterable[LeftOut],
) -> str:
    """The text of the file; of `definitions` only the groups that some invariant names."""
    written = [one for section in sections for one in section.proved]
    used = {text for one in written for text in (*one.item.sources, *one.item.targets)}
    groups = {name: text for name, text in definitions.items() if name in used}
    found = [*ABOUT, HEAD, *group_lines(groups)]
    found.append("invariants:" if written else "invariants: []")
    for section in sections:
        if section.proved or section.notes:
            found += ["", *section_lines(section)]
    return "\n".join([*found, *left_out_lines(left_out), ""])


def section_lines(section: Section) -> Iterator[str]:
    """One heading with what stands below it."""
    yield from comment(section.title)
    for note in section.notes:
        yield from comment(note)
    for one in section.proved:
        level = one.finding.level
        assert level is not None
        if one.finding.reason:
            yield from comment(f"{BELOW[level]}: {one.finding.reason}")
        yield from lines(one.item, level)


def left_out_lines(found: Iterable[LeftOut]) -> Iterator[str]:
    """What the file does not say, as its last comment."""
    for one in found:
        if not one.names:
            continue
        yield ""
        yield from comment(f"Left out, {one.what}: {len(one.names)}", "# ", "#   ")
        for name in one.names[:SHOWN]:
            yield from comment(name, "#  - ", "#    ")
        if len(one.names) > SHOWN:
            yield f"#  - and {len(one.names) - SHOWN} more"
