"""What pods beyond the declared ones could reach, and what could reach them: part of the map."""

import json
from collections.abc import Iterator

from verifier.analysis.exposure.results import Exposed, ExposureReport, Peer
from verifier.analysis.results import AllowedPorts
from verifier.flow import Direction
from verifier.report.json_v1 import Json, _ports
from verifier.report.map_rows import heading, row
from verifier.report.map_words import LAST, Names, port_words
from verifier.report.markup import plain
from verifier.report.text import Page

HEADINGS = {
    Direction.INGRESS: "What is not declared, and could reach a workload:",
    Direction.EGRESS: "What is not declared, and a workload could reach:",
}
WORDS = {"any pod": "any pod in any namespace"}
MARK = "* as far as the policies that select that pod itself allow it"


def draw(report: ExposureReport, names: Names, page: Page) -> None:
    """One block per set of workloads and direction; those without any exposure in one line."""
    for direction in Direction:
        groups = report.of(direction)
        if not groups:
            continue
        heading(page, HEADINGS[direction])
        for group in groups:
            if group.peers or group.reason:
                _block(group, names, page)
        if any(peer.unless for group in groups for peer in group.peers):
            page.lines.append(page.canvas.wrap(MARK, 2))
        _isolated(groups, direction, names, page)


def _block(group: Exposed, names: Names, page: Page) -> None:
    who = names.some(group.workloads)
    inward = group.direction is Direction.INGRESS
    title, way = (f"-> {who}", "from") if inward else (f"{who} ->", "to")
    page.lines.append(page.canvas.paint("strong", page.canvas.wrap(title, 3)))
    for peers in alike(group.peers):
        row(page, ports_words(peers), f"{way} {peer_words(peers[0])}")
    if group.reason:
        page.lines.append(page.canvas.paint("unknown", f"   {group.reason}"))


def _isolated(groups: tuple[Exposed, ...], direction: Direction, names: Names, page: Page) -> None:
    """Said once, for all of them."""
    found = [name for g in groups if g.complete and not g.peers for name in g.workloads]
    verb = "could reach" if direction is Direction.INGRESS else "could be reached by"
    if found:
        text = f"Nothing that is not declared {verb} {names.some(found)}."
        page.lines.append(page.canvas.wrap(text, 2))


def alike(peers: tuple[Peer, ...]) -> list[list[Peer]]:
    """The statements by who they are about: they differ in ports alone."""
    found: dict[object, list[Peer]] = {}
    for peer in peers:
        found.setdefault((peer.who, peer.when, peer.unless), []).append(peer)
    return list(found.values())


def ports_words(peers: list[Peer]) -> str:
    """`tcp/80, tcp named http`."""
    return ", ".join(dict.fromkeys(port_text(peer) for peer in peers))


def port_text(peer: Peer) -> str:
    """`tcp/80, udp/53`; `tcp named http`."""
    if not peer.port_names:
        return port_words(peer.allows)
    named = f"named {' and '.join(peer.port_names)}"
    whole = [a.protocol.value.lower() for a in peer.allows if (a.first, a.last) == (1, LAST)]
    if len(whole) == len(peer.allows):
        return f"{'/'.join(whole)} {named}"
    return f"{port_words(peer.allows)} {named}"


def peer_words(peer: Peer) -> str:
    """Who it is, under which facts; with a mark where its own policies may stop some of it."""
    who = WORDS.get(peer.who, peer.who)
    when = f" when {' and '.join(peer.when)}" if peer.when else ""
    return f"{who}{when}{' *' if peer.unless else ''}"


def as_json(report: ExposureReport) -> str:
    """The level, and one line per group."""
    groups = ",\n".join(f"      {json.dumps(_group(group))}" for group in report.groups)
    found = f"[\n{groups}\n    ]" if groups else "[]"
    return f'{{\n    "level": {json.dumps(report.level.text)},\n    "groups": {found}\n  }}'


def _group(group: Exposed) -> Json:
    entry: Json = {
        "direction": group.direction.value.lower(),
        "workloads": group.workloads,
        "complete": group.complete,
        "peers": [_peer(peer) for peer in group.peers],
    }
    return entry | ({"reason": group.reason} if group.reason else {})


def _peer(peer: Peer) -> Json:
    entry: Json = {"kind": peer.kind, "who": peer.who, "allows": _ports(peer.allows)}
    lists = {"port_names": peer.port_names, "when": peer.when, "unless": peer.unless}
    return entry | {key: found for key, found in lists.items() if found}


def rows(report: ExposureReport | None) -> Iterator[tuple[str, str, AllowedPorts, str, str]]:
    """Source, destination, ports, what it takes, and the decision, for tables of pairs."""
    for group in report.groups if report else ():
        for name in group.workloads:
            for peer in group.peers:
                inward = group.direction is Direction.INGRESS
                ends = (peer.who, name) if inward else (name, peer.who)
                named = (f"the port is named {port}" for port in peer.port_names)
                unless = (f"unless {text}" for text in peer.unless)
                when = "; ".join((*peer.when, *named, *unless))
                for ports in peer.allows:
                    yield *ends, ports, when, "depends" if when else "allow"


def table(report: ExposureReport, names: Names) -> Iterator[str]:
    """A Markdown table of each direction."""
    for direction in Direction:
        groups = [group for group in report.of(direction) if group.peers or group.reason]
        yield from ("", HEADINGS[direction], "")
        yield from ("| workloads | ports | who |", "| --- | --- | --- |")
        for group in groups:
            label = names.some(group.workloads)
            cells = [(ports_words(found), peer_words(found[0])) for found in alike(group.peers)]
            cells += [("unknown", group.reason)] if group.reason else []
            for ports, who in cells:
                yield f"| {plain(label)} | {plain(ports)} | {plain(who)} |"
        if any(peer.unless for group in groups for peer in group.peers):
            yield from ("", plain(MARK))
