"""Invariants: a sentence, or a mapping with one form and its modifiers.

Both read as core queries; what a sentence cannot say stands beside the form of a mapping.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from verifier.dialect import Dialect, Level
from verifier.invariants.default_deny import read_isolated
from verifier.invariants.earlier import read_equivalent, read_no_new_access
from verifier.invariants.ends import Groups
from verifier.invariants.entry import Entry
from verifier.invariants.forms import Part, Statement, read_no_path, read_verb
from verifier.invariants.modifiers import MODIFIERS, modified, read_modifiers
from verifier.invariants.passage import Passage
from verifier.invariants.sentences import read_sentence
from verifier.invariants.settings import (
    Severity,
    read_dialect,
    read_id,
    read_level,
    read_severity,
)
from verifier.invariants.stated import Known
from verifier.invariants.tenants import read_isolate
from verifier.invariants.vocabulary import FORMS, VERBS, listed
from verifier.invariants.wording import modifiers, sentence_of, title_of, words_of
from verifier.location import Location
from verifier.query import Defaults, Invariant, Query, Verb

VERB = "NP966"
CONTEXT = ("id", "title", "level", "dialect", "severity", "controls")
KEYS = (*FORMS, *CONTEXT, *MODIFIERS)
SHORTHAND_READERS: dict[str, Callable[[Entry, Groups], Statement]] = {
    "isolated": read_isolated,
    "isolate": read_isolate,
    "no-path": read_no_path,
    "no-new-access": read_no_new_access,
    "equivalent": read_equivalent,
}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Named:
    """What one item of `invariants` says, and the id that the file gives to it, if any. `parts`
    are its invariants by the suffix of their id; `words` make an id where none is given."""

    id: Passage | None
    parts: tuple[tuple[str, Invariant], ...]
    words: str
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What an item says beside its form and modifiers; None where it says nothing."""

    id: Passage | None = None
    title: str | None = None
    level: Level | None = None
    dialect: Dialect | None = None
    severity: Severity | None = None
    controls: tuple[str, ...] = ()


def read_invariant(entry: Entry, known: Known) -> Named:
    """One item of `invariants`. Raises InputError, and notes what is wrong inside."""
    if entry.is_mapping():
        return read_mapping(entry, known)
    query = replace(read_sentence(entry.passage(), known.groups), facts=known.facts)
    invariant = plain(query, entry.location, known.defaults)
    return Named(None, (("", invariant),), words_of(query), entry.location)


def plain(query: Query, location: Location, defaults: Defaults) -> Invariant:
    """The invariant that says `query` and nothing else; its id is to be chosen."""
    single = query.verb is Verb.POSSIBLE or query.hops > 0
    return Invariant(
        id="",
        title=title_of(query),
        sentence=sentence_of(query),
        query=query,
        level=Level.DECLARED if single else defaults.level,
        dialect=defaults.dialect,
        states_dialect=defaults.states_dialect,
        severity=defaults.severity,
        location=location,
    )


def read_mapping(entry: Entry, known: Known) -> Named:
    """An invariant with its form as a key. Raises InputError, and notes what is wrong inside."""
    before = len(entry.document.problems)
    values = entry.fields(KEYS)
    forms = [key for key in values if key in FORMS]
    if len(forms) != 1:
        if len(entry.document.problems) > before:
            return Named(None, (), "", entry.location)
        found = f"found {listed(forms, 'and')}" if forms else "found none"
        raise entry.refuse(
            VERB,
            f"an invariant has one verb, {found}: expected {listed(FORMS)}",
            "write one invariant for each verb" if forms else "",
        )
    (form,) = forms
    attempt = entry.document.attempt
    statement = attempt(Statement((), ""), read_form, values[form], form, known.groups)
    given = read_modifiers(values, form, known)
    context = read_context(values)
    parts = [
        (part.suffix, in_context(part, given, context, entry.location, known.defaults))
        for part in statement.parts
    ]
    return Named(context.id, tuple(parts), statement.words, entry.location)


def read_form(entry: Entry, form: str, groups: Groups) -> Statement:
    """What stands behind the key `form`. Raises InputError, and notes what is wrong inside."""
    if form in VERBS:
        return read_verb(entry, form, groups)
    return SHORTHAND_READERS[form](entry, groups)


def in_context(
    part: Part, given: Query, context: Context, location: Location, defaults: Defaults
) -> Invariant:
    """One part of a statement, with all that the file says about it."""
    invariant = plain(modified(part.query, given), location, defaults)
    title = f"{part.title}{modifiers(given)}" if part.title else invariant.title
    if context.title is not None:
        title = context.title + (f" ({part.suffix})" if part.suffix else "")
    return replace(
        invariant,
        title=title,
        level=invariant.level if context.level is None else context.level,
        dialect=context.dialect or invariant.dialect,
        states_dialect=context.dialect is not None or invariant.states_dialect,
        severity=context.severity or invariant.severity,
        controls=context.controls,
    )


def read_context(values: dict[str, Entry]) -> Context:
    """The id, title and settings of an item. Notes what is wrong."""
    return Context(
        id=optional(values, "id", read_id),
        title=optional(values, "title", Entry.text),
        level=optional(values, "level", read_level),
        dialect=optional(values, "dialect", read_dialect),
        severity=optional(values, "severity", read_severity),
        controls=optional(values, "controls", read_controls) or (),
    )


def optional(values: dict[str, Entry], key: str, read: Callable[[Entry], T]) -> T | None:
    """What `read` makes of the value behind `key`; None where it is absent, or refused, which is
    noted."""
    nothing: T | None = None
    return values[key].document.attempt(nothing, read, values[key]) if key in values else None


def read_controls(entry: Entry) -> tuple[str, ...]:
    """The controls of a standard that the invariant serves. Raises InputError."""
    return tuple(item.text() for item in entry.one_or_more())
