"""The API server's four ways of refusing a value, as problems without a place."""

import json
from collections.abc import Iterable, Iterator
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


def unsupported(field: str, value: str, supported: tuple[str, ...]) -> Problem:
    shown = json.dumps(value, ensure_ascii=False)
    values = ", ".join(f'"{choice}"' for choice in supported)
    message = f"Unsupported value: {shown}: supported values: {values}"
    folded = {choice.lower(): choice for choice in supported}
    advice = f"write {folded[value.lower()]}" if value.lower() in folded else ""
    return Problem(Code.UNSUPPORTED, message, field=field, advice=advice)


def each_invalid(field: str, value: object, details: Iterable[str]) -> Iterator[Problem]:
    """One problem per broken rule."""
    for detail in details:
        yield invalid(field, value, detail)


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
