"""`netproof why SRC service:NAMESPACE/NAME:PORT`."""

import json
from pathlib import Path

import pytest

from tests.cli.running import run
from tests.unit.analysis.services.shop import PODS, service
from tests.unit.analysis.services.test_entries import ingress

POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress: [{from: [{podSelector: {matchLabels: {app: db}}}], ports: [{port: 8080}]}]
"""
WEB = service("{selector: {app: web}, ports: [{name: main, port: 80, targetPort: http}]}", "web")
ONE = service("{selector: {app: web, version: one}, ports: [{port: 80, targetPort: 8080}]}", "one")
DNS = service("{selector: {app: web}, ports: [{port: 53, protocol: UDP, targetPort: dns}]}", "dns")
LOST = service("{selector: {app: x}, ports: [{port: 80}]}", "lost")
WAY_IN = ingress("{number: 80}")
BARE = service("{clusterIP: None, selector: {app: db}}", "bare")


@pytest.fixture
def shop(tmp_path: Path) -> str:
    path = tmp_path / "shop.yaml"
    path.write_text("---\n".join((PODS, POLICY, WEB, ONE, DNS, LOST, BARE, WAY_IN)))
    return str(path)


def test_both_hops_are_told(shop: str) -> None:
    out = run("why", "shop/db", "service:shop/one:80", shop).out
    assert out.startswith("ALLOWED  shop/db[StatefulSet] -> shop/web[Deployment], tcp/8080\n")
    hops = "Service shop/one port 80 -> pod port tcp/8080, shop/web[Deployment]: allowed"
    assert f"  service   {hops}\n" in out


def test_both_hops_are_told_in_markdown(shop: str) -> None:
    out = run("why", "shop/db", "service:shop/one:80", shop, "-o", "markdown").out
    assert out.startswith("### netproof: allowed\n")
    hops = "Service shop/one port 80 -&gt; pod port tcp/8080, shop/web\\[Deployment\\]: allowed"
    assert f"\n- {hops}\n" in out


def test_every_workload_behind_it_is_told_and_one_that_is_closed_shown(shop: str) -> None:
    report = json.loads(run("why", "shop/db", "service:shop/web:main", shop, "-o", "json").out)
    assert (report["decision"], report["flow"]["port"]) == ("deny", 9)
    assert report["service"]["name"] == "shop/web"
    assert report["service"]["location"]["path"] == shop
    assert report["service"]["hops"] == [
        {
            "service_port": 80,
            "protocol": "TCP",
            "workload": f"shop/{name}[Deployment]",
            "port": port,
            "decision": decision,
        }
        for name, port, decision in (
            ("web", 8080, "allow"),
            ("web-two", 9, "deny"),
            ("web-two", 8081, "deny"),
        )
    ]


def test_without_a_port_it_is_all_of_them(shop: str) -> None:
    out = run("why", "shop/db", "service:shop/dns", shop).out
    assert "Service shop/dns port 53 -> pod port udp/53, shop/web-two[Deployment]" in out
    assert "no container has the named port: shop/web[Deployment]" in out


def test_a_change_opens_the_way_behind_it(shop: str) -> None:
    ran = run("why", "shop/db", "service:shop/dns:udp/53", shop, "--change", "-o", "json")
    assert json.loads(ran.out)["change"]


def test_a_pod_that_no_such_flow_reaches_is_told(tmp_path: Path) -> None:
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: NAME, namespace: shop, labels: {app: web}}\n"
    pods = [pod.replace("NAME", name) + "spec: {containers: []}\n" for name in ("one", "two")]
    path = tmp_path / "pods.yaml"
    path.write_text("---\n".join((*pods, service("{selector: {app: web}, ports: [{port: 80}]}"))))
    ran = run("why", "shop/one", "service:shop/s:80", str(path))
    assert ran.out.startswith("ALLOWED  shop/one[Pod] -> shop/two[Pod], tcp/80\n")
    assert "tcp/80, shop/one[Pod]: no such flow can exist\n" in ran.out
    assert "tcp/80, shop/two[Pod]: allowed\n" in ran.out


def test_who_reaches_it_is_told_behind_both_hops(shop: str) -> None:
    out = run("why", "*", "service:shop/web:main", "shop.yaml", cwd=Path(shop).parent).out
    assert (
        out[: out.index("The map assumes:")]
        == """\
Service shop/web port 80 -> pod port tcp/8080, shop/web[Deployment]
Service shop/web port 80 -> pod port tcp/9, shop/web-two[Deployment]: no declared workload and no
  address reaches it
Service shop/web port 80 -> pod port tcp/8081, shop/web-two[Deployment]: no declared workload and no
  address reaches it

NetworkPolicy shop/web isolates shop/web[Deployment] for ingress (shop.yaml:42)
NetworkPolicy shop/web isolates shop/web-two[Deployment] for ingress (shop.yaml:42)

-> shop/web
   tcp/8080       from shop/db

By way of Services:
ingress-controller -> Ingress shop/i -> Service shop/web port 80
   tcp/8080       to shop/web: only any pod in namespace shop with app=db
   tcp/9          to shop/web-two: nobody: no pod that may be the controller is admitted
   tcp/8081       to shop/web-two: nobody: no pod that may be the controller is admitted

"""
    )


def test_who_reaches_it_in_json(shop: str) -> None:
    report = json.loads(run("why", "*", "service:shop/web", shop, "-o", "json").out)
    assert (report["format"], report["end"]) == ("netproof.map/v1", "service:shop/web")
    assert report["service"]["name"] == "shop/web"
    assert [
        (hop["service_port"], hop["workload"], hop["port"], hop["reached"])
        for hop in report["service"]["hops"]
    ] == [
        (80, "shop/web[Deployment]", 8080, True),
        (80, "shop/web-two[Deployment]", 9, False),
        (80, "shop/web-two[Deployment]", 8081, False),
    ]
    assert [(c["sources"], c["destinations"]) for c in report["connections"]] == [
        (["shop/db[StatefulSet]"], ["shop/web[Deployment]"])
    ]
    assert [each["workload"] for each in report["selecting"]] == [
        "shop/web[Deployment]",
        "shop/web-two[Deployment]",
    ]
    assert [entry["through"] for entry in report["entries"]] == ["Ingress shop/i"]


def test_who_reaches_it_in_markdown(shop: str) -> None:
    out = run("why", "*", "service:shop/one:80", shop, "-o", "markdown").out
    assert out.startswith("### service:shop/one: ingress\n")
    assert "- Service shop/one port 80 -&gt; pod port tcp/8080, shop/web\\[Deployment\\]\n" in out
    assert "- NetworkPolicy shop/web isolates shop/web\\[Deployment\\] for ingress (`" in out
    assert "| shop/db | tcp/8080 |" in out
    assert "ingress-controller" not in out


def test_what_comes_in_to_a_workload_is_told(shop: str) -> None:
    out = run("why", "*", "shop/web", "shop.yaml", cwd=Path(shop).parent).out
    assert (
        out[: out.index("The map assumes:")]
        == """\
NetworkPolicy shop/web isolates shop/web[Deployment] for ingress (shop.yaml:42)

-> shop/web
   tcp/8080       from shop/db

By way of Services:
ingress-controller -> Ingress shop/i -> Service shop/web port 80
   tcp/8080       to shop/web: only any pod in namespace shop with app=db

"""
    )
    assert "an ingress controller is some pod of some namespace" in out


def test_what_comes_in_to_a_workload_in_json(shop: str) -> None:
    report = json.loads(run("why", "*", "shop/web-two", shop, "-o", "json").out)
    assert [each["through"] for each in report["entries"]] == ["Ingress shop/i"]
    assert [each["port"] for each in report["entries"][0]["arrives"]] == [9, 8081]
    assert [each["service"] for each in report["unreached_services"]] == ["shop/dns"]
    assert report["leads_nowhere"] == []


def test_what_comes_in_to_a_workload_in_markdown(shop: str) -> None:
    out = run("why", "*", "shop/web-two", shop, "-o", "markdown").out
    way = (
        "ingress-controller -&gt; Ingress shop/i -&gt; Service shop/web port 80 -&gt; shop/web-two"
    )
    assert out[out.index("\nBy way of Services:\n") :] == (
        "\nBy way of Services:\n\n"
        f"- {way} tcp/9: nobody: no pod that may be the controller is admitted\n"
        f"- {way} tcp/8081: nobody: no pod that may be the controller is admitted\n"
        "- Nobody reaches Service shop/dns port udp/53: policies admit no pod and no address to"
        " shop/web-two there, but for the pod's own node.\n"
    )


def test_a_port_that_nobody_reaches_is_told(shop: str) -> None:
    out = run("why", "*", "service:shop/dns", shop).out
    assert "no container has the named port: shop/web[Deployment]" in out
    assert "Nothing is allowed under every fact." in out
    assert "Nobody reaches Service shop/dns port udp/53" in out


@pytest.mark.parametrize(
    ("ends", "complaint"),
    [
        (("shop/db", "service:shop/wbe:80"), "did you mean service:shop/web"),
        (("shop/db", "service:shop/web:81"), "has no port 81 (its ports are 80)"),
        (("shop/db", "service:shop/dns:53"), "has no port 53 (its ports are udp/53)"),
        (("shop/db", "service:shop/lost"), "selects no declared workload"),
        (("shop/db", "service:shop/bare"), "names no ports"),
        (("service:shop/web", "shop/db"), "is a Service, which is no single end"),
        (("service:shop/web", "*"), "is a Service, which is no single end"),
        (("*", "service:shop/wbe:80"), "did you mean service:shop/web"),
        (("*", "service:shop/web:81"), "has no port 81 (its ports are 80)"),
        (("*", "service:shop/bare"), "names no ports"),
    ],
)
def test_what_leads_nowhere_is_bad_usage(shop: str, ends: tuple[str, str], complaint: str) -> None:
    ran = run("why", *ends, shop)
    assert (ran.code, complaint in ran.err) == (2, True)


def test_cases_go_to_every_pod_behind_a_service(shop: str, tmp_path: Path) -> None:
    spec = tmp_path / "netproof.yaml"
    spec.write_text(
        "apiVersion: netproof/v1\ncases:\n"
        "- 'allow: shop/db -> service:shop/one:80'\n"
        "- 'allow: shop/db -> service:shop/web:main'\n"
    )
    ran = run("check", shop, "-f", str(spec))
    assert ran.code == 1
    assert (
        "PROVED   allow: shop/db -> service:shop/one:80 (for the 4 declared workloads)" in ran.out
    )
    assert "Service shop/one: port 80 -> pod port 8080, of pods in shop with" in ran.out
    assert "REFUTED  allow: shop/db -> service:shop/web:main" in ran.out
    assert "expected allow, but the decision at shop/web-two[Deployment], tcp/" in ran.out


def test_a_service_that_a_case_misspells_is_told(shop: str, tmp_path: Path) -> None:
    spec = tmp_path / "netproof.yaml"
    spec.write_text(
        "apiVersion: netproof/v1\n"
        "invariants: ['shop/db never reaches service:shop/dsn:udp/53']\n"
        "cases:\n- 'deny: shop/db -> service:shop/wbe:80'\n"
        "- 'deny: shop/db -> service:shop/web:81'\n"
    )
    ran = run("check", shop, "-f", str(spec))
    assert (ran.code, ran.out) == (2, "")
    assert "no Service shop/dsn in the input" in " ".join(ran.err.split())
    assert "cases[0]: no Service shop/wbe in the input" in ran.err
    assert "did you mean service:shop/web" in ran.err
    assert "cases[1]: Service shop/web has no port 81" in ran.err
    assert "its ports are 80" in ran.err
