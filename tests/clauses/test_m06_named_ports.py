"""M-06: what a port's name stands for."""

from typing import Any

import pytest

from tests.clauses.asking import (
    ANY_POD,
    DECLARED,
    PROVED,
    REFUTED,
    Object,
    container,
    deployment,
    load,
    named,
    policy,
    verdict,
)
from verifier.analysis.check import check
from verifier.analysis.why import why
from verifier.decision import Decision
from verifier.invariants import read_spec
from verifier.verdict import verdict_name

WEB = deployment("prod/web", {"app": "web"})
BY_NAME = policy("prod", {"app": "db"}, ingress=[{"ports": [{"port": "pg", "protocol": "TCP"}]}])
POSSIBLE_DB = "{namespace: prod, pods: app=db, undeclared: true}"


def database(*containers: Object, **spec: Any) -> Object:
    """A database with these containers."""
    return deployment("prod/db", {"app": "db"}, containers=list(containers), **spec)


def judged(verb: str, port: str, *objects: Object) -> str:
    """The verdict at `declared` on web and the database's port."""
    return verdict([WEB, BY_NAME, *objects], f'"prod/web {verb} prod/db:{port}"', DECLARED)


def never(port: str, *objects: Object) -> str:
    """The verdict on: web never reaches the port."""
    return judged("never reaches", port, *objects)


def always(port: str, *objects: Object) -> str:
    """The verdict on: web always reaches the port."""
    return judged("always reaches", port, *objects)


@pytest.mark.parametrize("verb", ["never", "always"])
@pytest.mark.parametrize("port", [1, 5432, 65535])
def test_a_possible_pod_may_give_the_name_to_any_port(verb: str, port: int) -> None:
    invariant = f"{{{verb}: {{from: any-pod, to: {POSSIBLE_DB}, ports: {port}}}}}"

    assert verdict([WEB, BY_NAME], invariant, ANY_POD) == REFUTED


def test_the_name_of_a_possible_pod_means_the_same_to_query_and_policy() -> None:
    invariant = f"{{always: {{from: any-pod, to: {POSSIBLE_DB}, ports: tcp/pg}}}}"

    assert verdict([WEB, BY_NAME], invariant) == PROVED


def test_a_declared_pod_has_the_numbers_that_it_declares() -> None:
    db = database(container(named("pg", 5432)))

    assert always("5432", db) == PROVED
    assert never("5433", db) == PROVED


def test_an_unnamed_port_bears_no_name() -> None:
    assert never("5432", database(container({"containerPort": 5432}))) == PROVED


def test_one_name_may_have_several_numbers() -> None:
    db = database(container(named("pg", 5432)), container(named("pg", 5433), name="second"))

    assert always("5432", db) == PROVED
    assert always("5433", db) == PROVED
    assert never("5434", db) == PROVED


def test_a_name_is_given_per_protocol() -> None:
    db = database(container(named("pg", 5432, "UDP"), named("pg", 5433)))

    assert never("tcp/5432", db) == PROVED
    assert never("udp/5432", db) == PROVED
    assert always("tcp/5433", db) == PROVED


def test_a_pod_that_lacks_the_name_is_not_reached_by_it() -> None:
    assert never("1-65535", database(container(named("http", 80)))) == PROVED


SIDECAR = [container(named("pg", 9000), name="proxy", restartPolicy="Always")]


@pytest.mark.parametrize("verb", ["never reaches", "always reaches", "can reach"])
def test_the_names_of_a_sidecar_are_unknown(verb: str) -> None:
    db = database(container(), initContainers=SIDECAR)

    assert judged(verb, "9000", db) == REFUTED


def test_a_sidecar_gives_the_name_to_no_other_number() -> None:
    assert never("9001", database(container(), initContainers=SIDECAR)) == PROVED


def test_a_sidecar_takes_no_name_from_a_container() -> None:
    assert always("5432", database(container(named("pg", 5432)), initContainers=SIDECAR)) == PROVED


def test_an_ordinary_init_container_gives_no_names() -> None:
    init = [container(named("pg", 9000), name="migrate")]

    assert never("9000", database(container(), initContainers=init)) == PROVED


def test_a_name_is_the_destinations_in_egress_too() -> None:
    client = deployment("prod/client", {"app": "client"}, containers=[container(named("pg", 1111))])
    rule = {"ports": [{"port": "pg", "protocol": "TCP"}]}
    objects = [
        client,
        deployment("prod/db", {"app": "db"}, containers=[container(named("pg", 5432))]),
        policy("prod", {"app": "client"}, egress=[rule]),
    ]

    assert verdict(objects, '"prod/client always reaches prod/db:5432"', DECLARED) == PROVED
    assert verdict(objects, '"prod/client never reaches prod/db:1111"', DECLARED) == PROVED


def test_an_address_outside_has_no_names() -> None:
    rule = {"ports": [{"port": "pg", "protocol": "TCP"}]}
    objects = [WEB, policy("prod", {"app": "web"}, egress=[rule])]

    assert verdict(objects, '"prod/web never reaches world"') == PROVED


def test_a_query_may_name_the_port() -> None:
    db = database(container(named("pg", 5432), named("admin", 9999)))

    assert always("tcp/pg", db) == PROVED
    assert never("tcp/admin", db) == PROVED


TWINS = database(container(named("pg", 5432)), container(named("pg", 5433), name="second"))


@pytest.mark.parametrize(
    ("port", "allowed", "allow", "deny"),
    [
        ("pg", [5432, 5433], PROVED, REFUTED),
        (5432, [5432], REFUTED, REFUTED),
        (5433, [5433], REFUTED, REFUTED),
        (1, [], REFUTED, PROVED),
    ],
)
def test_a_case_and_why_mean_all_numbers_of_a_name(
    port: int | str, allowed: list[int], allow: str, deny: str
) -> None:
    rule = policy("prod", {"app": "db"}, ingress=[{"ports": [{"port": port}]}])
    manifests = load(WEB, TWINS, rule)
    for expect, expected in (("allow", allow), ("deny", deny)):
        text = f"apiVersion: netproof/v1\ncases: ['{expect}: prod/web -> prod/db:pg']\n"
        (found,) = check(manifests, read_spec(text, "netproof.yaml")).results
        assert verdict_name(found.verdict) == expected
    report = why(manifests, "prod/web", "prod/db", port="pg")
    assert [each.first for each in report.allows or ()] == allowed
    closed = [number for number in (5432, 5433) if number not in allowed]
    assert report.flow.port == (closed or allowed)[0]
    assert report.decided.decision is (Decision.DENY if closed else Decision.ALLOW)
