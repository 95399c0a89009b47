"""Pieces of flows: they part all values, and their words say which ones are meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.engine.spans import Addresses, Labels, Namespaces, Ports
from verifier.flow import Protocol
from verifier.normalise.networks import network
from verifier.query import PortRange
from verifier.smt.footprint import NAME_SLOT, Footprint, Slot, domain
from verifier.smt.logic import Term, disj, neg
from verifier.smt.solver import Solver
from verifier.smt.symbols import SymbolicFlow

APP: Slot = ("pod", "app")
FLOW = SymbolicFlow(Footprint({NAME_SLOT: domain(["a", "b"], 2), APP: domain(["x", "y"], 2)}, ()))
ADDRESS = FLOW.source.address
ORDER = ["10.0.0.0/8", "10.1.0.0/16", "10.1.2.3/32", "192.0.2.0/24"]


def satisfiable(*terms: Term) -> bool:
    solver = Solver()
    solver.add(*terms)
    return solver.check(10_000) == "sat"


def chosen(axis: Ports, *ranges: PortRange) -> list[int]:
    return axis.inside(ranges)


TCP, UDP, SCTP = Protocol.TCP, Protocol.UDP, Protocol.SCTP


@pytest.mark.parametrize(
    ("ranges", "words"),
    [
        ([PortRange(TCP, 80, 80)], "TCP 80"),
        ([PortRange(TCP, 80, 80), PortRange(TCP, 443, 8080)], "TCP 80 and 443-8080"),
        ([PortRange(TCP, 80, 80), PortRange(UDP, 1, 65535)], "TCP 80 and any UDP port"),
        ([PortRange(TCP, 1, 79), PortRange(TCP, 81, 65535)], "any TCP port but 80"),
        (
            [PortRange(TCP, 1, 79), PortRange(TCP, 81, 65535)]
            + [PortRange(p, 1, 65535) for p in (UDP, SCTP)],
            "any port but TCP 80",
        ),
        ([PortRange(p, 80, 80) for p in Protocol], "TCP 80 and UDP 80 and SCTP 80"),
    ],
)
def test_ports_read_as_ranges(ranges: list[PortRange], words: str) -> None:
    axis = Ports(FLOW, [80, 81, 443, 8081])
    assert axis.say(chosen(axis, *ranges)) == words


@given(cuts=st.lists(st.integers(0, 70_000), max_size=6), picks=st.sets(st.integers(0, 20)))
def test_merged_ports_hold_the_same_numbers(cuts: list[int], picks: set[int]) -> None:
    axis = Ports(FLOW, cuts)
    picked = {i for i in picks if i < len(axis.pieces)}
    merged = axis.merged(picked)
    for protocol in Protocol:
        mine = [axis.pieces[i] for i in picked if axis.pieces[i].protocol is protocol]
        for port in {p for r in mine for p in (r.first, r.last)} | set(cuts) - {0}:
            here = any(first <= port <= last for first, last in merged.get(protocol, []))
            assert here == any(r.first <= port <= r.last for r in mine)


@pytest.mark.parametrize(
    ("picks", "words"),
    [
        ([0, 5], "outside 10.0.0.0/8 and 192.0.2.0/24"),
        ([1], "in 10.0.0.0/8 outside 10.1.0.0/16"),
        ([1, 3], "in 10.0.0.0/8 outside 10.1.0.0/16 or at 10.1.2.3"),
        ([1, 2], "in 10.0.0.0/8 outside 10.1.2.3"),
        ([2, 3], "in 10.1.0.0/16"),
        ([0, 1, 2, 3, 4], "in IPv4"),
        ([0, 1, 2, 3, 5], "outside 192.0.2.0/24"),
    ],
)
def test_addresses_read_as_ranges(picks: list[int], words: str) -> None:
    axis = Addresses(FLOW, ADDRESS, map(network, ORDER))
    assert [axis.pieces.index(network(text)) for text in ORDER] == [1, 2, 3, 4]
    assert axis.say(picks) == words


@pytest.mark.parametrize(
    ("picks", "words"),
    [
        ([0], "without label app"),
        ([1], "with app=x"),
        ([1, 2], "with app in (x, y)"),
        ([3], "with a value of label app that nothing mentions"),
        ([1, 2, 3], "with label app"),
        ([1, 3], "with label app but not app=y"),
        ([0, 2, 3], "without app=x"),
        ([0, 3], "without app in (x, y)"),
        ([0, 1], "without label app or with app=x"),
    ],
)
def test_labels_read_as_selectors(picks: list[int], words: str) -> None:
    axis = Labels(FLOW.source.labels[APP], FLOW.footprint.domains[APP], "app")
    assert axis.say(picks) == words


@pytest.mark.parametrize(
    ("picks", "words"),
    [
        ([0], "in namespace a"),
        ([0, 1], "in namespace a or b"),
        ([1, 2], "in any namespace but a"),
        ([2], "in a namespace that the input does not name"),
    ],
)
def test_namespaces_read_as_names(picks: list[int], words: str) -> None:
    axis = Namespaces(FLOW.source.namespace, FLOW.footprint.namespaces)
    assert axis.say(picks) == words


def test_pieces_part_all_values() -> None:
    some_port = (neg(disj(t for t in Ports(FLOW, [80]).terms)), FLOW.ipv6)
    assert satisfiable(*some_port), "port 0 and a fourth protocol lie outside"
    for axis in (
        Addresses(FLOW, ADDRESS, map(network, [*ORDER, "2001:db8::/32"])),
        Labels(FLOW.source.labels[APP], FLOW.footprint.domains[APP], "app"),
    ):
        assert not satisfiable(neg(disj(axis.terms)))
        for index, term in enumerate(axis.terms):
            assert satisfiable(term)
            assert not satisfiable(term, disj(axis.terms[:index]))
