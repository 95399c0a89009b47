"""The API server's four ways of refusing a value, as problems without a place."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from verifier.errors import Problem
from verifier.manifests import syntax
from verifier.manifests.codes import Code

PROTOCOLS = ("TCP", "UDP", "SCTP")


def required(field: str, detail: str = "", advice: str = "") -> Problem:
    message = f"Required value: {detail}" if detail else "Required value"
    return Problem(Code.REQUIRED, message, field=field, advice=advice)


def forbidden(field: str, detail: str, advice: str = "") -> Problem:
    return Problem(Code.FORBIDDEN, f"Forbidden: {detail}", field=field, advice=advice)


def invalid(field: str, value: object, detail: str, advice: str = "") -> Problem:
    shown = json.dumps(value, ensure_ascii=False)
    return Problem(Code.INVALID, f"Invalid value: {shown}: {detail}", field=field, advice=advice)


def unsupported(
    field: str, value: str, supported: tuple[str, ...], instead: Mapping[str, str] | None = None
) -> Problem:
    """`instead`: advice on values that have another name here."""
    shown = json.dumps(value, ensure_ascii=False)
    values = ", ".join(f'"{choice}"' for choice in supported)
    message = f"Unsupported value: {shown}: supported values: {values}"
    folded = {choice.lower(): choice for choice in supported}
    advice = f"write {folded[value.lower()]}" if value.lower() in folded else ""
    advice = (instead or {}).get(value, advice)
    return Problem(Code.UNSUPPORTED, message, field=field, advice=advice)


def within(field: str, problem: Problem) -> Problem:
    """A problem of a part of `field`, or with an empty field of its own of all of it."""
    return replace(problem, field=f"{field}.{problem.field}" if problem.field else field)


def each_invalid(field: str, value: object, details: Iterable[str]) -> Iterator[Problem]:
    """One problem per broken rule."""
    for detail in details:
        yield invalid(field, value, detail)


def not_within(field: str, number: int, least: int, most: int) -> Iterator[Problem]:
    """The problem of a number that is not from `least` to `most`."""
    if number < least:
        detail = f"{field} in body should be greater than or equal to {least}"
        yield invalid(field, number, detail, f"write a number from {least} to {most}")
    if number > most:
        detail = f"{field} in body should be less than or equal to {most}"
        yield invalid(field, number, detail, f"write a number from {least} to {most}")


def not_so_many(
    field: str, items: Sequence[object], least: int, most: int, none: str = ""
) -> Iterator[Problem]:
    """The problem of a list that has fewer than `least` items, for which `none` is advice, or more
    than `most`."""
    if len(items) < least:
        detail = f"{field} in body should have at least {least} items"
        yield invalid(field, len(items), detail, none)
    if len(items) > most:
        message = f"Too many: {len(items)}: must have at most {most} items"
        yield Problem(Code.INVALID, message, field=field)


def too_long(field: str, text: str, most: int) -> Iterator[Problem]:
    """The problem of a text of more than `most` characters."""
    if len(text) > most:
        yield Problem(Code.INVALID, f"Too long: may not be more than {most} bytes", field=field)


def repeated(field: str, texts: Iterable[str]) -> Iterator[Problem]:
    """The problems of a list that is a set: an item that is there already."""
    seen: set[str] = set()
    for index, text in enumerate(texts):
        if text in seen:
            message = f"Duplicate value: {json.dumps(text, ensure_ascii=False)}"
            yield Problem(Code.INVALID, message, field=f"{field}[{index}]", advice="remove it")
        seen.add(text)


def labels(pairs: Iterable[tuple[str, str]], field: str) -> Iterator[Problem]:
    """The problems of the keys and values of the map of labels at `field`."""
    for key, value in pairs:
        if broken := syntax.label_key(key):
            yield from each_invalid(field, key, broken)
        if broken := syntax.label_value(value):
            yield from each_invalid(field, value, broken)


@lru_cache(maxsize=65536)
def container_port(
    number: int | None, name: str | None, protocol: str | None
) -> tuple[Problem, ...]:
    """The problems of one of a container's `ports`, by the names of its own fields."""
    problems: list[Problem] = []
    if number is not None:
        problems += each_invalid("containerPort", number, syntax.port_number(number))
    if name is not None:
        problems += each_invalid("name", name, syntax.port_name(name))
    if protocol is not None and protocol not in PROTOCOLS:
        problems.append(unsupported("protocol", protocol, PROTOCOLS))
    return tuple(problems)
