"""What a map says of one pair of ends."""

from collections.abc import Iterable
from ipaddress import ip_address, ip_network

from verifier.analysis.map.results import Connections, MapReport, Within
from verifier.flow import Protocol


def is_end(name: str, end: str) -> bool:
    """A name of the map stands for the end: a workload, or an address in a range."""
    if "[" in name or "[" in end:
        return name == end
    return ip_address(end) in ip_network(name)


def has(group: Connections | Within, protocol: Protocol, port: int) -> bool:
    """The port is one that the group allows."""
    return any(a.protocol is protocol and a.first <= port <= a.last for a in group.allows)


def between(groups: Iterable[Connections], source: str, destination: str) -> list[Connections]:
    """The groups that hold a pair."""
    return [
        group
        for group in groups
        if any(is_end(name, source) for name in group.sources)
        and any(is_end(name, destination) for name in group.destinations)
    ]


def answer(
    report: MapReport, source: str, destination: str, protocol: Protocol, port: int
) -> tuple[bool, bool]:
    """The port passes under all facts; it passes under some only. Two different ends."""
    always, sometimes = (
        [g for g in between(groups, source, destination) if has(g, protocol, port)]
        for groups in (report.connections, report.conditional)
    )
    assert len(always) + len(sometimes) <= 1, "a port of a pair in two groups"
    return bool(always), bool(sometimes)


def answer_within(report: MapReport, name: str, protocol: Protocol, port: int) -> tuple[bool, bool]:
    """The same between the pods of one workload."""
    found = [w for w in report.within if name in w.workloads and has(w, protocol, port)]
    assert len(found) <= 1, "a port of a workload in two groups"
    return bool(found and not found[0].when), bool(found and found[0].when)
