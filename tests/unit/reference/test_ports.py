"""port_matches: protocols, numbers, ranges and names."""

import pytest

from tests.unit.reference.building import CONCRETE, WORLD, pod
from verifier.dialect import Dialect
from verifier.flow import Endpoint, Flow, NamedPort, Protocol
from verifier.reference import port_matches
from verifier.resources import NetworkPolicyPort

HTTP = NamedPort("http", Protocol.TCP, 8080)


def matches(
    port: NetworkPolicyPort,
    number: int,
    protocol: Protocol = Protocol.TCP,
    *,
    to: Endpoint | None = None,
    dialect: Dialect = CONCRETE,
) -> bool:
    """Does `port` match a flow with this number and protocol?"""
    return port_matches(port, Flow(WORLD, to or pod(), protocol, number), dialect)


@pytest.mark.parametrize("protocol", Protocol)
def test_an_empty_port_is_every_tcp_port(protocol: Protocol) -> None:
    assert matches(NetworkPolicyPort(), 65535, protocol) is (protocol is Protocol.TCP)


@pytest.mark.parametrize("protocol", Protocol)
def test_a_protocol_alone_is_every_port_of_it(protocol: Protocol) -> None:
    assert matches(NetworkPolicyPort(protocol="UDP"), 1, protocol) is (protocol is Protocol.UDP)


@pytest.mark.parametrize(("number", "inside"), [(79, False), (80, True), (81, False)])
def test_a_number_is_itself(number: int, inside: bool) -> None:
    assert matches(NetworkPolicyPort(port=80), number) is inside


@pytest.mark.parametrize(
    ("number", "inside"), [(79, False), (80, True), (85, True), (90, True), (91, False)]
)
def test_a_range_has_both_its_ends(number: int, inside: bool) -> None:
    assert matches(NetworkPolicyPort(port=80, end_port=90), number) is inside


def test_a_name_is_the_destination_s() -> None:
    port = NetworkPolicyPort(port="http")
    source = pod(named_ports=(NamedPort("http", Protocol.TCP, 7070),))
    destination = pod(named_ports=(HTTP,))

    assert port_matches(port, Flow(source, destination, Protocol.TCP, 8080), CONCRETE)
    assert not port_matches(port, Flow(source, destination, Protocol.TCP, 7070), CONCRETE)


def test_a_name_may_have_several_numbers() -> None:
    to = pod(named_ports=(HTTP, NamedPort("http", Protocol.TCP, 8081)))

    assert matches(NetworkPolicyPort(port="http"), 8080, to=to)
    assert matches(NetworkPolicyPort(port="http"), 8081, to=to)
    assert not matches(NetworkPolicyPort(port="http"), 8082, to=to)


def test_a_name_of_another_protocol_does_not_match() -> None:
    to = pod(named_ports=(NamedPort("dns", Protocol.UDP, 53),))

    assert not matches(NetworkPolicyPort(port="dns"), 53, Protocol.TCP, to=to)
    assert not matches(NetworkPolicyPort(port="dns"), 53, Protocol.UDP, to=to)
    assert matches(NetworkPolicyPort(port="dns", protocol="UDP"), 53, Protocol.UDP, to=to)


def test_an_address_has_no_names() -> None:
    assert not matches(NetworkPolicyPort(port="http"), 8080, to=WORLD)


def test_a_host_network_pod_has_names_only_when_read_as_a_pod() -> None:
    to = pod(named_ports=(HTTP,), host_network=True)

    assert not matches(NetworkPolicyPort(port="http"), 8080, to=to)
    assert matches(NetworkPolicyPort(port="http"), 8080, to=to, dialect=Dialect(host_network="pod"))
