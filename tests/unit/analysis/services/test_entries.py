"""From what leads into the cluster to ports of Services."""

import pytest

from tests.unit.analysis.services.shop import service, shop
from verifier.analysis.services.backing import Backings
from verifier.analysis.services.entries import ways_in
from verifier.analysis.services.results import Entry, Loose, Origin

WEB = service(
    "{selector: {app: web}, ports: [{name: main, port: 80, targetPort: http},"
    " {name: udp, port: 80, protocol: UDP}, {name: side, port: 81, targetPort: 9}]}",
    "web",
)


def ends(*documents: str) -> list[tuple[str, object]]:
    """What leads in, and to which port by number, or why to none."""
    manifests = shop(*documents)
    found = list(ways_in(manifests, Backings(manifests)))
    assert all(each.origin is Origin.CONTROLLER for each in found if isinstance(each, Entry))
    return [
        (each.through, each.text if isinstance(each, Loose) else each.port.port) for each in found
    ]


def ingress(port: str, name: str = "web") -> str:
    """An Ingress with one backend."""
    backend = f"{{service: {{name: {name}, port: {port}}}}}"
    return (
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i, namespace: shop}\n"
        f"spec: {{defaultBackend: {backend}}}\n"
    )


def http_route(refs: str, parents: str = "[{name: g, namespace: infra}]") -> str:
    """An HTTPRoute of one rule."""
    return (
        "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\n"
        "metadata: {name: r, namespace: shop}\n"
        f"spec: {{parentRefs: {parents}, rules: [{{backendRefs: {refs}}}]}}\n"
    )


def route(to: str, port: str) -> str:
    """A Route of OpenShift."""
    return (
        "apiVersion: route.openshift.io/v1\nkind: Route\nmetadata: {name: o, namespace: shop}\n"
        f"spec: {{to: {{kind: Service, name: {to}}}, port: {port}}}\n"
    )


I, R, O = "Ingress shop/i", "HTTPRoute shop/r of Gateway infra/g", "Route shop/o"  # noqa: E741


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (ingress("{number: 80}"), [(I, 80)]),
        (ingress("{name: side}"), [(I, 81)]),
        (ingress("{number: 9}"), [(I, "leads to Service shop/web, which has no TCP port 9")]),
        (ingress("{name: udp}"), [(I, "leads to Service shop/web, which has no TCP port udp")]),
        (ingress("{}"), [(I, "leads to Service shop/web, and names no port of it")]),
        (
            ingress("{number: 80}", "wbe"),
            [(I, "leads to Service shop/wbe, which the input does not have")],
        ),
        (http_route("[{name: web, port: 80}, {name: web, port: 81, weight: 0}]"), [(R, 80)]),
        (
            http_route("[{kind: ServiceImport, group: x, name: web, port: 80}]"),
            [(R, "leads to ServiceImport web: not followed")],
        ),
        (
            http_route("[{name: web, port: 80}]", "[{kind: Service, group: '', name: web}]"),
            [("HTTPRoute shop/r", "is attached to no Gateway: it brings nothing in from outside")],
        ),
        (route("web", "{targetPort: side}"), [(O, 81)]),
        (route("web", "{targetPort: 8081}"), [(O, 80)]),
        (
            route("web", "{targetPort: 81}"),
            [(O, "leads to Service shop/web, which has no TCP port 81")],
        ),
        (route("web", ""), [(O, 80), (O, 81)]),
    ],
)
def test_ports_of_services(document: str, expected: list[tuple[str, object]]) -> None:
    assert ends(WEB, document) == expected


def test_services_that_lead_nowhere_known_are_told() -> None:
    away = service("{type: ExternalName, externalName: a.b, ports: [{port: 80}]}", "web")
    bare = service("{ports: [{port: 80}]}", "web")
    word = "leads to Service shop/web, which"
    assert ends(away, ingress("{number: 80}")) == [
        (I, f"{word} leads to a name outside (ExternalName)")
    ]
    assert ends(bare, ingress("{number: 80}")) == [
        (I, f"{word} has no selector: somebody else writes its endpoints")
    ]


def test_a_backend_of_another_namespace_needs_a_grant() -> None:
    far = service("{selector: {app: web}, ports: [{port: 80}]}", "web", "elsewhere")
    manifests = shop(far, http_route("[{name: web, namespace: elsewhere, port: 80}]"))
    (found,) = ways_in(manifests, Backings(manifests))
    assert isinstance(found, Entry)
    assert found.note == "needs a ReferenceGrant in namespace elsewhere"


@pytest.mark.parametrize(
    ("spec", "through", "ranges"),
    [
        ("type: NodePort", "Service shop/web (NodePort)", ()),
        (
            "type: LoadBalancer, loadBalancerSourceRanges: [203.0.113.0/24]",
            "Service shop/web (LoadBalancer)",
            ("203.0.113.0/24",),
        ),
        ("externalIPs: [192.0.2.1]", "Service shop/web (external IPs)", ()),
    ],
)
def test_services_open_to_the_outside(spec: str, through: str, ranges: tuple[str, ...]) -> None:
    text = service(f"{{selector: {{app: web}}, ports: [{{port: 80}}], {spec}}}", "web")
    manifests = shop(text)
    (found,) = ways_in(manifests, Backings(manifests))
    assert isinstance(found, Entry)
    assert (found.origin, found.through, found.ranges) == (Origin.OUTSIDE, through, ranges)


def test_a_service_of_the_cluster_alone_is_no_entry() -> None:
    assert ends(WEB) == []
