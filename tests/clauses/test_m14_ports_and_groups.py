"""M-14: what a port, no port, and a group mean."""

import pytest

from tests.clauses.asking import (
    DECLARED,
    PROVED,
    REFUTED,
    Object,
    deployment,
    namespace,
    policy,
    result,
    shown,
    verdict,
)
from verifier.errors import InputError
from verifier.flow import PodEndpoint

PROTOCOLS = ("TCP", "UDP", "SCTP")
DB = deployment("prod/db", {"app": "db"})


def admits(protocol: str, port: int) -> list[Object]:
    """A database that is open on one port."""
    rule = {"ports": [{"protocol": protocol, "port": port}]}
    return [DB, policy("prod", {"app": "db"}, ingress=[rule])]


@pytest.mark.parametrize(
    ("protocol", "expected"), [("TCP", REFUTED), ("UDP", PROVED), ("SCTP", PROVED)]
)
def test_a_bare_port_is_tcp(protocol: str, expected: str) -> None:
    objects = admits(protocol, 5432)

    assert verdict(objects, '"world never reaches prod/db:5432"') == expected
    assert verdict(objects, "{never: {from: world, to: prod/db, ports: 5432}}") == expected


@pytest.mark.parametrize("port", [1, 5432, 65535])
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_no_port_means_all_ports_of_all_protocols(protocol: str, port: int) -> None:
    flow = shown(result(admits(protocol, port), '"world never reaches prod/db"')).flow

    assert (flow.protocol.value, flow.port) == (protocol, port)


def test_the_title_spells_out_which_ports_are_meant() -> None:
    title = result([DB], '"world never reaches prod/db"').invariant.title

    assert all(protocol in title for protocol in PROTOCOLS)
    assert "TCP 5432" in result([DB], '"world never reaches prod/db:5432"').invariant.title


@pytest.mark.parametrize("group", ["{pods: app=db}", "{}", "{pods: {matchLabels: {app: db}}}"])
def test_a_group_of_pods_without_a_namespace_is_an_error(group: str) -> None:
    with pytest.raises(InputError):
        result([DB], f"{{never: {{from: world, to: {group}}}}}")


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("{namespace: dev, pods: app=db}", {"dev"}),
        ("{namespaces: [prod, dev], pods: app=db}", {"prod", "dev"}),
        ("{namespaces: team=x, pods: app=db}", {"ops"}),
        ("{namespaces: any, pods: app=db}", {"prod", "dev", "ops"}),
    ],
)
def test_a_group_is_where_it_says(group: str, expected: set[str]) -> None:
    """Each namespace's own database is left out in turn, until nothing refutes."""
    objects = [
        *(deployment(f"{name}/db", {"app": "db"}) for name in ("prod", "dev", "ops")),
        *(namespace("prod"), namespace("dev"), namespace("ops", {"team": "x"})),
    ]
    found: set[str] = set()
    while True:
        spared = "".join(f"{{to: {{namespace: {n}}}, reason: seen}}, " for n in sorted(found))
        invariant = f"{{never: {{from: world, to: {group}}}, except: [{spared}]}}"
        if not spared:
            invariant = f"{{never: {{from: world, to: {group}}}}}"
        answer = result(objects, invariant, DECLARED)
        if answer.verdict.__class__.__name__ != "Refuted":
            break
        destination = shown(answer).flow.destination
        assert isinstance(destination, PodEndpoint)
        found.add(destination.namespace)

    assert found == expected


def test_a_group_without_pods_is_every_pod_of_the_namespace() -> None:
    assert verdict([DB], "{never: {from: world, to: {namespace: prod}}}", DECLARED) == REFUTED
