"""Ids: those that the file gives, and those that are made of words; each names one invariant."""

from dataclasses import replace

from verifier.invariants.passage import Passage
from verifier.invariants.properties import Named
from verifier.invariants.settings import ID
from verifier.invariants.wording import slug
from verifier.location import Location
from verifier.query import Invariant


def take_ids(named: Named, taken: dict[str, Location]) -> None:
    """Notes the id that the file gives to an item, if any, and those of its parts. Raises
    InputError where one was in use already."""
    if named.id is None:
        return
    for suffix in dict.fromkeys(("", *(suffix for suffix, _ in named.parts))):
        take_id(named.id, joined(named.id.text, suffix), taken)


def take_id(spot: Passage, name: str, taken: dict[str, Location]) -> None:
    """Notes that an id is in use. Raises InputError where it was already."""
    if name in taken:
        first = taken[name]
        where = f"line {first.line}" if first.path == spot.location.path else str(first)
        raise spot.refuse(ID, f"id `{name}` stands twice, first in {where}: expected it once")
    taken[name] = spot.location


def joined(name: str, suffix: str) -> str:
    """The id of one part: `ID/ingress`; the id itself where there is one part only."""
    return f"{name}/{suffix}" if suffix else name


def identified(named: Named, taken: dict[str, Location]) -> tuple[Invariant, ...]:
    """The invariants of an item with the id that the file gives, or one made of its words; an id
    so made has nothing below it."""
    below = {name.rpartition("/")[0] for name in taken}
    name = named.id.text if named.id else slug(named.words, {*taken, *below})
    for suffix in ("", *(suffix for suffix, _ in named.parts)):
        taken.setdefault(joined(name, suffix), named.location)
    return tuple(
        replace(invariant, id=joined(name, suffix), origin=name if suffix else "")
        for suffix, invariant in named.parts
    )
