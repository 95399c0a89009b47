"""Ids, settings that name one of a few words (level, dialect, severity), the file's defaults."""

import re
from dataclasses import fields
from typing import Literal

from verifier.dialect import PROFILES, READINGS, Dialect, Level, dialect_from
from verifier.invariants.entry import Entry
from verifier.invariants.passage import Passage, split
from verifier.invariants.vocabulary import SEVERITIES, listed, suggest
from verifier.query import Defaults

SETTING = "NP960"
ID = "NP963"
LEVELS = {level.text: level for level in Level}
POINTS = tuple(point.name.replace("_", "-") for point in fields(Dialect))

Severity = Literal["error", "warning", "info"]


def read_defaults(entry: Entry) -> Defaults:
    """What the file sets for all of its invariants. Notes what is wrong."""
    values = entry.fields(("level", "dialect", "severity"))
    attempt = entry.document.attempt
    defaults = Defaults()
    level, dialect, severity = defaults.level, defaults.dialect, defaults.severity
    if "level" in values:
        level = attempt(level, read_level, values["level"])
    if "dialect" in values:
        dialect = attempt(dialect, read_dialect, values["dialect"])
    if "severity" in values:
        severity = attempt(severity, read_severity, values["severity"])
    stated = "dialect" in values
    return Defaults(level=level, dialect=dialect, states_dialect=stated, severity=severity)


def read_level(entry: Entry) -> Level:
    """`declared`, `any-pod` or `any-namespace`. Raises InputError."""
    return LEVELS[one_of(entry.passage(), tuple(LEVELS), "level")]


def read_severity(entry: Entry) -> Severity:
    """`error`, `warning` or `info`. Raises InputError."""
    match one_of(entry.passage(), SEVERITIES, "severity"):
        case "warning":
            return "warning"
        case "info":
            return "info"
        case _:
            return "error"


def read_id(entry: Entry) -> Passage:
    """A name by which commands and reports speak of something. Raises InputError."""
    passage = entry.passage()
    if not re.fullmatch(r"[A-Za-z0-9][-A-Za-z0-9._/]*", passage.text):
        raise passage.refuse(
            ID,
            f"`{passage.text}` is not an id: expected letters, digits, `-`, `_`, `.` and `/`, "
            "beginning with a letter or digit",
        )
    return passage


def one_of(passage: Passage, words: tuple[str, ...], what: str) -> str:
    """One of `words`. Raises InputError."""
    if passage.text not in words:
        raise passage.refuse(
            SETTING,
            f"unknown {what} `{passage.text}`: expected {listed(words)}",
            suggest(passage.text, words),
        )
    return passage.text


def read_dialect(entry: Entry) -> Dialect:
    """A dialect as a text, or as a mapping of points to readings. Raises InputError."""
    if entry.is_mapping():
        return dialect_of([(point, value.passage()) for point, value in entry.pairs()])
    passage = entry.passage()
    if passage.text == "any":
        return Dialect()
    if passage.text in PROFILES:
        return dialect_from(PROFILES[passage.text])
    return dialect_of([point_and_reading(item) for item in split(passage, ",", SETTING)])


def point_and_reading(passage: Passage) -> tuple[Passage, Passage]:
    """The two sides of `point=reading`. Raises InputError."""
    point, equals, _ = passage.text.partition("=")
    if not equals:
        raise passage.refuse(
            SETTING,
            f"unknown dialect `{passage.text}`: expected point=reading, `any`, or a profile: "
            f"{listed(sorted(PROFILES))}",
            suggest(passage.text, (*PROFILES, *POINTS, "any")),
        )
    return passage.cut(0, len(point)).strip(), passage.cut(len(point) + 1).strip()


def dialect_of(points: list[tuple[Passage, Passage]]) -> Dialect:
    """The dialect with these points and readings. Raises InputError."""
    chosen: dict[str, str] = {}
    for point, reading in points:
        name = one_of(point, POINTS, "dialect point")
        if name in chosen:
            raise point.refuse(SETTING, f"`{name}` stands twice: expected it once")
        readings = tuple(dict.fromkeys(("any", *READINGS[name.replace("-", "_")])))
        chosen[name] = one_of(reading, readings, f"reading of {name}")
    return dialect_from(chosen)
