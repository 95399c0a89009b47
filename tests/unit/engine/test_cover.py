"""Covers of small inputs, as a reader sees them."""

import json

import pytest

from tests.clauses.asking import (
    Object,
    block,
    container,
    deployment,
    load,
    named,
    namespace,
    pods_where,
    policy,
)
from verifier.dialect import Dialect, Level
from verifier.engine.asker import Deadline
from verifier.engine.cover import Cover, Member, Search, violations
from verifier.engine.session import Session
from verifier.engine.spans import Ports
from verifier.engine.statements import Part, Statement
from verifier.invariants import read_spec
from verifier.query import Query
from verifier.smt.logic import conj

TIMEOUT_MS = 60_000


def one_query(objects: list[Object], invariant: str | Object) -> tuple[Session, Query]:
    """A session about one invariant and some objects."""
    text = f"apiVersion: netproof/v1\ninvariants:\n  - {json.dumps(invariant)}\n"
    spec = read_spec(text, "s")
    query = spec.invariants[0].query
    return Session(load(*objects), spec.cluster, [query]), query


def found(objects: list[Object], invariant: str | Object, level: Level, most: int = 20) -> Cover:
    """The cover of one invariant about some objects."""
    session, query = one_query(objects, invariant)
    return violations(session, query, Dialect(), level, TIMEOUT_MS, most)


def words(cover: Cover) -> list[str]:
    """What the members say."""
    assert cover.complete
    return [member.general for member in cover.members]


PORTS = [{"port": 5432}, {"port": 8000, "endPort": 8080}]
LOOSE = policy(
    "shop",
    {"app": "db"},
    ingress=[{"from": [pods_where("app", "NotIn", "web", "cache")], "ports": PORTS}],
)


def test_above_declared_one_statement_says_it_all() -> None:
    sentence = "only {namespace: shop, pods: app=backend} reaches {namespace: shop, pods: app=db}"
    assert words(found([namespace("shop"), LOOSE], sentence, Level.ANY_POD)) == [
        "any pod in namespace shop without app in (backend, cache, web) -> "
        "any pod in namespace shop with app=db, TCP 5432 and 8000-8080"
    ]


def test_at_declared_each_pair_has_its_ports_merged() -> None:
    pods = [deployment(f"shop/{name}", {"app": name}) for name in ("api", "db", "job", "web")]
    cover = found([*pods, LOOSE], "any-pod never reaches shop/db", Level.DECLARED)
    destination = "shop/db[Deployment], TCP 5432 and 8000-8080"
    assert sorted(words(cover)) == [
        f"shop/api[Deployment] or shop/job[Deployment] -> {destination}",
        f"shop/db[Deployment] -> {destination}",
    ], "nothing tells api and job apart"


@pytest.mark.parametrize("level", [Level.DECLARED, Level.ANY_POD])
def test_a_closed_direction_is_told_by_what_is_left(level: Level) -> None:
    objects = [deployment("shop/db", {"app": "db"}), LOOSE]
    cover = found(objects, "world always reaches {namespace: shop, pods: app=db}", level)
    destination = (
        "shop/db[Deployment]"
        if level is Level.DECLARED
        else "any pod in namespace shop with app=db"
    )
    assert words(cover) == [f"any external address -> {destination}, any port"]


def test_addresses_are_ranges_with_holes() -> None:
    partners = block("198.51.100.0/24", "198.51.100.7/32")
    objects = [namespace("shop"), policy("shop", ingress=[{"from": [partners]}])]
    cover = found(objects, "world never reaches {namespace: shop}:80", Level.ANY_NAMESPACE)
    assert words(cover) == [
        "any external address in 198.51.100.0/24 outside 198.51.100.7 -> "
        "any pod in namespace shop, TCP 80"
    ]


def test_both_families_are_one_statement() -> None:
    objects = [namespace("shop")]
    cover = found(objects, "{namespace: shop} never reaches internet:443", Level.ANY_POD)
    assert words(cover) == [
        "any pod in namespace shop -> any external address in internet, TCP 443"
    ]


def test_a_named_port_keeps_its_name() -> None:
    objects = [namespace("shop"), policy("shop", ingress=[{"ports": [{"port": "http"}]}])]
    cover = found(objects, "any-pod never reaches {namespace: shop}", Level.ANY_NAMESPACE)
    assert words(cover) == ["any pod -> any pod in namespace shop, TCP port named http"]


def test_a_named_port_of_a_declared_pod_is_its_number() -> None:
    web = deployment("shop/web", {"app": "web"}, containers=[container(named("http", 8080))])
    objects = [web, policy("shop", ingress=[{"ports": [{"port": "http"}]}])]
    cover = found(objects, "any-pod never reaches shop/web", Level.DECLARED)
    assert words(cover) == ["shop/web[Deployment] -> shop/web[Deployment], TCP 8080"]


def test_facts_that_do_the_same_are_one_statement() -> None:
    objects = [
        namespace("shop"),
        policy("shop", egress=[{"to": [block("0.0.0.0/0", "10.0.0.0/8")]}]),
        deployment("shop/web", {"app": "web"}),
        deployment("back/api", {"app": "api"}),
    ]
    cover = found(objects, "shop/web always reaches back/api", Level.DECLARED)
    assert words(cover) == ["shop/web[Deployment] -> back/api[Deployment], any port"]
    assert cover.members[0].readings == {}
    either, other = cover.members[0].facts
    assert "10.0.0.0/8" in either
    assert other == "or the plugin reads ipblock-matches-pods as no"


def test_more_statements_than_wanted() -> None:
    pods = [deployment(f"shop/{name}", {"app": name}) for name in ("db", "job", "web")]
    closed = policy("shop", {"app": "job"}, ingress=[], name="closed")
    objects = [*pods, LOOSE, closed]
    whole = words(found(objects, "any-pod never reaches any-pod", Level.DECLARED))
    assert len(whole) > 3
    cover = found(objects, "any-pod never reaches any-pod", Level.DECLARED, most=3)
    assert len(cover.members) == 3
    assert {member.general for member in cover.members} <= set(whole)
    assert not cover.complete
    assert cover.reason == "and more: --max is reached"


def test_a_comparison_is_kept_in_place_of_the_values_that_it_allows() -> None:
    objects = [namespace("shop", {"tenant": "a"}), namespace("back", {"tenant": "b"})]
    claim = {
        "never": {"from": "any-pod", "to": "any-pod"},
        "where": "from.namespace.labels.tenant != to.namespace.labels.tenant",
    }
    assert words(found(objects, claim, Level.ANY_NAMESPACE)) == [
        "any pod -> any pod, any port, where "
        "from.namespace.labels.tenant != to.namespace.labels.tenant"
    ]


def test_an_exception_leaves_the_rest() -> None:
    claim = {
        "never": {"from": {"namespace": "shop"}, "to": "world", "ports": ["1-100"]},
        "except": {"to": {"cidrs": ["10.0.0.0/8"]}, "ports": 80, "reason": "proxy"},
    }
    assert words(found([namespace("shop")], claim, Level.ANY_POD)) == [
        "any pod in namespace shop -> any external address, TCP 1-79 and 81-100",
        "any pod in namespace shop -> any external address outside 10.0.0.0/8, TCP 1-100",
    ]


def test_a_statement_inside_the_others_is_left_out() -> None:
    session, query = one_query([namespace("shop"), LOOSE], "any-pod never reaches any-pod:1-9000")
    asked = session.prepare(query, Dialect(), Deadline.after(TIMEOUT_MS))
    target = conj((asked.conditions.premise, asked.conditions.bad))
    search = Search(session, asked, Level.ANY_POD, target, reserve_ms=0)
    search.run(20)
    kept = list(search.members)
    ports = Ports(session.flow, [80, 81])
    narrow = Part(kept[0].statement.parts[0].literal, ports.terms[1], "")
    inner = Statement((*kept[0].statement.parts, narrow))
    search.members = [*kept, Member(inner, kept[0].shown)]
    search.prune()
    assert search.members == kept


def test_what_is_proved_has_no_violations() -> None:
    objects = [namespace("shop"), policy("shop", ingress=[])]
    assert found(objects, "any never reaches {namespace: shop}", Level.ANY_POD) == Cover((), True)
