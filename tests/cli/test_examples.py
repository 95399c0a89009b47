"""The examples: each verdict that their texts promise."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.golden import assert_golden
from tests.cli.running import run

EXAMPLES = "specs/examples/"
EVERYWHERE = {"declared": "proved", "any-pod": "proved", "any-namespace": "proved"}
REFUTED = {
    "three-tier": ["backend always reaches dns:udp/53"],
    "notin-gap/strict": [],
    "notin-gap/loosened": ["only backend reaches db:5432"],
    "defaults": ["deny-ingress never reaches internet"],
    "several-files": [],
    "services": ["web always reaches service:shop/cache:80"],
    "selectors": ["only alice-clients reaches or-server", "only outside-except reaches db:6379"],
}
Invariant = dict[str, object]


def judged(example: str) -> tuple[int, dict[str, Invariant]]:
    """The exit code, and the invariants of the JSON report by their sentence."""
    ran = run("check", EXAMPLES + example, "-o", "json")
    assert ran.err == ""
    report = json.loads(ran.out)
    return ran.code, {invariant["sentence"]: invariant for invariant in report["invariants"]}


@pytest.mark.parametrize(("example", "refuted"), REFUTED.items())
def test_only_what_the_text_says_is_refuted(example: str, refuted: list[str]) -> None:
    code, invariants = judged(example)
    others = {text: entry["verdict"] for text, entry in invariants.items() if text not in refuted}

    assert code == (1 if refuted else 0)
    assert set(others.values()) == {"proved"}, others
    assert [invariants[text]["verdict"] for text in refuted] == ["refuted"] * len(refuted)


@pytest.mark.parametrize(
    ("example", "sentence"),
    [
        ("three-tier", "only backend reaches database:5432"),
        ("three-tier", "frontend never reaches database"),
        ("notin-gap/strict", "only backend reaches db:5432"),
        ("notin-gap/loosened", "web never reaches db"),
        ("selectors", "inside-except never reaches db:6379"),
        ("selectors", "outside-except always reaches db:6379"),
    ],
)
def test_proved_at_every_level(example: str, sentence: str) -> None:
    assert judged(example)[1][sentence]["levels"] == EVERYWHERE


def test_the_backend_cannot_resolve_names() -> None:
    ran = run("check", EXAMPLES + "three-tier", "--quiet")

    assert (
        "egress    not allowed: NetworkPolicy production/backend-policy selects the pod for egress,"
        in ran.out
    )
    assert "and no rule admits the flow" in " ".join(ran.out.split())


def test_the_loosened_policy_is_named_with_its_line() -> None:
    _, invariants = judged("notin-gap/loosened")
    broken = invariants["only backend reaches db:5432"]
    ran = run("check", EXAMPLES + "notin-gap/loosened")

    assert broken["levels"] == {
        "declared": "proved",
        "any-pod": "refuted",
        "any-namespace": "refuted",
    }
    assert "without label app" in json.dumps(broken)
    assert "NetworkPolicy shop/db" in ran.out
    assert "specs/examples/notin-gap/loosened/policy.yaml:13:11" in ran.out


def test_why_says_what_check_says() -> None:
    ran = run("why", "production/backend", "kube-system/coredns:udp/53", EXAMPLES + "three-tier")

    assert ran.code == 0
    assert ran.out.startswith("NOT ALLOWED")
    assert "NetworkPolicy production/backend-policy selects the pod for egress" in ran.out


def test_why_without_a_port_lists_the_ports() -> None:
    ends = ("production/backend", "production/database")
    ran = run("why", *ends, EXAMPLES + "three-tier", "-o", "json")

    assert json.loads(ran.out)["allows"] == [{"protocol": "TCP", "first": 5432, "last": 5432}]


def test_the_whole_report_as_json() -> None:
    ran = run("check", EXAMPLES + "notin-gap/loosened", "-o", "json")
    timeless = re.sub(r'"seconds": [0-9.]+', '"seconds": 0', ran.out)

    assert_golden(Path(__file__).parent / "golden" / "loosened.json", timeless)
