"""Selectors and ports in common, against every small set of labels."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.analysis.drafting.ends import may_be_pods
from verifier.analysis.drafting.matching import compatible, implies
from verifier.analysis.drafting.ports import joined, openings
from verifier.analysis.drafting.text import scalar, selector
from verifier.flow import Protocol
from verifier.invariants.passage import passage_of
from verifier.invariants.selectors import parse_selector
from verifier.location import Location
from verifier.model import (
    Action,
    AddressPeer,
    AnyPeer,
    AnyPort,
    InNamespace,
    Operator,
    PodPeer,
    PortInterval,
    PortNamed,
    Requirement,
    Rule,
    Selector,
)
from verifier.normalise import network
from verifier.normalise import selector as normal
from verifier.query import PortRange
from verifier.smt.declared import may_match

KEYS, VALUES = ("a", "b"), ("x", "y", "z")
WORDS = st.sampled_from(("x", "y"))
requirements = st.builds(
    lambda key, operator, values: Requirement(
        key,
        operator,
        tuple(sorted(values)) if operator in (Operator.IN, Operator.NOT_IN) else (),
    ),
    st.sampled_from(KEYS),
    st.sampled_from(tuple(Operator)),
    st.sets(WORDS, min_size=1),
)
selectors = st.lists(requirements, max_size=3).map(lambda found: Selector(tuple(found)))
LABELS = [
    {key: value for key, value in zip(KEYS, values, strict=True) if value}
    for values in product((None, *VALUES), repeat=2)
]
HERE = Location("", 1, 1)


@given(left=selectors, right=selectors)
def test_compatible_iff_some_labels_match_both(left: Selector, right: Selector) -> None:
    both = [x for x in LABELS if may_match(left, x, ()) and may_match(right, x, ())]

    assert compatible(left, right) == bool(both)


@given(narrow=selectors, wide=selectors)
def test_what_implies_selects_no_more(narrow: Selector, wide: Selector) -> None:
    if implies(narrow, wide):
        assert all(may_match(wide, x, ()) for x in LABELS if may_match(narrow, x, ()))


@given(chosen=selectors)
def test_the_text_of_a_selector_reads_as_it(chosen: Selector) -> None:
    text = selector(chosen)
    read = normal(parse_selector(passage_of(text.strip('"'), "text")))

    assert all(may_match(read, x, ()) == may_match(chosen, x, ()) for x in LABELS)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("app=web", "app=web"),
        ("tier in (web)", "tier in (web)"),
        ("tier in (a, b)", '"tier in (a, b)"'),
        ("!canary", '"!canary"'),
        ("Yes", '"Yes"'),
        ("null", '"null"'),
        ("1e3", '"1e3"'),
        ("0x1f", '"0x1f"'),
        ("2027-01-31", '"2027-01-31"'),
        ("10.0.0.0/8", "10.0.0.0/8"),
        ("[2001:db8::/32]", '"[2001:db8::/32]"'),
        ("a: b", '"a: b"'),
        ("a #b", '"a #b"'),
    ],
)
def test_scalars(text: str, written: str) -> None:
    assert scalar(text) == written


@pytest.mark.parametrize(
    ("cidr", "excepts", "expected"),
    [
        ("203.0.113.0/24", (), False),
        ("10.1.0.0/16", (), True),
        ("0.0.0.0/0", (), True),
        ("0.0.0.0/0", ("10.0.0.0/8",), True),
        (
            "0.0.0.0/0",
            ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"),
            False,
        ),
        ("2001:db8::/32", (), True),
        ("fe80::/10", (), False),
    ],
)
def test_ranges_where_pods_may_be(cidr: str, excepts: tuple[str, ...], expected: bool) -> None:
    assert may_be_pods(AddressPeer(network(cidr), tuple(map(network, excepts)))) is expected


def rule(peer: str, *ports: PortInterval | PortNamed | AnyPort) -> Rule:
    """A rule that admits one namespace."""
    pods = PodPeer(InNamespace(peer), Selector())
    return Rule(Action.ACCEPT, (pods,), ports or (AnyPort(),), HERE)


def test_openings_hold_every_port_once() -> None:
    tcp = Protocol.TCP
    rules = [rule("a", PortInterval(tcp, 80, 90)), rule("b", PortInterval(tcp, 85, 443))]
    found = {
        tuple(sorted(p.namespaces.name for p in o.peers)): o.ports  # type: ignore[union-attr]
        for o in openings(rules)
    }

    assert found["a",] == (PortRange(tcp, 80, 84),)
    assert found["a", "b"] == (PortRange(tcp, 85, 90),)
    assert found["b",] == (PortRange(tcp, 91, 443),)
    assert found[()][:2] == (PortRange(tcp, 1, 79), PortRange(tcp, 444, 65535))
    assert len(found[()]) == 4


def test_a_named_port_may_be_any_number_of_its_protocol() -> None:
    found = openings([rule("a", PortNamed(Protocol.UDP, "dns"))])
    opened = [opening.ports for opening in found if opening.peers]

    assert opened == [(PortRange(Protocol.UDP, 1, 65535),)]


def test_joined_openings_have_as_few_ranges_as_they_take() -> None:
    everyone = Rule(Action.ACCEPT, (AnyPeer(),), (PortInterval(Protocol.TCP, 80, 80),), HERE)
    found = joined(openings([everyone, rule("a", PortInterval(Protocol.TCP, 81, 90))]))

    assert found.ports == tuple(PortRange(protocol, 1, 65535) for protocol in Protocol)
