"""The one reader of ports, and how ports are written.

PORT := N | N-M | name, with `/proto` after or `proto/` before it; bare is TCP.
"""

import re

from verifier.flow import Protocol
from verifier.invariants import names
from verifier.invariants.entry import Entry
from verifier.invariants.passage import Passage, split
from verifier.query import ALL_PORTS, Port, PortName, PortRange

PORT = "NP958"
PROTOCOLS = {protocol.name: protocol for protocol in Protocol}


def read_ports(entry: Entry) -> tuple[Port, ...]:
    """The ports of one text, or of each item of a list. Raises InputError."""
    ports: dict[Port, None] = {}
    for item in entry.one_or_more():
        ports.update(dict.fromkeys(parse_ports(item.passage())))
    return tuple(ports)


def parse_ports(passage: Passage) -> tuple[Port, ...]:
    """The ports of a text such as `80, 8000-8080/tcp, udp/53, sctp/diameter`. Raises InputError."""
    return tuple(dict.fromkeys(parse_port(part) for part in split(passage, ",", PORT)))


def parse_port(passage: Passage) -> Port:
    """One port, range of ports or named port. Raises InputError."""
    if not passage.text:
        raise passage.refuse(PORT, "no port here: expected one such as 443, 8000-8080 or udp/53")
    protocol, port = protocol_and_port(passage)
    text = port.text
    if re.fullmatch(r"[0-9]+\s*-\s*[0-9]+", text):
        return port_range(port, protocol)
    if re.fullmatch(r"[0-9]+", text):
        number = port_number(port)
        return PortRange(protocol, number, number)
    if text.upper() in PROTOCOLS and port == passage:
        word = text.lower()
        raise port.refuse(
            PORT,
            f"`{text}` is a protocol: expected a port",
            f"write {word}/1-65535 for every port of it, {word}/{word} for the port of that name",
        )
    if not names.is_port_name(text):
        raise port.refuse(
            PORT,
            f"`{text}` is not a port: expected a number from 1 to 65535, a range such as "
            "8000-8080, or the name of a container port (at most 15 lower-case letters, digits "
            "and hyphens)",
        )
    return PortName(protocol, text)


def protocol_and_port(passage: Passage) -> tuple[Protocol, Passage]:
    """The two sides of `proto/port` or `port/proto`; TCP where there is no slash."""
    text = passage.text
    before, slash, after = text.partition("/")
    if not slash:
        return Protocol.TCP, passage
    first = PROTOCOLS.get(before.strip().upper())
    second = PROTOCOLS.get(after.strip().upper())
    if first and second and first != second:
        raise passage.refuse(
            PORT,
            f"`{text}` can be read in two ways: a protocol and a port name are both protocols",
            "give the port by number",
        )
    if first:
        return first, passage.cut(len(before) + 1).strip()
    if second:
        return second, passage.cut(0, len(before)).strip()
    raise passage.refuse(PORT, f"`{text}` names no protocol: expected tcp, udp or sctp beside `/`")


def port_number(passage: Passage) -> int:
    """A number from 1 to 65535, without leading zeros. Raises InputError."""
    text = passage.text
    if text.startswith("0") or len(text) > 5 or int(text) > 65535:
        raise passage.refuse(PORT, f"`{text}` is not a port: expected a number from 1 to 65535")
    return int(text)


def port_range(passage: Passage, protocol: Protocol) -> PortRange:
    """`N-M`, both inclusive. Raises InputError."""
    low, high = split(passage, "-", PORT)
    first, last = port_number(low), port_number(high)
    if first > last:
        raise passage.refuse(
            PORT, f"`{passage.text}` is an empty range", f"did you mean `{last}-{first}`?"
        )
    return PortRange(protocol, first, last)


def ports_text(ports: tuple[Port, ...]) -> str:
    """The text that reads as `ports`; "" for all ports, which a sentence writes by leaving them
    out."""
    return "" if ports == ALL_PORTS else ", ".join(port_text(port) for port in ports)


def port_text(port: Port) -> str:
    """The shortest text that reads as `port` in any place."""
    protocol = port.protocol.name.lower()
    match port:
        case PortName(name=name):
            return f"{protocol}/{name}"
        case PortRange(first=first, last=last):
            numbers = str(first) if first == last else f"{first}-{last}"
            return numbers if port.protocol is Protocol.TCP else f"{protocol}/{numbers}"


def ports_in_words(ports: tuple[Port, ...]) -> str:
    """The ports as a title spells them out: `TCP 80, 443 and UDP 53`."""
    if set(ports) == set(ALL_PORTS):
        return "any port of TCP, UDP and SCTP"
    by_protocol: dict[Protocol, list[str]] = {}
    for port in ports:
        by_protocol.setdefault(port.protocol, []).append(port_in_words(port))
    phrases = [
        f"any port of {protocol.name}" if "any" in words else f"{protocol.name} {', '.join(words)}"
        for protocol, words in by_protocol.items()
    ]
    return " and ".join([", ".join(phrases[:-1]), phrases[-1]] if len(phrases) > 1 else phrases)


def port_in_words(port: Port) -> str:
    """One port without its protocol; `any` for all of them."""
    match port:
        case PortName(name=name):
            return f'"{name}"'
        case PortRange(first=1, last=65535):
            return "any"
        case PortRange(first=first, last=last):
            return str(first) if first == last else f"{first}-{last}"
