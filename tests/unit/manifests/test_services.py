"""Services, Ingresses, Gateway API and OpenShift Routes: what is read, refused and passed over."""

import pytest

from tests.unit.manifests.bad import Bad
from verifier.analysis.standing import summaries
from verifier.errors import InputError
from verifier.location import Location
from verifier.manifests import Code, load_texts
from verifier.normalise import inventory
from verifier.resources import Backend, GatewayRoute, Ingress, Parent, Route, Service, ServicePort

SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: db, namespace: shop}\nspec:\n"
LIVE = """\
apiVersion: v1
kind: Service
metadata:
  name: db
  namespace: shop
  labels: {chart: 12}
  annotations: {a: b}
spec:
  clusterIP: None
  clusterIPs: [None]
  internalTrafficPolicy: Cluster
  ipFamilies: [IPv4]
  selector: {app: db, tier: data}
  sessionAffinity: None
  ports:
  - {name: sql, port: 5432, protocol: TCP, targetPort: postgres, appProtocol: x}
  - {name: dns, port: 53, protocol: UDP, nodePort: 30053}
  type: ClusterIP
status: {loadBalancer: {}}
"""


def test_a_live_service_is_read() -> None:
    (service,) = load_texts({"x": LIVE}).services
    assert service == Service(
        name="db",
        namespace="shop",
        selector=(("app", "db"), ("tier", "data")),
        ports=(
            ServicePort(port=5432, name="sql", protocol="TCP", target_port="postgres"),
            ServicePort(port=53, name="dns", protocol="UDP", node_port=30053),
        ),
        type="ClusterIP",
        cluster_ip="None",
    )
    assert (service.text, service.location) == ("Service shop/db", Location("x", 4, 9))
    assert service.ports[1].location == Location("x", 17, 5)


def test_services_that_lead_elsewhere_are_read() -> None:
    text = (
        SERVICE
        + "  type: ExternalName\n  externalName: db.example.com\n  externalIPs: [192.0.2.1]\n"
        + "  loadBalancerSourceRanges: [203.0.113.0/24]\n"
    )
    (service,) = load_texts({"x": text}).services
    assert (service.selector, service.external_name) == (None, "db.example.com")
    assert service.external_ips == ("192.0.2.1",)
    assert service.load_balancer_source_ranges == ("203.0.113.0/24",)


def test_an_ingress_gives_its_backends() -> None:
    text = """\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: shop}
spec:
  defaultBackend: {service: {name: main, port: {number: 80}}}
  rules:
  - host: a.example.com
    http:
      paths:
      - {path: /, pathType: Prefix, backend: {service: {name: web, port: {name: http}}}}
      - path: /files
        pathType: Prefix
        backend: {resource: {apiGroup: example.com, kind: Bucket, name: files}}
  - host: b.example.com
"""
    (entry,) = load_texts({"x": text}).entry_points
    assert entry == Ingress(
        name="shop",
        namespace="shop",
        backends=(
            Backend(name="main", port=80),
            Backend(name="web", port="http"),
            Backend(name="files", kind="Bucket", group="example.com"),
        ),
    )
    assert [backend.location.line for backend in entry.backends] == [5, 10, 13]


@pytest.mark.parametrize(
    ("version", "kind"), [("v1", "HTTPRoute"), ("v1beta1", "HTTPRoute"), ("v1", "GRPCRoute")]
)
def test_a_gateway_route_gives_parents_backends_and_mirrors(version: str, kind: str) -> None:
    text = f"""\
apiVersion: gateway.networking.k8s.io/{version}
kind: {kind}
metadata: {{name: shop, namespace: shop}}
spec:
  hostnames: [shop.example.com]
  parentRefs:
  - {{name: public, namespace: infra, sectionName: https}}
  - {{group: "", kind: Service, name: mesh}}
  rules:
  - matches: [{{path: {{type: PathPrefix, value: /}}}}]
    filters: [{{type: RequestMirror, requestMirror: {{backendRef: {{name: copy, port: 81}}}}}}]
    backendRefs:
    - {{name: web, port: 80, weight: 9}}
    - {{name: other, namespace: elsewhere, port: 8080, weight: 0}}
"""
    (entry,) = load_texts({"x": text}).entry_points
    assert isinstance(entry, GatewayRoute)
    assert entry.text == f"{kind} shop/shop"
    assert entry.parents == (
        Parent(name="public", namespace="infra"),
        Parent(name="mesh", kind="Service"),
    )
    assert entry.backends == (
        Backend(name="copy", port=81),
        Backend(name="web", port=80, weight=9),
        Backend(name="other", namespace="elsewhere", port=8080, weight=0),
    )


def test_a_route_of_openshift_gives_its_backends() -> None:
    text = """\
apiVersion: route.openshift.io/v1
kind: Route
metadata: {name: shop, namespace: shop}
spec:
  host: shop.example.com
  to: {kind: Service, name: web, weight: 100}
  alternateBackends: [{kind: Service, name: canary, weight: 10}]
  port: {targetPort: http}
"""
    (entry,) = load_texts({"x": text}).entry_points
    assert entry == Route(
        name="shop",
        namespace="shop",
        backends=(Backend(name="web", weight=100), Backend(name="canary", weight=10)),
        target_port="http",
    )


def test_they_are_counted_with_what_was_read() -> None:
    gateway = "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: "
    text = "---\n".join((LIVE, LIVE.replace("name: db", "name: q"), f"{gateway}a}}\n"))
    loaded = load_texts({"x": f"{text}---\n{gateway}b}}\n"})
    assert summaries(loaded) == ("2 Services, 2 Gateways", "")


def test_their_namespaces_are_named() -> None:
    assert inventory(load_texts({"x": LIVE})).named == ("shop",)


@pytest.mark.parametrize(
    ("version", "kind"),
    [
        ("serving.knative.dev/v1", "Service"),
        ("extensions/v1beta1", "Ingress"),
        ("networking.k8s.io/v1beta1", "Ingress"),
        ("networking.istio.io/v1", "Gateway"),
        ("gateway.networking.k8s.io/v1alpha2", "HTTPRoute"),
        ("v1", "Route"),
    ],
)
def test_other_versions_and_groups_are_named_and_not_read(version: str, kind: str) -> None:
    text = (
        f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: x}}\nspec: {{ports: a, to: b}}\n"
    )
    loaded = load_texts({"x": text})
    (other,) = loaded.other_kinds
    assert (other.api_version, other.kind) == (version, kind)
    assert (loaded.services, loaded.entry_points) == ((), ())


def test_two_different_services_of_one_name_are_an_error() -> None:
    with pytest.raises(InputError) as raised:
        load_texts({"x": f"{LIVE}---\n{LIVE.replace('app: db', 'app: q')}"})
    (problem,) = raised.value.problems
    assert (problem.code, problem.object) == (Code.CONFLICT, "Service shop/db")


def entry(kind: str, spec: str) -> str:
    """An object of this kind whose spec stands in line 4."""
    versions = {"Ingress": "networking.k8s.io/v1", "Route": "route.openshift.io/v1"}
    version = versions.get(kind, "gateway.networking.k8s.io/v1")
    return f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: a}}\nspec: {spec}\n"


BAD = {
    "no number": Bad(SERVICE + "  ports: [{name: a}]", Code.REQUIRED, "", 5, "spec.ports[0].port"),
    "number": Bad(
        SERVICE + "  ports: [{port: 70000}]",
        Code.INVALID,
        "must be between 1 and 65535",
        5,
        "spec.ports[0].port",
    ),
    "protocol": Bad(
        SERVICE + "  ports: [{port: 80, protocol: tcp}]",
        Code.UNSUPPORTED,
        '"tcp"',
        5,
        "spec.ports[0].protocol",
        "write TCP",
    ),
    "target number": Bad(
        SERVICE + "  ports:\n  - {port: 80, targetPort: 0}",
        Code.INVALID,
        "must be between",
        6,
        "spec.ports[0].targetPort",
    ),
    "target in quotes": Bad(
        SERVICE + '  ports: [{port: 80, targetPort: "8080"}]',
        Code.INVALID,
        "at least one letter",
        5,
        "spec.ports[0].targetPort",
        "remove the quotes",
    ),
    "no name": Bad(
        SERVICE + "  ports: [{port: 80}, {port: 81, name: b}]",
        Code.REQUIRED,
        "",
        5,
        "spec.ports[0].name",
        "gives each a name",
    ),
    "name twice": Bad(
        SERVICE + "  ports: [{port: 80, name: b}, {port: 81, name: b}]",
        Code.INVALID,
        'Duplicate value: "b"',
        5,
        "spec.ports[1].name",
    ),
    "name of a port": Bad(
        SERVICE + "  ports: [{port: 80, name: A}]",
        Code.INVALID,
        "lowercase RFC 1123 label",
        5,
        "spec.ports[0].name",
    ),
    "port twice": Bad(
        SERVICE + "  ports: [{port: 80, name: a}, {port: 80, name: b, protocol: TCP}]",
        Code.INVALID,
        'Duplicate value: {"protocol":"TCP","port":80}',
        5,
        "spec.ports[1]",
    ),
    "type": Bad(SERVICE + "  type: Cluster", Code.UNSUPPORTED, '"Cluster"', 5, "spec.type"),
    "headless": Bad(
        SERVICE + "  type: NodePort\n  clusterIP: None",
        Code.INVALID,
        "may not be set to 'None' for NodePort services",
        6,
        "spec.clusterIP",
    ),
    "selector": Bad(
        SERVICE + "  selector: {app: 1}",
        Code.WRONG_TYPE,
        "expected a string",
        5,
        "spec.selector.app",
    ),
    "name": Bad(
        "apiVersion: v1\nkind: Service\nmetadata: {name: A}\n",
        Code.INVALID,
        "lowercase RFC 1123 subdomain",
        3,
        "metadata.name",
    ),
    "ingress without a backend": Bad(
        entry("Ingress", "{rules: [{http: {paths: [{path: /}]}}]}"),
        Code.REQUIRED,
        "",
        4,
        "spec.rules[0].http.paths[0].backend",
    ),
    "ingress of v1beta1": Bad(
        entry("Ingress", "{defaultBackend: {serviceName: a, servicePort: 80}}"),
        Code.REQUIRED,
        "",
        4,
        "spec.defaultBackend.service",
        "a backend is a service",
    ),
    "ingress without a name": Bad(
        entry("Ingress", "{defaultBackend: {service: {port: {number: 80}}}}"),
        Code.REQUIRED,
        "",
        4,
        "spec.defaultBackend.service.name",
    ),
    "route without a name": Bad(
        entry("HTTPRoute", "{rules: [{backendRefs: [{port: 80}]}]}"),
        Code.REQUIRED,
        "",
        4,
        "spec.rules[0].backendRefs[0].name",
    ),
    "weight": Bad(
        entry("HTTPRoute", "{rules: [{backendRefs: [{name: a, weight: all}]}]}"),
        Code.WRONG_TYPE,
        "expected a whole number",
        4,
        "spec.rules[0].backendRefs[0].weight",
    ),
    "nothing to route to": Bad(entry("Route", "{host: a}"), Code.REQUIRED, "", 4, "spec.to"),
    "no name to route to": Bad(entry("Route", "{to: {}}"), Code.REQUIRED, "", 4, "spec.to.name"),
}


@pytest.mark.parametrize("row", BAD.values(), ids=BAD)
def test_bad_values(row: Bad) -> None:
    row.check()
