"""The destination of `why`."""

import pytest

from verifier.cli.targets import Target, split_target
from verifier.flow import Protocol

TCP, UDP = Protocol.TCP, Protocol.UDP


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("production/db", ("production/db", None, None)),
        ("production/db:5432", ("production/db", 5432, TCP)),
        ("production/db[StatefulSet]:5432/tcp", ("production/db[StatefulSet]", 5432, TCP)),
        ("kube-system/dns:udp/53", ("kube-system/dns", 53, UDP)),
        ("kube-system/dns:53/UDP", ("kube-system/dns", 53, UDP)),
        ("production/web:http", ("production/web", "http", TCP)),
        ("dev/app=web,tier=a:80", ("dev/app=web,tier=a", 80, TCP)),
        ("203.0.113.9:443", ("203.0.113.9", 443, TCP)),
        ("2001:db8::1", ("2001:db8::1", None, None)),
        ("[2001:db8::1]:80", ("[2001:db8::1]", 80, TCP)),
        ("[2001:db8::1]", ("[2001:db8::1]", None, None)),
    ],
)
def test_split(text: str, expected: Target) -> None:
    assert split_target(text) == expected
