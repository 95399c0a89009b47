"""M-18: only final decisions of the Admin tier are relied on."""

import pytest

from tests.clauses.asking import (
    ANY_POD,
    DECLARED,
    PROVED,
    REFUTED,
    Object,
    cluster_policy,
    deployment,
    namespace,
    policy,
    result,
    shown,
    verdict,
    verdicts,
)
from verifier.decision import Decision
from verifier.errors import InputError

SPACES = [
    *(namespace("shop", {"tenant": "shop"}), namespace("dev", {"tenant": "dev"})),
    *(deployment("shop/db", {"app": "db"}), deployment("dev/web", {"app": "web"})),
]
EVERYBODY: Object = {"namespaces": {}}
DEV = {"namespaces": {"matchLabels": {"kubernetes.io/metadata.name": "dev"}}}
NEVER = "{never: {from: {namespace: dev}, to: {namespace: shop}}%s}"
ALWAYS = "{always: {from: {namespace: dev}, to: {namespace: shop}}%s}"
ROBUST = ", robust: network-policies"
CLOSED = policy("shop", ingress=[])
OPEN = policy("shop", ingress=[{}])


def admin(action: str, tier: str = "Admin", peer: Object = DEV, **more: object) -> Object:
    """A ClusterNetworkPolicy with one ingress rule for all pods."""
    return cluster_policy(
        f"{action}-{tier}".lower(), tier, ingress=[{"action": action, "from": [peer], **more}]
    )


def test_a_network_policy_is_not_relied_on() -> None:
    assert verdicts([*SPACES, CLOSED], NEVER % "") == (PROVED,) * 3
    assert verdicts([*SPACES, CLOSED], NEVER % ROBUST) == (REFUTED,) * 3


def test_an_admin_deny_is() -> None:
    assert verdicts([*SPACES, OPEN, admin("Deny")], NEVER % ROBUST) == (PROVED,) * 3


def test_a_baseline_deny_is_not() -> None:
    objects = [*SPACES, admin("Deny", "Baseline")]

    assert verdict(objects, NEVER % "") == PROVED
    assert verdict(objects, NEVER % ROBUST) == REFUTED


def test_where_admin_passes_nothing_is_certain() -> None:
    objects = [*SPACES, admin("Pass"), CLOSED, admin("Deny", "Baseline")]

    assert verdict(objects, NEVER % "") == PROVED
    assert verdict(objects, NEVER % ROBUST) == REFUTED
    assert verdict(objects, ALWAYS % ROBUST) == REFUTED


def test_an_admin_accept_holds_against_owners_on_its_own_side_alone() -> None:
    into = [*SPACES, CLOSED, admin("Accept")]
    both = cluster_policy("out", "Admin", egress=[{"action": "Accept", "to": [EVERYBODY]}])

    assert verdict(into, ALWAYS % "") == PROVED
    assert verdict(into, ALWAYS % ROBUST) == REFUTED
    assert verdict(into, ALWAYS % f"{ROBUST}, side: ingress") == PROVED
    assert verdict([*into, both], ALWAYS % ROBUST) == PROVED


def test_nothing_holds_without_admin_policies() -> None:
    assert verdict(SPACES, ALWAYS % "") == PROVED
    assert verdict(SPACES, ALWAYS % ROBUST) == REFUTED
    assert verdict(SPACES, NEVER % ROBUST) == REFUTED


def test_the_policies_that_an_owner_adds_are_shown() -> None:
    found = shown(result([*SPACES, admin("Deny", "Baseline")], NEVER % ROBUST, DECLARED))

    assert found.decided.decision is Decision.ALLOW
    assert [policy.namespace for policy in found.owners.added] == ["shop"]
    assert found.owners.removed == ()


def test_the_policies_that_an_owner_deletes_are_shown() -> None:
    objects = [*SPACES, OPEN, admin("Pass")]
    found = shown(result(objects, ALWAYS % f"{ROBUST}, side: ingress", DECLARED))

    assert found.decided.ingress.decision is Decision.DENY
    assert found.owners.removed == ("NetworkPolicy shop/policy",)


def test_what_is_so_already_takes_no_change() -> None:
    found = shown(result(SPACES, NEVER % ROBUST, DECLARED))

    assert (found.owners.added, found.owners.removed) == ((), ())


def test_an_ingress_rule_cannot_keep_out_what_is_no_pod() -> None:
    objects = [*SPACES, admin("Deny", peer=EVERYBODY)]
    world = NEVER.replace("{namespace: dev}", "world") % ROBUST

    assert verdict(objects, NEVER % ROBUST) == PROVED
    assert verdict(objects, world) == REFUTED


def test_owners_cannot_stop_the_own_node() -> None:
    always = "{always: {from: own-node, to: {namespace: shop}}, robust: network-policies}"

    assert verdict([*SPACES, CLOSED], always, ANY_POD) == PROVED


@pytest.mark.parametrize("reading", ["node", "pod"])
def test_a_host_network_pod_is_out_of_reach_of_admins(reading: str) -> None:
    host = deployment("shop/agent", {"app": "agent"}, hostNetwork=True)
    into = "{never: {from: {namespace: dev}, to: shop/agent}, robust: network-policies}"
    objects = [*SPACES, host, admin("Deny", peer=EVERYBODY)]

    assert verdict(objects, into, dialect=f"host-network={reading}") == REFUTED


@pytest.mark.parametrize("ties", ["any", "by-name"])
def test_a_tie_is_no_final_decision_unless_names_break_it(ties: str) -> None:
    rival = cluster_policy("z", "Admin", ingress=[{"action": "Pass", "from": [EVERYBODY]}])
    found = verdict([*SPACES, admin("Deny"), rival], NEVER % ROBUST, dialect=f"ties={ties}")

    assert found == (REFUTED if ties == "any" else PROVED)


def test_it_has_no_meaning_beside_by_default() -> None:
    with pytest.raises(InputError, match="robust"):
        verdict(SPACES, NEVER % f"{ROBUST}, by: default")
