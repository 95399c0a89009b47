"""M-09: what the flow chooses, and what is one way in the cluster."""

import pytest

from tests.clauses.asking import (
    ANY_NAMESPACE,
    ANY_POD,
    DECLARED,
    PROVED,
    REFUTED,
    Object,
    block,
    deployment,
    expression,
    namespaces_with,
    pod,
    pods_with,
    policy,
    report_on,
    result,
    shown,
    verdict,
    verdicts,
)
from verifier.verdict import Refuted

WEB = deployment("prod/web", {"app": "web"})
DB = deployment("prod/db", {"app": "db"})
AGENT = deployment("prod/agent", {"app": "agent"}, hostNetwork=True)
CAN = '"prod/web can reach prod/db"'


def admits(*peers: Object) -> list[Object]:
    """A client, and a database that these peers may reach."""
    return [WEB, DB, policy("prod", {"app": "db"}, ingress=[{"from": list(peers)}])]


# Facts are one way, for all parts of a query


def test_both_sides_read_the_dialect_alike() -> None:
    """Its egress is open where it is its node, the ingress where it is a pod: never both."""
    objects = [
        AGENT,
        DB,
        policy("prod", {"app": "agent"}, egress=[], name="out"),
        policy("prod", {"app": "db"}, ingress=[{"from": [pods_with({"app": "agent"})]}], name="in"),
    ]

    assert verdict(objects, '"prod/agent never reaches prod/db"', DECLARED) == PROVED


def test_both_sides_see_one_address() -> None:
    """The source must lie in one half for the one rule and in the other half for the exception."""
    objects = admits(block("10.0.0.0/8", "10.0.0.0/9"))
    invariant = '"prod/web never reaches prod/db"'

    both = "ipblock-matches-pods=yes"
    known = [pod("prod/web", ip="10.1.0.1"), *objects[1:]]
    assert verdict(known, invariant, DECLARED, dialect=both) == PROVED
    assert verdict(objects, invariant, DECLARED, dialect=both) == REFUTED


# Universal verbs: under any facts


@pytest.mark.parametrize("verb", ["never reaches", "always reaches"])
def test_one_reading_is_enough_to_refute(verb: str) -> None:
    found = result(
        admits(block("0.0.0.0/0"), block("::/0")), f'"prod/web {verb} prod/db"', DECLARED
    )

    assert shown(found).readings == {
        "ipblock-matches-pods": ("yes",) if verb == "never reaches" else ("no",)
    }


def test_a_fixed_reading_leaves_the_others_out() -> None:
    objects = admits(block("0.0.0.0/0"), block("::/0"))

    for reading, expected in (("yes", PROVED), ("no", REFUTED)):
        dialect = f"ipblock-matches-pods={reading}"
        found = verdict(objects, '"prod/web always reaches prod/db"', DECLARED, dialect=dialect)
        assert found == expected


# Possible: under all facts


def test_possible_is_refuted_where_a_reading_forbids_it() -> None:
    found = result(admits(block("0.0.0.0/0"), block("::/0")), CAN)

    assert isinstance(found.verdict, Refuted)
    assert "some" in found.verdict.reason
    assert shown(found).readings == {"ipblock-matches-pods": ("yes",)}


def test_possible_is_refuted_where_an_unknown_address_forbids_it() -> None:
    found = result(
        admits(block("10.0.0.0/8")), CAN, dialect="ipblock-matches-pods=yes,families=ipv4"
    )

    assert isinstance(found.verdict, Refuted)
    assert any("address" in fact for fact in shown(found).facts)


@pytest.mark.parametrize(
    ("ports", "expected"), [([1], REFUTED), ([1, 2], REFUTED), ([1, 2, 3], PROVED)]
)
def test_possible_asks_for_one_flow_under_all_facts(ports: list[int], expected: str) -> None:
    """Port 1 is open for team=x, port 2 for all others: whatever dev's labels are, one of them
    is open, and still no single flow is sure to pass. Port 3 is."""
    others = {"namespaceSelector": {"matchExpressions": [expression("team", "NotIn", "x")]}}
    peers = {1: namespaces_with({"team": "x"}), 2: others, 3: namespaces_with()}
    rules = [{"from": [peers[port]], "ports": [{"port": port}]} for port in ports]
    objects = [deployment("dev/web"), DB, policy("prod", {"app": "db"}, ingress=rules)]

    found = verdict(objects, "{possible: {from: dev/web, to: prod/db}, level: any-pod}")
    assert found == expected


def test_an_external_address_is_a_choice() -> None:
    objects = [WEB, policy("prod", egress=[{"to": [block("203.0.113.0/24"), block("2600::/16")]}])]

    assert verdict(objects, '"prod/web can reach world"') == PROVED


def test_the_address_of_a_node_is_a_fact() -> None:
    """Some address of the block may be a node's, and none need be."""
    objects = [WEB, policy("prod", egress=[{"to": [block("203.0.113.0/24")]}])]
    dialect = "families=ipv4,own-node-egress=policy"

    found = verdict(
        objects, "{possible: {from: prod/web, to: nodes}, level: any-pod}", dialect=dialect
    )
    assert found == REFUTED


def test_possible_may_choose_among_pods() -> None:
    objects = admits(pods_with({"app": "web"}))
    group = "{namespace: prod, pods: app}"

    assert verdict(objects, f"{{possible: {{from: {group}, to: prod/db}}}}") == PROVED


def test_a_possible_shows_a_flow_that_passes() -> None:
    found = result(admits(pods_with({"app": "web"})), CAN)

    assert shown(found).decided.decision.value == "allow"


def test_possible_is_judged_at_declared_unless_it_says_otherwise() -> None:
    """Only a pod that is not declared gets through."""
    objects = admits(pods_with({"app": "other"}))
    group = "{namespace: prod, pods: app}"
    head = "defaults: {level: any-namespace}"

    plain = f"possible: {{from: {group}, to: prod/db}}"
    assert result(objects, f"{{{plain}}}", head=head).invariant.level.text == DECLARED
    assert verdict(objects, f"{{{plain}}}", head=head) == REFUTED
    assert verdict(objects, f"{{{plain}, level: any-pod}}", head=head) == PROVED


def test_defaults_hold_for_the_universal_verbs() -> None:
    report = report_on(
        [WEB, DB], '"prod/web never reaches prod/db"', head="defaults: {level: declared}"
    )

    assert report.results[0].invariant.level.text == DECLARED


# Levels


@pytest.mark.parametrize("verb", ["never", "always", "only"])
@pytest.mark.parametrize("peer", [pods_with({"app": "web"}), pods_with(), namespaces_with()])
def test_a_universal_verb_refuted_at_a_level_is_refuted_above(verb: str, peer: Object) -> None:
    group = "{namespace: prod, pods: app=web}"
    found = verdicts(admits(peer), f"{{{verb}: {{from: {group}, to: prod/db}}}}")

    assert sorted(found, key=(PROVED, REFUTED).index) == list(found)


def test_a_pod_that_is_not_declared_refutes_above_declared_only() -> None:
    found = verdicts(admits(pods_with()), "{only: {from: [prod/web, prod/db], to: prod/db}}")

    assert found == (PROVED, REFUTED, REFUTED)


def test_the_level_of_an_invariant_decides() -> None:
    invariant = "{only: {from: [prod/web, prod/db], to: prod/db}, level: %s}"

    for level, expected in ((DECLARED, PROVED), (ANY_POD, REFUTED), (ANY_NAMESPACE, REFUTED)):
        assert verdict(admits(pods_with()), invariant % level) == expected
