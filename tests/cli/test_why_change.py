"""`netproof why --change` as a user runs it."""

import json

import pytest

from tests.cli.running import Ran, run

SHOP = "specs/examples/three-tier"


def why(source: str, destination: str, *more: str) -> Ran:
    """The answer with the change."""
    return run("why", source, destination, SHOP, "--change", *more)


def test_an_admitted_flow_names_the_rule_to_remove() -> None:
    ran = why("production/backend", "production/database:5432")

    assert ran.code == 0
    assert "to deny   remove spec.ingress[0] of NetworkPolicy production/database-policy" in ran.out


def test_a_denied_flow_needs_a_rule_on_each_side_that_denies() -> None:
    change = json.loads(why("production/frontend", "production/database:5432", "-o", "json").out)[
        "change"
    ]
    port = {"protocol": "TCP", "port": 5432}

    assert change["decision"] == "allow"
    assert {(e["action"], e["policy"], e["field"]) for e in change["edits"]} == {
        ("add", "NetworkPolicy production/database-policy", "spec.ingress"),
        ("add", "NetworkPolicy production/frontend-policy", "spec.egress"),
    }
    assert {json.dumps(e["value"]) for e in change["edits"]} == {
        json.dumps({end: [{"podSelector": {"matchLabels": {"tier": tier}}}], "ports": [port]})
        for end, tier in (("from", "frontend"), ("to", "database"))
    }


def test_without_isolation_a_policy_is_added() -> None:
    ran = why("dev/app=web", "dev/app=api:80")

    assert "to deny   add NetworkPolicy dev/deny-ingress with spec: {podSelector:" in ran.out


@pytest.mark.parametrize("port", ["", ":80/udp"])
def test_a_port_is_needed(port: str) -> None:
    ran = why("production/backend", f"production/database{port}")

    assert (ran.code, "needs a port" in ran.err) == ((2, True) if not port else (0, False))
