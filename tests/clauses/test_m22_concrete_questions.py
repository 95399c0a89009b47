"""M-22: concrete questions: what holds under every fact, under some, and within one workload."""

from collections.abc import Sequence

import pytest

import verifier
from tests.clauses.asking import Object, block, deployment, load, namespace, pod, policy
from verifier.analysis.map.connectivity import connectivity
from verifier.analysis.why import why
from verifier.decision import Decision
from verifier.dialect import Dialect
from verifier.flow import Protocol

WEB, DB = "shop/web[Deployment]", "shop/db[Pod]"
INPUT: list[Object] = [
    namespace("shop"),
    deployment("shop/web", {"app": "web"}),
    pod("shop/db", {"app": "db"}, ip="10.1.0.9"),
]
BY_ADDRESS = policy(
    "shop", {"app": "web"}, ingress=[{"from": [block("10.1.0.0/24")], "ports": [{"port": 80}]}]
)
FACT = "ipblock-matches-pods"


def names(groups: object) -> set[tuple[str, str]]:
    """The pairs of workloads in a list of the map."""
    assert isinstance(groups, Sequence)
    return {(s, d) for group in groups for s, d in group.pairs() if "[" in s and "[" in d}


def test_what_holds_under_some_facts_is_conditional() -> None:
    manifests = load(*INPUT, BY_ADDRESS)
    report = connectivity(manifests)
    (group,) = [g for g in report.conditional if (DB, WEB) in set(g.pairs())]

    assert (DB, WEB) not in names(report.connections)
    assert [(a.protocol, a.first, a.last) for a in group.allows] == [(Protocol.TCP, 80, 80)]
    assert group.when == (f"dialect {FACT}=yes",)


@pytest.mark.parametrize(("reading", "holds"), [("yes", True), ("no", False)])
def test_a_fact_that_is_settled_makes_nothing_conditional(reading: str, holds: bool) -> None:
    dialect = Dialect(ipblock_matches_pods="yes" if reading == "yes" else "no")
    report = connectivity(load(*INPUT, BY_ADDRESS), dialect=dialect)

    assert (DB, WEB) not in names(report.conditional)
    assert ((DB, WEB) in names(report.connections)) is holds


def test_flows_inside_a_workload_are_within() -> None:
    report = connectivity(load(*INPUT))
    closed = policy("shop", {"app": "web"}, ingress=[])

    assert [group.workloads for group in report.within] == [(WEB,)]  # a bare pod is one pod
    assert not {pair for pair in names(report.connections) if pair[0] == pair[1]}
    assert connectivity(load(*INPUT, closed)).within == ()


def test_why_and_decide_depend_on_the_fact_and_name_it() -> None:
    manifests = load(*INPUT, BY_ADDRESS)
    answer = why(manifests, "shop/db", "shop/web", port=80).decided
    decided = verifier.decide(manifests, "shop/db", "shop/web", "TCP", 80)
    settled = verifier.decide(manifests, "shop/db", "shop/web", "TCP", 81)

    for found in (answer, decided):
        assert found.decision is Decision.DEPENDS
        assert any(FACT in text for text in found.depends_on)
    assert (settled.decision, settled.depends_on) == (Decision.DENY, ())
