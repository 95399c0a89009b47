"""`netproof lint` and `netproof rule`: reports, exit codes, wrong usage."""

import json
from pathlib import Path

import pytest

from tests.cli.golden import assert_golden
from tests.cli.running import run

GOLDEN = Path(__file__).parent / "golden" / "lint"
EXAMPLES = (
    *("three-tier", "notin-gap/strict", "notin-gap/loosened", "selectors", "defaults"),
    "several-files",
)
CROSSED = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  policyTypes: [Egress]
  ingress:
    - from: [{podSelector: {matchLabels: {app: api}}}]
"""


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_findings_of_the_examples_are_reviewed(example: str) -> None:
    ran = run("lint", f"specs/examples/{example}", "--quiet")

    assert (ran.code, ran.err) == (0, "")
    assert_golden(GOLDEN / f"{example.replace('/', '-')}.txt", ran.out)


def test_a_block_shows_place_and_proof() -> None:
    ran = run("lint", "specs/examples/notin-gap/loosened", "--select", "NP303")

    assert "warning[NP303]: NetworkPolicy shop/db" in ran.out
    assert "--> specs/examples/notin-gap/loosened/policy.yaml:15:17" in ran.out
    assert "replayed on the reference" in " ".join(ran.out.split())
    assert ran.out.rstrip().endswith("1 finding: 1 warning; netproof rule NP303 explains a code")


def test_json_is_the_contract() -> None:
    ran = run("lint", "-", "-o", "json", stdin=CROSSED)
    report = json.loads(ran.out)

    assert ran.code == 1
    assert report["format"] == "netproof.lint/v1"
    assert report["summary"] == {"error": 1, "warning": 0, "info": 0, "unknown": 0}
    (finding,) = report["findings"]
    assert finding["code"] == "NP104"
    assert finding["name"] == "rules-without-effect"
    assert finding["object"] == "NetworkPolicy shop/db"
    assert finding["field"] == "spec.ingress"
    assert finding["location"] == {"path": "<stdin>", "line": 8, "column": 5}
    assert finding["removable"] is False
    assert finding["related"] == []


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--fail-on", "error"), 0),
        (("--fail-on", "warning"), 1),
        (("--fail-on", "info"), 1),
        (("--fail-on", "warning", "--ignore", "NP3,np2"), 0),
        (("--fail-on", "warning", "--select", "NP4"), 0),
        (("--fail-on", "warning", "--select", "NP303", "--ignore", "NP3"), 1),
    ],
)
def test_severity_and_selection_decide_the_exit_code(options: tuple[str, ...], code: int) -> None:
    assert run("lint", "specs/examples/notin-gap/loosened", *options).code == code


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("lint", "--select", "XY1"), "no code begins with 'XY1'"),
        (("lint", "--ignore", ""), "no code begins with ''"),
        (("lint", "-o", "csv"), "unknown format 'csv'"),
        (("rule", "NP000"), "there is no code 'NP000'"),
    ],
)
def test_wrong_usage_says_what_is_expected(arguments: tuple[str, ...], words: str) -> None:
    ran = run(*arguments, cwd=Path(__file__).parent)

    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err
    assert "Traceback" not in ran.err


def test_a_kind_that_is_not_read_leaves_removals_open() -> None:
    other = (
        "\n---\napiVersion: projectcalico.org/v3\nkind: GlobalNetworkPolicy\nmetadata: {name: g}\n"
    )
    text = CROSSED.replace("Egress", "Ingress")
    ran = run("lint", "-", "--select", "NP4", stdin=text + other)

    assert ran.code == 3
    assert "not modelled, and may change traffic" in " ".join(ran.out.split())


def test_rule_lists_all_codes_and_explains_one() -> None:
    listed, page = run("rule"), run("rule", "np401")

    assert (listed.code, page.code) == (0, 0)
    codes = [line.split()[0] for line in listed.out.splitlines()]
    assert codes == sorted(codes)
    assert "NP401" in codes
    assert page.out == (Path(__file__).parents[2] / "docs/rules/NP401.md").read_text(
        encoding="utf-8"
    )
