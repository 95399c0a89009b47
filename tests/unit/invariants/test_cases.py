"""Concrete flows in both of their forms."""

import pytest

from tests.unit.invariants.wrong import HEAD
from verifier.flow import Protocol
from verifier.invariants import read_spec
from verifier.query import Case, CaseEnd, PortName, PortRange, ServiceName, Spec


def spec(text: str) -> Spec:
    return read_spec(HEAD + text, "spec.yaml")


@pytest.mark.parametrize(
    ("text", "source", "destination", "protocol", "port"),
    [
        (
            "dev/x -> prod/postgres:5432",
            CaseEnd(namespace="dev", name="x"),
            CaseEnd(namespace="prod", name="postgres"),
            Protocol.TCP,
            5432,
        ),
        (
            "prod/app=a,x.io/y= -> prod/app=b:udp/dns",
            CaseEnd(namespace="prod", labels=(("app", "a"), ("x.io/y", ""))),
            CaseEnd(namespace="prod", labels=(("app", "b"),)),
            Protocol.UDP,
            "dns",
        ),
        (
            "prod/api[Deployment] -> 8.8.8.8 udp/53",
            CaseEnd(namespace="prod", name="api", kind="Deployment"),
            CaseEnd(address="8.8.8.8"),
            Protocol.UDP,
            53,
        ),
        (
            "2001:db8::1 -> prod/x.io/y=z: 80/sctp",
            CaseEnd(address="2001:db8::1"),
            CaseEnd(namespace="prod", labels=(("x.io/y", "z"),)),
            Protocol.SCTP,
            80,
        ),
        (
            "dev/x -> service:prod/db:5432",
            CaseEnd(namespace="dev", name="x"),
            ServiceName("prod", "db", (PortRange(Protocol.TCP, 5432, 5432),)),
            Protocol.TCP,
            5432,
        ),
        (
            "8.8.8.8 -> service:prod/db udp/dns",
            CaseEnd(address="8.8.8.8"),
            ServiceName("prod", "db", (PortName(Protocol.UDP, "dns"),)),
            Protocol.UDP,
            "dns",
        ),
    ],
)
@pytest.mark.parametrize("form", ["'deny: {}'", "deny: '{}'", "{{deny: '{}'}}"])
def test_cases(
    form: str,
    text: str,
    source: CaseEnd,
    destination: CaseEnd | ServiceName,
    protocol: Protocol,
    port: int | str,
) -> None:
    (case,) = spec(f"cases:\n  - {form.format(text)}\n").cases
    assert case == Case("deny", source, destination, protocol, port, f"deny: {text}", case.location)
