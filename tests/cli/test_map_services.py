"""`netproof map` of what comes in by way of Services."""

import csv
import io
import json
from pathlib import Path

import pytest

import verifier
from tests.cli.running import ROOT, run
from tests.unit.analysis.services.shop import PODS, service
from tests.unit.analysis.services.test_entries import ingress
from verifier.report.map_json import render_json

POLICIES = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - from:
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress}}
      podSelector: {matchLabels: {app: nginx}}
    ports: [{port: 8080}]
  - from: [{ipBlock: {cidr: 203.0.113.0/24}}]
    ports: [{port: 8081}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress: [{ports: [{port: 80}]}]
"""
WEB = service("{selector: {app: web}, ports: [{port: 80, targetPort: http}]}", "web")
OUTSIDE = (
    "{type: LoadBalancer, loadBalancerSourceRanges: [203.0.113.0/28], selector: {app: web},"
    " ports: [{port: 80, targetPort: http}]}"
)
DB = service("{selector: {app: db}, ports: [{name: a, port: 80}, {name: b, port: 5432}]}", "db")
LOST = ingress("{number: 80}", "wbe").replace("name: i,", "name: lost,")


@pytest.fixture
def shop(tmp_path: Path) -> str:
    path = tmp_path / "shop.yaml"
    documents = (PODS, POLICIES, WEB, service(OUTSIDE, "lb"), DB, ingress("{number: 80}"), LOST)
    path.write_text("---\n".join(documents))
    return str(path)


def test_text_tells_what_policies_leave(shop: str) -> None:
    out = run("map", shop).out
    start = out.index("By way of Services:")
    assert (
        out[start : out.index("The map assumes:")]
        == """\
By way of Services:
ingress-controller -> Ingress shop/i -> Service shop/web port 80
   tcp/8080       to shop/web: only any pod in namespace ingress with app=nginx
   tcp/9          to shop/web-two: nobody: no pod that may be the controller is admitted
   tcp/8081       to shop/web-two: nobody: no pod that may be the controller is admitted
203.0.113.0/28 -> Service shop/lb (LoadBalancer) port 80
   tcp/8080       to shop/web: nobody: no address is admitted
   tcp/9          to shop/web-two: nobody: no address is admitted
   tcp/8081       to shop/web-two: every address

Ingress shop/lost leads to Service shop/wbe, which the input does not have.

Nobody reaches Service shop/db port 5432: policies admit no pod and no address to shop/db there, but
  for the pod's own node.

"""
    )
    assert "an ingress controller is some pod of some namespace" in out


def test_ports_of_one_number_are_told_apart(tmp_path: Path) -> None:
    ports = "[{name: t, port: 53}, {name: u, port: 53, protocol: UDP}]"
    spec = f"{{type: LoadBalancer, selector: {{app: db}}, ports: {ports}}}"
    closed = POLICIES.replace("{port: 80}", "{port: 53}")
    path = tmp_path / "dns.yaml"
    path.write_text("---\n".join((PODS, closed, service(spec, "dns"))))

    out = run("map", str(path)).out

    assert "internet -> Service shop/dns (LoadBalancer) port 53\n" in out
    assert "internet -> Service shop/dns (LoadBalancer) port udp/53\n" in out
    assert "Nobody reaches Service shop/dns port udp/53: policies" in out


def test_json_names_each_way(shop: str) -> None:
    report = json.loads(run("map", shop, "-o", "json", "--dialect", "kubernetes-e2e").out)
    first, second = report["entries"]
    assert first["location"] == {"path": shop, "line": 78, "column": 24}
    assert {key: first[key] for key in ("from", "through", "service", "service_port")} == {
        "from": "ingress-controller",
        "through": "Ingress shop/i",
        "service": "shop/web",
        "service_port": 80,
    }
    assert first["arrives"][0] == {
        "workload": "shop/web[Deployment]",
        "protocol": "TCP",
        "port": 8080,
        "admits": "some",
        "sources": ["any pod in namespace ingress with app=nginx"],
        "reason": "",
    }
    assert (second["from"], second["ranges"]) == ("internet", ["203.0.113.0/28"])
    assert [a["admits"] for a in second["arrives"]] == ["none", "none", "all"]
    assert [each["through"] for each in report["leads_nowhere"]] == ["Ingress shop/lost"]
    (silent,) = report["unreached_services"]
    assert (silent["service"], silent["service_port"]) == ("shop/db", 5432)
    assert silent["workloads"] == ["shop/db[StatefulSet]"]


def test_tables_and_pictures_have_the_controller(shop: str) -> None:
    rows = list(csv.DictReader(io.StringIO(run("map", shop, "-o", "csv").out)))
    (row,) = [r for r in rows if r["source"] == "ingress-controller" and "web[" in r["destination"]]
    assert (row["protocol"], row["first"], row["last"]) == ("TCP", "8080", "8080")
    assert row["when"] == "the controller is only any pod in namespace ingress with app=nginx"
    assert row["decision"] == "depends"
    assert '("ingress-controller")' in run("map", shop, "-o", "mermaid").out
    assert 'label="ingress-controller", shape=ellipse' in run("map", shop, "-o", "dot").out
    assert "| ingress-controller |" in run("map", shop, "-o", "markdown").out


def test_filters_hold_for_what_comes_in(shop: str) -> None:
    def arrivals(*filters: str) -> list[tuple[str, int]]:
        report = json.loads(run("map", shop, "-o", "json", *filters).out)
        return [(a["workload"], a["port"]) for e in report["entries"] for a in e["arrives"]]

    assert set(arrivals("--to", "shop/web")) == {("shop/web[Deployment]", 8080)}
    assert set(arrivals("--port", "8081")) == {("shop/web-two[Deployment]", 8081)}
    assert arrivals("--namespace", "elsewhere") == []


@pytest.mark.parametrize("more", [("--denied",), ("--from", "shop/db")])
def test_what_is_denied_or_comes_from_elsewhere_does_not_come_in(
    shop: str, more: tuple[str, ...]
) -> None:
    report = json.loads(run("map", shop, "-o", "json", *more).out)
    assert "entries" not in report


def test_python_tells_the_same(shop: str) -> None:
    printed = run("map", shop, "-o", "json").out
    assert render_json(verifier.connectivity(verifier.load(shop))) == printed


@pytest.mark.parametrize("folder", ["services", "three-tier"])
def test_python_tells_the_same_of_examples(folder: str) -> None:
    path = f"specs/examples/{folder}"
    found = verifier.connectivity(verifier.load(str(ROOT / path)))
    told, printed = (
        json.loads(text)
        for text in (render_json(found), run("map", str(ROOT / path), "-o", "json").out)
    )
    assert told == printed
    assert found.ways is not None


def test_python_tells_nothing_of_them_beside_what_is_denied(shop: str) -> None:
    found = verifier.connectivity(verifier.load(shop), denied=True)
    assert (found.ways, bool(found.denied)) == (None, True)
