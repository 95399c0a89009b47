"""Ends written in YAML, and the groups that give names to them."""

from collections.abc import Mapping
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

from verifier.errors import InputError
from verifier.invariants import names
from verifier.invariants.definitions import (
    DEFINITION,
    DEFINITION_KEYS,
    definition_text,
    read_definition,
)
from verifier.invariants.ends import Groups, Part, Reference, parse_parts, resolve
from verifier.invariants.entry import SHAPE, Document, Entry
from verifier.invariants.objects import EntryValue
from verifier.invariants.passage import Passage
from verifier.invariants.vocabulary import RESERVED
from verifier.query import End, Group, Member

NOBODY = End((), "")


def read_end(entry: Entry, groups: Groups) -> End:
    """The end that a text, a definition, or a list of these writes. Raises InputError."""
    return resolve(read_parts(entry), groups)


def read_parts(entry: Entry) -> tuple[Part, ...]:
    """The parts of an end in YAML, groups not yet looked up. Raises InputError."""
    parts: list[Part] = []
    for item in entry.one_or_more():
        if item.is_mapping():
            parts.append(read_member(item))
        elif item.is_list():
            raise item.refuse(SHAPE, "expected an end, found a list in a list")
        else:
            parts.extend(parse_parts(item.passage()))
    return tuple(parts)


def read_member(entry: Entry) -> Member:
    """The end that a definition in YAML writes. Raises InputError."""
    fields = {key: EntryValue(value) for key, value in entry.fields(DEFINITION_KEYS).items()}
    part, undeclared = read_definition(fields, entry.spot())
    return Member(part, definition_text(part, undeclared), undeclared, entry.location)


def read_groups(entry: Entry, known: Groups) -> tuple[Group, ...]:
    """All groups, in the order of the text, made of each other and of `known` ones. Notes what is
    wrong with each."""
    document = entry.document
    written = {
        key.text: (key, document.attempt((), read_group, key, value))
        for key, value in entry.pairs()
    }
    ends: dict[str, End] = {**known, **dict.fromkeys(written, NOBODY)}
    for name in defined_first(written, document):
        end = document.attempt(NOBODY, resolve, written[name][1], ends)
        ends[name] = End(end.members, name)
    return tuple(Group(name, ends[name], key.location) for name, (key, _) in written.items())


def read_group(key: Passage, entry: Entry) -> tuple[Part, ...]:
    """The parts of one group; a group with a single definition gives it its name. Raises
    InputError."""
    group_name(key)
    parts = read_parts(entry)
    match parts:
        case (Member() as only,):
            return (replace(only, text=key.text),)
        case _:
            return parts


def group_name(key: Passage) -> str:
    """A name that a sentence can use. Raises InputError."""
    name = key.text
    if name in RESERVED:
        raise key.refuse(
            DEFINITION, f"`{name}` is a word of the language: expected another name for a group"
        )
    if not names.is_group(name):
        raise key.refuse(
            DEFINITION,
            f"`{name}` is not a group name: expected letters, digits, `-`, `_` and `.`, at least "
            "one of them a letter",
        )
    return name


def defined_first(
    written: Mapping[str, tuple[Passage, tuple[Part, ...]]], document: Document
) -> list[str]:
    """The names of the groups, each behind those that it is made of; cycles are noted and cut."""
    needs = {
        name: [part.passage.text for part in parts if isinstance(part, Reference)]
        for name, (_, parts) in written.items()
    }
    needs = {name: [need for need in of if need in written] for name, of in needs.items()}
    while True:
        try:
            return list(TopologicalSorter(needs).static_order())
        except CycleError as error:
            cycle = from_first(error.args[1][:0:-1], list(written))
            document.problems.extend(cyclic(written[cycle[0]][0], cycle).problems)
            needs[cycle[0]] = []


def from_first(cycle: list[str], written: list[str]) -> list[str]:
    """The cycle, begun and ended at the name that the file has first."""
    begin = cycle.index(min(cycle, key=written.index))
    return [*cycle[begin:], *cycle[:begin], cycle[begin]]


def cyclic(key: Passage, cycle: list[str]) -> InputError:
    """The error for a group that is made of itself."""
    return key.refuse(
        DEFINITION,
        f"group `{cycle[0]}` is made of itself: {' -> '.join(cycle)}",
        "a group can be made of others only if they are not made of it",
    )
