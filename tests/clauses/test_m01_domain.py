"""M-01: which flows are judged."""

import pytest

from tests.clauses.asking import (
    ANY_NAMESPACE,
    DECLARED,
    PROVED,
    REFUTED,
    VACUOUS,
    deployment,
    load,
    pod,
    policy,
    report_on,
    result,
    shown,
    verdict,
    verdicts,
)
from verifier.analysis.why import why
from verifier.decision import Decision
from verifier.verdict import verdict_name

PROTOCOLS = ("TCP", "UDP", "SCTP")
CLOSED = policy("prod", ingress=[], egress=[])
DB = deployment("prod/db", {"app": "db"})


def test_at_least_one_end_is_a_pod() -> None:
    assert verdicts([DB], "{never: {from: world, to: world}}") == (VACUOUS, VACUOUS, VACUOUS)


def test_a_bare_pod_is_not_judged_against_itself() -> None:
    assert verdict([pod("prod/a")], "{never: {from: prod/a, to: prod/a}}", DECLARED) == VACUOUS


def test_the_only_pod_has_nobody_to_talk_to() -> None:
    assert verdict([pod("prod/a")], "{never: {from: any-pod, to: any-pod}}", DECLARED) == VACUOUS


def test_a_pod_that_reaches_itself_refutes_nothing() -> None:
    objects = [pod("prod/a"), pod("prod/b"), CLOSED]

    assert verdict(objects, "{never: {from: any-pod, to: any-pod}}", DECLARED) == PROVED


def test_why_answers_loopback() -> None:
    report = why(load(pod("prod/a"), CLOSED), "prod/a", "prod/a", port=80)

    assert report.decided.decision is Decision.ALLOW


def test_cases_may_ask_for_loopback() -> None:
    report = report_on(
        [pod("prod/a"), CLOSED],
        '"any-pod never reaches any-pod"',
        head='cases: ["allow: prod/a -> prod/a:80"]',
    )

    assert verdict_name(report.results[1].verdict) == PROVED


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_each_protocol_is_judged(protocol: str) -> None:
    open_for_one = policy("prod", ingress=[{"ports": [{"protocol": protocol}]}])
    found = result([DB, open_for_one], '"any-pod never reaches prod/db"')

    assert shown(found).flow.protocol.value == protocol


@pytest.mark.parametrize("port", [1, 65535])
def test_the_first_and_the_last_port_are_judged(port: int) -> None:
    open_for_one = policy("prod", ingress=[{"ports": [{"port": port}]}])
    found = result([DB, open_for_one], '"any-pod never reaches prod/db"')

    assert shown(found).flow.port == port


def test_no_other_port_or_protocol_is_judged() -> None:
    every = [{"protocol": p, "port": 1, "endPort": 65535} for p in PROTOCOLS]
    objects = [DB, policy("prod", ingress=[{"ports": every}])]

    assert verdict(objects, '"any-pod always reaches prod/db"', ANY_NAMESPACE) == PROVED


@pytest.mark.parametrize("missing", [1, 65535])
def test_a_port_left_out_is_found(missing: int) -> None:
    first, last = (2, 65535) if missing == 1 else (1, 65534)
    ports = [{"protocol": p, "port": first, "endPort": last} for p in PROTOCOLS]
    found = result([DB, policy("prod", ingress=[{"ports": ports}])], '"any always reaches prod/db"')

    assert shown(found).flow.port == missing


def test_replies_need_no_rule() -> None:
    """New connections only: the destination may be closed for egress, the source for ingress."""
    objects = [
        pod("prod/a", {"app": "a"}),
        pod("prod/b", {"app": "b"}),
        policy("prod", {"app": "a"}, ingress=[], name="a"),
        policy("prod", {"app": "b"}, egress=[], name="b"),
    ]

    assert verdict(objects, '"prod/a always reaches prod/b"', DECLARED) == PROVED
    assert verdict(objects, '"prod/b always reaches prod/a"', DECLARED) == REFUTED
