"""Verdicts that were wrong, or right for a reason that was not said, where facts are open."""

import pytest

from tests.clauses.asking import (
    PROVED,
    REFUTED,
    block,
    container,
    load,
    named,
    pod,
    policy,
    result,
    shown,
    verdict,
    verdicts,
)
from verifier.analysis.why import why
from verifier.decision import Decision
from verifier.errors import UsageError
from verifier.verdict import Refuted

NODES = "cluster: {nodeCIDRs: [192.168.10.0/24]}"


def test_nodes_of_declared_ranges_are_nodes_at_every_level() -> None:
    """This ended in a disagreement of encoder and replay."""
    closed = policy("prod", ingress=[{"from": [block("192.168.10.0/24")]}])
    objects = [pod("prod/web"), closed]

    assert verdict(objects, "only nodes reaches prod/web:80", head=NODES) == REFUTED  # other pods
    only = "{only: {from: nodes, to: prod/web, ports: 80}, among: world}"
    assert verdicts(objects, only, head=NODES) == (PROVED,) * 3


def test_known_addresses_of_both_families_make_the_family_a_choice() -> None:
    """Each family was asked for by itself although the cluster is known to have both."""
    open_to_ipv4 = policy("prod", ingress=[{"from": [block("192.168.0.0/16")]}])
    web = pod("prod/web")
    web["status"]["podIPs"] = [{"ip": "10.1.2.3"}, {"ip": "2001:db8:1::1"}]

    assert verdict([web, open_to_ipv4], "any can reach prod/web:80") == PROVED


def test_a_flow_of_one_family_says_so() -> None:
    """The reason was that no such flow is allowed, whatever the facts."""
    egress = policy("prod", egress=[{"to": [block("0.0.0.0/0")], "ports": [{"port": 443}]}])
    objects = [pod("prod/web"), egress]
    found = result(objects, "prod/web can reach internet:443").verdict

    assert isinstance(found, Refuted)
    assert "IPv4 only" in found.reason
    assert verdict(objects, "prod/web can reach internet:443", dialect="families=dual") == PROVED


def test_ports_that_depend_on_open_facts_are_listed() -> None:
    """They were left out, and the answer was a plain no."""
    closed = policy("prod", ingress=[{"from": [block("10.0.0.0/8")], "ports": [{"port": 81}]}])
    found = why(load(pod("prod/a", {"app": "a"}), pod("prod/db"), closed), "prod/a", "prod/db")

    assert found.decided.decision is Decision.DEPENDS
    assert found.allows == ()
    assert found.conditional is not None
    assert [(ports.first, ports.last) for ports in found.conditional] == [(81, 81)]


def test_a_sidecars_port_is_named_as_the_fact_that_it_is() -> None:
    """The fact that decides was not said."""
    mesh = container(named("mesh", 15001), name="mesh", restartPolicy="Always")
    side = pod("prod/side", initContainers=[mesh], containers=[container(named("mesh", 15009))])
    admits = policy("prod", ingress=[{"ports": [{"port": "mesh"}]}])
    found = shown(result([pod("prod/web"), side, admits], "prod/web never reaches prod/side:15001"))

    assert any("mesh" in fact for fact in found.facts)


def test_the_own_node_needs_its_reading_said() -> None:
    """The flow was shown without the reading that it needs."""
    closed = policy("prod", egress=[])
    found = shown(result([pod("prod/web"), closed], "prod/web never reaches own-node:9101"))

    assert found.readings["own-node-egress"] == ("allow",)


def test_a_named_port_keeps_its_protocol_in_the_general_statement() -> None:
    """It said `any protocol port named pg`, which is false."""
    db = pod("prod/db", {"app": "db"}, containers=[container(named("pg", 5432))])
    admits = policy("prod", ingress=[{"ports": [{"port": "pg"}]}])
    found = shown(result([pod("prod/web"), db, admits], "prod/web never reaches prod/db:5432"))

    assert "any protocol" not in found.general


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0", "224.0.0.1"])
def test_addresses_outside_the_domain_are_refused_by_name(address: str) -> None:
    """The message spoke of families."""
    with pytest.raises(UsageError, match="no external address"):
        why(load(pod("prod/web"), policy("prod", egress=[])), "prod/web", address, port=80)


def test_a_pod_that_has_ended_is_named_as_such() -> None:
    """The message said that there is no such workload."""
    ended = pod("prod/done")
    ended["status"]["phase"] = "Succeeded"
    with pytest.raises(UsageError, match="Succeeded"):
        why(load(ended, pod("prod/web"), policy("prod")), "prod/done", "prod/web", port=80)


@pytest.mark.parametrize("address", ["192.168.10.4", "192.168.10.5"])
def test_a_known_address_of_a_host_network_pod_hides_no_flow(address: str) -> None:
    """Two pods were told apart by the last bit of their addresses where no policy reads them: a
    known address with the wrong bit made every flow of its pod impossible, and this proved."""
    host = pod("prod/host", {"app": "host"}, ip=address, hostNetwork=True)
    shut = [pod("shut/a", {"app": "a"}), policy("shut", ingress=[], egress=[])]
    objects = [host, pod("prod/web", {"app": "web"}), *shut]

    assert verdicts(objects, "prod/host never reaches prod/web") == (REFUTED,) * 3
    assert verdicts(objects, "prod/web never reaches prod/host") == (REFUTED,) * 3
    assert verdicts(objects, "prod/host, shut/a never reach prod/web") == (REFUTED,) * 3
    assert verdict(objects, "prod/host can reach prod/web") == PROVED
