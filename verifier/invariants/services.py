"""Services as destinations: `service:production/database:5432`.

SERVICE := "service:" namespace "/" name [":" PORT ("," PORT)*], the ports being the Service's own.

`service:80`, `service:tcp/80` and `service:80/tcp` are ports of a group that is called `service`.
"""

import re

from verifier.invariants import names
from verifier.invariants.entry import Entry
from verifier.invariants.passage import Passage, outside
from verifier.invariants.ports import parse_ports
from verifier.location import Location
from verifier.query import End, Port, ServiceName

PREFIX = "service:"
PROTOCOL = r"(?:[Tt][Cc][Pp]|[Uu][Dd][Pp]|[Ss][Cc][Tt][Pp])"
NAMED = re.compile(rf"{PREFIX}(?!{PROTOCOL}\s*/)[^/,:\s]+/(?!{PROTOCOL}\s*(?:,|$))")
SERVICE = "NP970"
ALONE = "it is a destination by itself: write another invariant for the other ends"


def names_service(passage: Passage) -> bool:
    """The text begins as the name of a Service does."""
    return NAMED.match(passage.text) is not None


def read_service(passage: Passage) -> tuple[End, ServiceName]:
    """The Service that a whole text names, and the end that stands for what it leads to, which is
    not known here. Raises InputError."""
    rest = passage.cut(len(PREFIX))
    refuse_among_others(rest)
    colon = rest.text.find(":")
    named = rest if colon < 0 else rest.cut(0, colon)
    ports = () if colon < 0 else parse_ports(rest.cut(colon + 1).strip())
    return End((), passage.text), service_name(named, ports, passage.location)


def service_name(named: Passage, ports: tuple[Port, ...], location: Location) -> ServiceName:
    """The Service of `namespace/name`, and some of its ports. Raises InputError."""
    slash = named.text.index("/")
    return ServiceName(
        namespace=names.namespace(named.cut(0, slash)),
        name=names.workload(named.cut(slash + 1).strip()),
        ports=ports,
        location=location,
    )


def refuse_among_others(passage: Passage) -> None:
    """Raises InputError where a Service stands in a list of ends."""
    found = re.search(rf"(?<![^\s,]){NAMED.pattern}", outside(passage, SERVICE))
    if found:
        raise passage.refuse(SERVICE, "a Service stands among other ends", ALONE, at=found.start())


def service_of(entry: Entry) -> Passage | None:
    """The text of the entry, where it names a Service."""
    if entry.is_mapping() or entry.is_list():
        return None
    passage = entry.passage().strip()
    return passage if names_service(passage) else None
