"""M-23: Services as destinations."""

import json
from typing import Any

import pytest

from tests.clauses.asking import (
    PROVED,
    REFUTED,
    VACUOUS,
    Object,
    deployment,
    load,
    namespace,
    pod,
    pods_with,
    policy,
)
from verifier.analysis.check import check
from verifier.analysis.coverage.covering import coverage
from verifier.analysis.regressions import judgeable
from verifier.analysis.results import InvariantResult
from verifier.analysis.why import why
from verifier.dialect import Level
from verifier.errors import InputError, UsageError
from verifier.invariants import read_spec
from verifier.query import Spec
from verifier.verdict import verdict_name


def service(name: str, selector: dict[str, str] | None, *ports: Object, **spec: Any) -> Object:
    """A Service in the namespace shop."""
    found = {"ports": list(ports), **({"selector": selector} if selector else {}), **spec}
    meta = {"name": name, "namespace": "shop"}
    return {"apiVersion": "v1", "kind": "Service", "metadata": meta, "spec": found}


def spec_of(*invariants: str) -> Spec:
    lines = "".join(f"- {json.dumps(each)}\n" for each in invariants)
    return read_spec(f"apiVersion: netproof/v1\ninvariants:\n{lines}", "netproof.yaml")


PORTS = {"ports": [{"name": "sql", "containerPort": 5432}]}
SHOP: list[Object] = [
    namespace("shop"),
    deployment("shop/db", {"app": "db"}, containers=[{"name": "c", **PORTS}]),
    deployment("shop/web", {"app": "web"}),
    policy(
        "shop",
        {"app": "db"},
        ingress=[{"from": [pods_with({"app": "web"})], "ports": [{"port": "sql"}]}],
    ),
]
DB = service(
    "db",
    {"app": "db"},
    {"name": "main", "port": 80, "targetPort": "sql"},
    {"name": "other", "port": 81},
)


def result(sentence: str, *more: Object) -> InvariantResult:
    (found,) = check(load(*SHOP, *(more or (DB,))), spec_of(sentence)).results
    return found


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # the Service's port by number and by name, the pods' port by its name
        ("only {namespace: shop, pods: app=web} reaches service:shop/db:80", PROVED),
        ("only {namespace: shop, pods: app=web} reaches service:shop/db:main", PROVED),
        ("shop/web always reaches service:shop/db:80", PROVED),
        # a port of the Service without targetPort is the pods' own number
        ("{namespace: x, undeclared: true} never reaches service:shop/db:81", PROVED),
        # without a port, all of the Service's: one of them does not let web in
        ("shop/web always reaches service:shop/db", REFUTED),
    ],
)
def test_verdicts_are_about_the_pods_and_their_ports(sentence: str, expected: str) -> None:
    assert verdict_name(result(sentence).verdict) == expected


def test_whoever_carries_the_labels_is_behind_it() -> None:
    """A pod that is not declared and has the labels is judged, too."""
    open_ = service("open", {"app": "web"}, {"port": 80})
    found = result("{namespace: shop, pods: app=x} never reaches service:shop/open:80", open_)
    assert verdict_name(found.verdict) == REFUTED


def test_both_hops_are_told() -> None:
    found = result("any never reaches service:shop/db")
    hops = "port 80 -> pod port tcp/sql, port 81 -> pod port 81"
    assert found.notes[0] == f"Service shop/db: {hops}, of pods in shop with app=db"


def test_a_headless_service_translates_no_port() -> None:
    bare = service("bare", {"app": "db"}, {"port": 80, "targetPort": "sql"}, clusterIP="None")
    found = result("shop/web always reaches service:shop/bare:80", bare)
    assert verdict_name(found.verdict) == PROVED


def test_a_service_that_selects_nobody_makes_a_proof_vacuous() -> None:
    lost = service("lost", {"app": "dbb"}, {"port": 80})
    found = result(
        "{namespace: other} never reaches service:shop/lost:80",
        lost,
        policy("shop", {}, ingress=[], name="all"),
    )
    assert verdict_name(found.verdict) == VACUOUS
    assert getattr(found.verdict, "reason", "") == "Service shop/lost selects no declared workload"


@pytest.mark.parametrize(
    ("sentence", "message", "advice"),
    [
        (
            "any never reaches service:shop/bd:80",
            "no Service shop/bd",
            "did you mean service:shop/db or",
        ),
        (
            "any never reaches service:web/zzzzzz",
            "no Service web/zzzzzz",
            "it has shop/away, shop/db",
        ),
        ("any never reaches service:shop/db:82", "has no port 82", "its ports are 80, 81"),
        ("any never reaches service:shop/db:udp/80", "has no port udp/80", "its ports are 80, 81"),
        ("any never reaches service:shop/db:sql", "has no port tcp/sql", "its ports are 80, 81"),
        ("any never reaches service:shop/away", "leads to a name outside", "by a group"),
        ("any never reaches service:shop/plain:80", "has no selector", "by a group"),
    ],
)
def test_services_that_lead_nowhere_known_are_errors(
    sentence: str, message: str, advice: str
) -> None:
    away = service("away", {"app": "db"}, type="ExternalName", externalName="a.b")
    plain = service("plain", None, {"port": 80})
    with pytest.raises(InputError) as raised:
        result(sentence, DB, away, plain)
    (problem,) = raised.value.problems
    assert (problem.code, message in problem.message) == ("NP994", True)
    assert advice in problem.advice
    assert problem.location is not None


def test_all_that_are_missing_are_told_at_once() -> None:
    with pytest.raises(InputError) as raised:
        check(
            load(*SHOP), spec_of("any never reaches service:a/b", "any never reaches service:c/d")
        )
    assert [problem.object for problem in raised.value.problems] == [
        "invariant any-never-reaches-service-a-b",
        "invariant any-never-reaches-service-c-d",
    ]


def test_an_earlier_version_without_the_service_is_not_asked() -> None:
    spec = spec_of("any never reaches service:shop/db:81", "any never reaches shop/db:81")
    assert [i.id for i in judgeable(spec, load(*SHOP)).invariants] == [
        "any-never-reaches-shop-db-81"
    ]
    assert len(judgeable(spec, load(*SHOP, DB)).invariants) == 2


def test_coverage_is_that_of_the_pods_behind() -> None:
    def percent(to: str) -> float:
        return coverage(load(*SHOP, DB), [spec_of(f"only shop/web reaches {to}")]).percent

    assert percent("service:shop/db:80") == percent("{namespace: shop, pods: app=db}:sql") > 0


# Cases


def case(text: str, *more: Object) -> str:
    """The verdict on one case."""
    spec = read_spec(f"apiVersion: netproof/v1\ncases: ['{text}']\n", "netproof.yaml")
    (found,) = check(load(*SHOP, *more), spec).results
    return verdict_name(found.verdict)


TWO = (
    deployment("shop/old", {"app": "old", "tier": "db"}, containers=[{"name": "c", **PORTS}]),
    deployment("shop/new", {"app": "db", "tier": "db"}),
    service("both", {"tier": "db"}, {"port": 80}),
    service("named", {"tier": "db"}, {"port": 80, "targetPort": "sql"}),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("allow: shop/web -> service:shop/db:80", PROVED),
        ("allow: shop/app=web -> service:shop/db:main", PROVED),
        ("allow: shop/web -> service:shop/db:81", REFUTED),
        ("deny: shop/web -> service:shop/db:81", PROVED),
        ("deny: 203.0.113.9 -> service:shop/db:80", PROVED),
        # one of two workloads behind lets web in: neither all of them do, nor none
        ("allow: shop/web -> service:shop/both:80", REFUTED),
        ("deny: shop/web -> service:shop/both:80", REFUTED),
        # only one of them has the port of that name
        ("allow: shop/web -> service:shop/named:80", PROVED),
    ],
)
def test_a_case_is_about_every_declared_pod_behind(text: str, expected: str) -> None:
    assert case(text, DB, *TWO) == expected


TWINS = (
    deployment(
        "shop/twins",
        {"app": "twins"},
        containers=[
            {"name": "one", "ports": [{"name": "web", "containerPort": 8080}]},
            {"name": "two", "ports": [{"name": "web", "containerPort": 9090}]},
        ],
    ),
    service("twins", {"app": "twins"}, {"port": 80, "targetPort": "web"}),
)


@pytest.mark.parametrize(
    ("port", "decisions", "allow", "deny"),
    [
        (8080, ["allow", "deny"], REFUTED, REFUTED),
        (9090, ["deny", "allow"], REFUTED, REFUTED),
        ("web", ["allow", "allow"], PROVED, REFUTED),
        (7070, ["deny", "deny"], REFUTED, PROVED),
    ],
)
def test_all_container_ports_of_one_name_are_behind(
    port: int | str, decisions: list[str], allow: str, deny: str
) -> None:
    some = policy("shop", {"app": "twins"}, ingress=[{"ports": [{"port": port}]}], name="some")
    assert told("shop/web", "service:shop/twins", *TWINS, some) == [
        (number, decision) for number, decision in zip((8080, 9090), decisions, strict=True)
    ]
    for expect, verb, verdict in (("allow", "always", allow), ("deny", "never", deny)):
        assert case(f"{expect}: shop/web -> service:shop/twins:80", *TWINS, some) == verdict
        found = result(f"shop/web {verb} reaches service:shop/twins:80", *TWINS, some)
        assert verdict_name(found.levels[Level.DECLARED]) == verdict


def told(source: str, to: str, *more: Object) -> list[tuple[int, str | None]]:
    """The pods' ports behind a Service, and what `why` says of the flow to each."""
    hops = why(load(*SHOP, *more), source, to).service
    assert hops is not None
    return [(hop.port, hop.decision and hop.decision.value) for hop in hops.hops]


def test_why_takes_the_labels_that_bring_a_pod_behind() -> None:
    """A pod's name is its controller's choice, but not of those that the Service selects."""
    key = "statefulset.kubernetes.io/pod-name"
    stateful = deployment("shop/set", {"app": "set"}, kind="StatefulSet")
    first = service("first", {key: "set-0"}, {"port": 80})
    second = service("second", {key: "set-1"}, {"port": 80})
    shut = policy("shop", {key: "set-0"}, ingress=[], name="shut")
    objects = (stateful, first, second, shut)
    assert told("shop/web", "service:shop/first", *objects) == [(80, "deny")]
    assert told("shop/web", "service:shop/second", *objects) == [(80, "allow")]


def test_why_tells_of_no_flow_from_a_pod_to_itself() -> None:
    web = pod("shop/one", {"app": "one"})
    one = service("one", {"app": "one"}, {"port": 80})
    with pytest.raises(UsageError, match="leads to the source alone"):
        told("shop/one", "service:shop/one", web, one)
    twin = pod("shop/two", {"app": "one"})
    assert told("shop/one", "service:shop/one", web, twin, one) == [(80, None), (80, "allow")]


def test_why_tells_of_no_flow_without_an_address_family_in_common() -> None:
    six = pod("shop/six", {"app": "s"}, ip="fd00::1")
    four = pod("shop/four", {"app": "s"}, ip="10.0.0.1")
    found = service("s", {"app": "s"}, {"port": 80})
    assert told("203.0.113.9", "service:shop/s", six, four, found) == [(80, None), (80, "allow")]
    with pytest.raises(UsageError, match="no address family in common"):
        told("203.0.113.9", "service:shop/s", six, found)


def test_a_label_that_its_controller_sets_is_that_of_the_pods_behind() -> None:
    key = "statefulset.kubernetes.io/pod-name"
    stateful = deployment("shop/set", {"app": "set"}, kind="StatefulSet")
    first = service("first", {key: "set-0"}, {"port": 80})
    second = service("second", {key: "set-1"}, {"port": 80})
    shut = policy("shop", {key: "set-0"}, ingress=[], name="shut")
    assert case("deny: shop/web -> service:shop/first:80", stateful, first, shut) == PROVED
    assert case("allow: shop/web -> service:shop/second:80", stateful, second, shut) == PROVED


def test_a_pod_is_not_behind_its_own_flow() -> None:
    web = pod("shop/one", {"app": "one"})
    one = service("one", {"app": "one"}, {"port": 80})
    with pytest.raises(InputError) as raised:
        case("deny: shop/one -> service:shop/one:80", web, one)
    assert "leads to the source alone" in raised.value.problems[0].message
    twin = pod("shop/two", {"app": "one"})
    shut = policy("shop", {"app": "one"}, ingress=[], name="shut")
    assert case("deny: shop/one -> service:shop/one:80", web, twin, one, shut) == PROVED


@pytest.mark.parametrize(
    ("text", "message", "advice"),
    [
        ("deny: shop/web -> service:shop/bd:80", "no Service shop/bd", "did you mean service:sh"),
        ("deny: shop/web -> service:shop/db:82", "has no port 82", "its ports are 80, 81"),
        ("deny: shop/web -> service:shop/lost:80", "selects no declared workload", ""),
        ("deny: shop/web -> service:shop/odd:80", "no container of shop/web[Deployment] has", ""),
    ],
)
def test_cases_that_lead_nowhere_known_are_errors(text: str, message: str, advice: str) -> None:
    lost = service("lost", {"app": "dbb"}, {"port": 80})
    odd = service("odd", {"app": "web"}, {"port": 80, "targetPort": "odd"})
    with pytest.raises(InputError) as raised:
        case(text, DB, lost, odd)
    (problem,) = raised.value.problems
    assert (problem.field, problem.location is not None) == ("cases[0]", True)
    assert message in problem.message
    assert advice in problem.advice
