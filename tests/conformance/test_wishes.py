"""What platform and security engineers ask for, one wish after the other: an input that grants it,
and one that breaks it by the flow shown."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from tests.clauses.asking import (
    ANY_NAMESPACE,
    ANY_POD,
    DECLARED,
    PROVED,
    REFUTED,
    Object,
    block,
    container,
    deployment,
    named,
    namespace,
    namespaces_with,
    pods_with,
    policy,
    report_on,
    shown,
)
from verifier.dialect import Level
from verifier.verdict import verdict_name

GROUPS = """
cluster: {podCIDRs: [10.244.0.0/16], serviceCIDRs: [10.96.0.0/12], nodeCIDRs: [192.168.10.0/24]}
defaults: {level: any-pod}
groups:
  backend: {namespace: prod, pods: app=backend}
  frontend: {namespace: prod, pods: app=frontend}
  database: {namespace: prod, pods: "app in (postgres, mysql)"}
  gateway: {namespace: edge, pods: app=gateway}
  dns: {namespace: kube-system, pods: k8s-app=kube-dns}
  scraper: {namespace: monitoring, pods: app=prometheus}
  cards: {namespaces: pci=true}
  workloads: {namespaces: "kubernetes.io/metadata.name notin (kube-system, edge, monitoring)"}
  stripe: {cidrs: [198.51.100.0/24]}
  balancer: {cidrs: [203.0.113.0/28]}
  metadata: {cidrs: [169.254.169.254/32]}
"""
HEAD = "\n".join(line for line in GROUPS.splitlines() if line)
SYSTEM = namespaces_with({"kubernetes.io/metadata.name": "kube-system"})
EDGE = namespaces_with({"kubernetes.io/metadata.name": "edge"})
MONITORING = namespaces_with({"kubernetes.io/metadata.name": "monitoring"})
POD_NETWORK = block("10.244.0.0/16")
WORLD = [
    namespace("prod", {"tenant": "shop", "pci": "true"}),
    namespace("dev", {"tenant": "dev"}),
    namespace("kube-system"),
    namespace("monitoring"),
    namespace("edge"),
    deployment("prod/backend", {"app": "backend"}),
    deployment("prod/frontend", {"app": "frontend"}),
    deployment(
        "prod/postgres", {"app": "postgres"}, containers=[container(named("metrics", 9187))]
    ),
    deployment("dev/tool", {"app": "tool"}),
    deployment("kube-system/coredns", {"k8s-app": "kube-dns"}),
    deployment("monitoring/prometheus", {"app": "prometheus"}),
    deployment("edge/gateway", {"app": "gateway"}),
]


def ports(*numbers: int, protocol: str = "TCP", last: int | None = None) -> list[Object]:
    """Items of a rule's `ports`."""
    more = {"endPort": last} if last else {}
    return [{"protocol": protocol, "port": number, **more} for number in numbers]


def admit(*peers: Object, on: Sequence[Object] = ()) -> Object:
    """A rule of ingress."""
    return {"from": list(peers), **({"ports": list(on)} if on else {})}


def send(*peers: Object, on: Sequence[Object] = ()) -> Object:
    """A rule of egress."""
    return {"to": list(peers), **({"ports": list(on)} if on else {})}


def database(*rules: Object) -> Object:
    """What the database admits."""
    return policy("prod", {"app": "postgres"}, ingress=list(rules), name="postgres")


BACKEND, FRONTEND = pods_with({"app": "backend"}), pods_with({"app": "frontend"})
OWN = database(admit(BACKEND, on=ports(5432)))
MYSQL = policy("prod", {"app": "mysql"}, ingress=[], name="mysql")


def shut(within: str, ingress: Sequence[Object] = ()) -> Object:
    """A policy on every pod of a namespace."""
    return policy(within, ingress=ingress, name="shut")


def silent(within: str) -> Object:
    """No pod of the namespace may send."""
    return policy(within, egress=[], name="silent")


@dataclass(frozen=True, slots=True)
class Wish:
    """An invariant, policies that grant it, policies that do not, and the flow that shows it."""

    invariant: str
    granted: tuple[Object, ...]
    broken: tuple[Object, ...]
    flow: str
    level: str = ANY_POD
    head: str = ""


WISHES = {
    "only the backend reaches the database": Wish(
        "{only: {from: backend, to: database, ports: 5432}}",
        (OWN, MYSQL),
        (database(admit(pods_with(), on=ports(5432))), MYSQL),
        "[Deployment] -> prod/postgres[Deployment], TCP 5432",
    ),
    "the frontend never reaches the database": Wish(
        "{never: {from: frontend, to: database}}",
        (OWN, MYSQL),
        (database(admit(BACKEND, FRONTEND)), MYSQL),
        "prod/frontend[Deployment] -> prod/postgres[Deployment], any port",
    ),
    "the backend always reaches the database": Wish(
        "{always: {from: backend, to: prod/postgres, ports: 5432}}",
        (OWN,),
        (OWN, policy("prod", {"app": "backend"}, egress=[], name="backend")),
        "prod/backend[Deployment] -> prod/postgres[Deployment], TCP 5432",
    ),
    "two namespaces are kept apart": Wish(
        "{isolate: {namespaces: [prod, dev]}}",
        (
            shut("prod", ingress=[admit(pods_with())]),
            shut("dev", ingress=[admit(pods_with())]),
        ),
        (shut("prod", ingress=[admit(pods_with())]),),
        "-> dev/tool[Deployment], any port",
    ),
    "nothing goes to the internet but card payments": Wish(
        "{never: {from: workloads, to: internet}, except: "
        "[{from: backend, to: stripe, ports: 443, reason: card payments, until: 2027-01-31}]}",
        (
            policy("prod", egress=[send(pods_with())], name="inside"),
            policy(
                "prod", {"app": "backend"}, egress=[send(block("198.51.100.0/24"), on=ports(443))]
            ),
            silent("dev"),
        ),
        (
            policy("prod", egress=[send(pods_with())], name="inside"),
            policy("prod", {"app": "backend"}, egress=[send(block("198.51.100.0/24"))]),
            silent("dev"),
        ),
        "prod/backend[Deployment] -> any external address in 198.51.100.0/24",
        DECLARED,
        head="level: declared",
    ),
    "the world comes in by the gateway from the balancer alone": Wish(
        "{only: {from: balancer, to: gateway, ports: [80, 443]}, among: world}",
        (policy("edge", ingress=[admit(block("203.0.113.0/28"), on=ports(80, 443))]),),
        (policy("edge", ingress=[admit(block("203.0.113.0/24"), on=ports(80, 443))]),),
        "-> edge/gateway[Deployment], TCP",
    ),
    "nothing else comes in from the world": Wish(
        "{never: {from: world, to: workloads}, level: declared}",
        (shut("prod"), shut("dev")),
        (shut("prod"), shut("dev", ingress=[admit(block("198.51.100.0/24"))])),
        "any external address in 198.51.100.0/24 -> dev/tool[Deployment], any port",
        DECLARED,
    ),
    "every pod resolves names": Wish(
        "{always: {from: any-pod, to: dns, ports: [udp/53, tcp/53]}, level: declared}",
        (policy("dev", egress=[send(SYSTEM, on=[*ports(53), *ports(53, protocol="UDP")])]),),
        (policy("dev", egress=[send(SYSTEM, on=ports(53))]),),
        "dev/tool[Deployment] -> kube-system/coredns[Deployment], UDP 53",
        DECLARED,
    ),
    "every namespace is closed by default": Wish(
        "{isolated: {group: {namespaces: [prod, dev]}, direction: ingress}}",
        (
            shut("prod"),
            policy("dev", {"app": "tool"}, ingress=[], name="tool"),
            policy("dev", ingress=[{}], name="others"),
        ),
        (shut("prod"), policy("dev", {"app": "tool"}, ingress=[], name="tool")),
        "any pod in namespace dev without label app",
    ),
    "tenants are kept apart": Wish(
        "{isolate: {by: from.namespace.labels.tenant, missing: ignore}}",
        (
            shut("prod", ingress=[admit(namespaces_with({"tenant": "shop"}))]),
            shut("dev", ingress=[admit(namespaces_with({"tenant": "dev"}))]),
        ),
        (shut("prod", ingress=[admit(namespaces_with({"tenant": "shop"}))]),),
        "-> dev/tool[Deployment], any port",
    ),
    "tenants are kept apart, written out": Wish(
        "{never: {from: {namespaces: tenant}, to: {namespaces: tenant}}, where: "
        "from.namespace.labels.tenant != to.namespace.labels.tenant}",
        (
            shut("prod", ingress=[admit(namespaces_with({"tenant": "shop"}))]),
            shut("dev", ingress=[admit(namespaces_with({"tenant": "dev"}))]),
        ),
        (shut("dev", ingress=[admit(namespaces_with({"tenant": "dev"}))]),),
        "dev/tool[Deployment] -> prod/",
    ),
    "no legacy ports": Wish(
        "{never: {from: any, to: any-pod, ports: [20-21, 23, 25, 143]}, level: declared}",
        tuple(
            policy(space, ingress=[admit(on=ports(26, last=142))], name="modern")
            for space in ("prod", "dev", "kube-system", "monitoring", "edge")
        ),
        tuple(
            policy(space, ingress=[admit(on=ports(25, last=142))], name="modern")
            for space in ("prod", "dev", "kube-system", "monitoring", "edge")
        ),
        "TCP 25",
        DECLARED,
    ),
    "card data is closed to the future": Wish(
        "{only: {from: cards, to: {namespace: prod}}, among: any-pod, level: any-namespace}",
        (shut("prod", ingress=[admit(namespaces_with({"pci": "true"}))]),),
        (shut("prod", ingress=[admit(namespaces_with({"pci": "true"}), EDGE)]),),
        "edge/gateway[Deployment] -> prod/",
        ANY_NAMESPACE,
    ),
    "nobody reads the cloud's metadata": Wish(
        "{never: {from: workloads, to: metadata, ports: 80}, level: declared}",
        (
            policy("prod", egress=[send(block("0.0.0.0/0", "169.254.169.254/32"))]),
            policy("dev", egress=[send(POD_NETWORK)]),
        ),
        (policy("prod", egress=[send(block("0.0.0.0/0"))]), policy("dev", egress=[])),
        "-> any external address in metadata, TCP 80",
        DECLARED,
    ),
    "prometheus scrapes what names a port metrics": Wish(
        "{always: {from: scraper, to: workloads, ports: tcp/metrics}, level: declared}",
        (policy("prod", ingress=[admit(MONITORING, on=[{"port": "metrics"}])]),),
        (policy("prod", ingress=[admit(MONITORING, on=ports(9100))]),),
        "monitoring/prometheus[Deployment] -> prod/postgres[Deployment], TCP 9187",
        DECLARED,
    ),
    "the database does not lean on what others may send": Wish(
        "{only: {from: backend, to: prod/postgres}, among: workloads, side: ingress}",
        (OWN,),
        (policy("prod", egress=[]), policy("dev", egress=[])),
        "-> prod/postgres[Deployment], any port",
    ),
    "the internet is two hops away from the database": Wish(
        "{no-path: {from: internet, to: database, max-hops: 2}, level: declared}",
        (
            OWN,
            policy("prod", {"app": "backend"}, ingress=[admit(FRONTEND)], name="backend"),
        ),
        (OWN,),
        "any external address in internet -> prod/backend[Deployment], any port "
        "-> prod/postgres[Deployment], TCP 5432",
        DECLARED,
    ),
}


def text_of(wish: Wish, level: str = "") -> str:
    """The invariant as it stands in a file."""
    more = f"{level}, {wish.head}" if level and wish.head else level or wish.head
    return wish.invariant.removesuffix("}") + (f", {more}}}" if more else "}")


@pytest.mark.parametrize("name", WISHES)
def test_the_wish_is_granted(name: str) -> None:
    wish = WISHES[name]
    (found,) = report_on([*WORLD, *wish.granted], text_of(wish), head=HEAD).results

    assert verdict_name(found.verdict) == PROVED, found.verdict
    assert found.levels[Level.parse(wish.level)] == found.verdict


@pytest.mark.parametrize("name", WISHES)
def test_the_flow_that_breaks_it_is_shown(name: str) -> None:
    wish = WISHES[name]
    (found,) = report_on([*WORLD, *wish.broken], text_of(wish), head=HEAD).results

    assert verdict_name(found.verdict) == REFUTED, found.verdict
    assert shown(found).replayed
    assert wish.flow in shown(found).general
