"""The destination of `why`: `END`, or `END:PORT` with a port as in invariants."""

import ipaddress

from verifier.errors import InputError, UsageError
from verifier.flow import Protocol
from verifier.invariants.cases import CASE, single_port
from verifier.invariants.passage import Passage, outside, passage_of
from verifier.invariants.services import PREFIX, names_service

Target = tuple[str, int | str | None, Protocol | None]


def split_target(text: str) -> Target:
    """The end, the port (a number or a name), and the protocol; None where no port is named.

    Raises UsageError.
    """
    try:
        return _split(passage_of(text.strip(), "DST"))
    except InputError as error:
        problem = error.problems[0]
        advice = f" ({problem.advice})" if problem.advice else ""
        raise UsageError(f"DST {text!r}: {problem.message}{advice}") from None


def _split(target: Passage) -> Target:
    """Colons inside brackets, braces and bare IPv6 addresses belong to the end."""
    if names_service(target):
        colon = target.text.find(":", len(PREFIX))
    else:
        colon = -1 if _is_address(target.text) else outside(target, CASE).rfind(":")
    if colon < 0:
        return target.text, None, None
    end = target.cut(0, colon).strip().text
    if not end:
        raise target.refuse(CASE, "expected a destination before the port")
    protocol, port = single_port(target.cut(colon + 1).strip())
    return end, port, protocol


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
