"""What comes in by way of Services to one workload."""

import pytest

from tests.unit.analysis.services.shop import MIX, service, shop
from tests.unit.analysis.services.test_entries import ingress
from verifier.analysis.library import connectivity
from verifier.analysis.map.around import around
from verifier.analysis.map.filters import Filters, restricted
from verifier.analysis.services.admission import Gate
from verifier.analysis.services.results import Ways
from verifier.flow import Direction, Protocol
from verifier.manifests import Manifests

POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: two, namespace: shop}
spec:
  podSelector: {matchLabels: {version: two}}
  ingress: [{ports: [{port: 8081}]}]
"""
WEB = service(
    "{type: NodePort, selector: {app: web}, ports: [{port: 80, targetPort: http}]}", "web"
)
DNS = service("{selector: {version: two}, ports: [{port: 53, targetPort: dns}]}", "dns")
LOST = ingress("{number: 80}", "wbe").replace("name: i,", "name: lost,")
SHOP = (POLICY, WEB, DNS, ingress("{number: 80}"), LOST)


def ways(manifests: Manifests, end: str, port: int | None = None) -> Ways:
    """What comes in to the workload, or to one port of it."""
    found = around(manifests, end, Direction.INGRESS, port=port).map.ways
    assert found is not None
    return found


def arrivals(found: Ways) -> list[tuple[str, str, int, str]]:
    """Each way, and where it arrives."""
    return [
        (edges.entry.through, each.workload, each.port, each.admission.admits.value)
        for edges in found.edges
        for each in edges.arrivals
    ]


TWO = "shop/web-two[Deployment]"
INGRESS, NODE_PORT = "Ingress shop/i", "Service shop/web (NodePort)"


def test_it_is_limited_to_the_workload() -> None:
    found = ways(shop(*SHOP), "shop/web-two")
    assert arrivals(found) == [
        (INGRESS, TWO, 9, "none"),
        (INGRESS, TWO, 8081, "all"),
        (NODE_PORT, TWO, 9, "none"),
        (NODE_PORT, TWO, 8081, "all"),
    ]
    assert [each.service for each in found.unreached] == ["Service shop/dns"]
    assert found.loose == ()


def test_it_is_what_the_map_has_of_the_workload() -> None:
    manifests = shop(*SHOP)
    whole = restricted(connectivity(manifests), Filters(destinations=("shop/web-two",))).ways
    assert whole is not None
    found = ways(manifests, "shop/web-two")
    assert (found.edges, found.unreached) == (whole.edges, whole.unreached)


def test_it_is_limited_to_the_port() -> None:
    found = ways(shop(*SHOP), "shop/web-two", 8081)
    assert arrivals(found) == [(INGRESS, TWO, 8081, "all"), (NODE_PORT, TWO, 8081, "all")]
    assert found.unreached == ()
    found = ways(shop(*SHOP), "shop/web-two", 54)
    assert arrivals(found) == []
    assert [(each.service, each.protocol) for each in found.unreached] == [
        ("Service shop/dns", Protocol.TCP)
    ]


def test_pods_that_lack_the_port_of_others_of_their_workload_are_told() -> None:
    spec = "{type: NodePort, selector: {app: mix}, ports: [{port: 80, targetPort: http}]}"
    manifests = shop(MIX, service(spec))
    to_it = restricted(connectivity(manifests), Filters(destinations=("shop/mix",))).ways
    assert to_it is not None
    for found in (ways(manifests, "shop/mix"), to_it):
        (edges,) = found.edges
        assert [each.workload for each in edges.arrivals] == ["shop/mix[Set]"]
        assert edges.lacking == ("shop/two",)
    elsewhere = restricted(connectivity(manifests), Filters(destinations=("shop/db",))).ways
    assert elsewhere == Ways()


def refuse(*_: object) -> None:
    """In place of a question."""
    raise AssertionError("a solver is asked")


@pytest.mark.parametrize(
    ("end", "direction"),
    [
        ("shop/db", Direction.INGRESS),
        ("203.0.113.9", Direction.INGRESS),
        ("shop/web-two", Direction.EGRESS),
    ],
)
def test_where_nothing_comes_in_nothing_is_asked(
    end: str, direction: Direction, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Gate, "session", refuse)
    found = around(shop(*SHOP), end, direction).map.ways
    assert found in (None, Ways())
    with pytest.raises(AssertionError, match="a solver is asked"):
        around(shop(*SHOP), "shop/web-two", Direction.INGRESS)
