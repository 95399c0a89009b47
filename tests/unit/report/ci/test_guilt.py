"""Which place a finding points at."""

from dataclasses import replace

from tests.unit.report.samples import ADMITS, CHAIN, READING
from verifier.decision import Because
from verifier.location import Location
from verifier.report.ci.guilt import guilty, steps

ADDED = Because("rule", "NetworkPolicy shop/owner-allow", 0, None, Location("", 1, 1))
PASS = Because("tier", "ClusterNetworkPolicy tenant", 1, 0, Location("cnp.yaml", 9, 7), "Admin")


def test_the_rule_that_admits() -> None:
    (part,) = guilty(ADMITS)

    assert part.text == "NetworkPolicy shop/db, ingress[0].from[0]: admits the flow"


def test_the_policy_that_selects_where_a_flow_should_be_allowed() -> None:
    assert [part.because.kind for part in guilty(READING)] == ["selects"]


def test_the_last_hop_of_a_chain_comes_first() -> None:
    assert guilty(CHAIN)[0].because.policy == "NetworkPolicy shop/db"


def test_a_policy_that_owners_could_add_is_no_place() -> None:
    ingress = replace(ADMITS.decided.ingress, because=(ADDED,), passed=(PASS,))
    example = replace(ADMITS, decided=replace(ADMITS.decided, ingress=ingress))
    (part,) = guilty(example)

    assert part.because == PASS
    assert part.text == "ClusterNetworkPolicy tenant, ingress[1].from[0]: passes the flow on"
    assert steps(example) == ((part.text, PASS.location),)
