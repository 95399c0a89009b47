"""Coverage of an example, and of small inputs where the answer is plain."""

from dataclasses import replace

import pytest

from tests.cli.running import ROOT
from verifier.analysis.coverage.covering import coverage
from verifier.analysis.coverage.results import CoverageReport, ElementResult
from verifier.engine.asker import GaveUpError
from verifier.errors import InputError
from verifier.invariants import load_spec, read_spec
from verifier.manifests import Manifests, load_manifests, load_texts
from verifier.query import Spec

TIERS = ROOT / "specs/examples/three-tier"
POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  policyTypes: [Ingress]
  ingress:
    - from:
        - podSelector: {matchLabels: {app: web}}
        - ipBlock: {cidr: 198.51.100.0/24, except: [198.51.100.7/32]}
      ports: [{port: 5432}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: db, namespace: shop}
spec: {template: {metadata: {labels: {app: db}}, spec: {containers: [{name: a}]}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: a}]}}}
"""
HEAD = """\
apiVersion: netproof/v1
groups:
  web: {namespace: shop, pods: app=web}
  db: {namespace: shop, pods: app=db}
  partner: {cidrs: [198.51.100.0/24], except: [198.51.100.7/32]}
"""


def shop() -> Manifests:
    """The database, its policy, and a client."""
    return load_texts({"shop.yaml": POLICY})


def spec(*invariants: str) -> Spec:
    """A file with these items."""
    items = "".join(f"  - {item}\n" for item in invariants)
    text = f"{HEAD}invariants:\n{items}" if items else f"{HEAD}invariants: []\n"
    return replace(read_spec(text, "netproof.yaml"), whole=False)


def by_field(report: CoverageReport) -> dict[str, ElementResult]:
    """The results by the field of the element, where one policy is asked about."""
    return {result.element.field: result for result in report.results}


def tiers() -> Manifests:
    """The example with three tiers."""
    return load_manifests([str(TIERS)])


def fields(report: CoverageReport, status: str) -> list[tuple[str, str]]:
    """The elements of one status, by policy and field."""
    return [
        (result.element.policy.name, result.element.field)
        for result in report.results
        if result.status == status
    ]


def test_the_example_has_uncovered_rules() -> None:
    report = coverage(tiers(), [load_spec(str(TIERS / "netproof.yaml"))])

    assert fields(report, "uncovered") == [
        ("frontend-policy", "spec.ingress"),
        ("frontend-policy", "spec.ingress[0]"),
        ("frontend-policy", "spec.ingress[0].ports[0]"),
        ("frontend-policy", "spec.egress"),
        ("backend-policy", "spec.ingress"),
    ]
    assert len(fields(report, "covered")) == 17
    assert report.percent == pytest.approx(100 * 17 / 22)


def test_pasting_what_is_suggested_covers_the_example() -> None:
    text = (TIERS / "netproof.yaml").read_text()
    gaps = [r.gap for r in coverage(tiers(), [read_spec(text, "a.yaml")]).results if r.gap]
    pasted = "".join(f"  - {line}\n" for line in dict.fromkeys(gap.suggestion for gap in gaps))
    again = coverage(tiers(), [read_spec(text.replace("cases:", f"{pasted}cases:"), "a.yaml")])

    assert len(gaps) == 5
    assert all(gap.suggestion for gap in gaps)
    assert again.percent == 100
    assert not fields(again, "uncovered")


def test_elements_are_named_by_field_and_line() -> None:
    report = coverage(shop(), [spec()], most=0)

    assert [(r.element.kind, r.element.field, r.element.location.line) for r in report.results] == [
        ("isolation", "spec.ingress", 3),
        ("rule", "spec.ingress[0]", 8),
        ("peer", "spec.ingress[0].from[0]", 9),
        ("peer", "spec.ingress[0].from[1]", 10),
        ("except", "spec.ingress[0].from[1].ipBlock.except[0]", 10),
        ("port", "spec.ingress[0].ports[0]", 11),
    ]
    assert {r.status for r in report.results} == {"uncovered"}
    assert report.percent == 0


@pytest.mark.parametrize(
    ("invariant", "expected"),
    [
        (
            "only web, partner reaches db",
            {"", "[0]", ".from[0]", ".from[1]", ".from[1].ipBlock.except[0]", ".ports[0]"},
        ),
        ("web always reaches db:5432", {"[0]", ".from[0]", ".ports[0]"}),
        ("web never reaches db:80", {"", ".ports[0]"}),
        ("partner can reach db:5432", {"[0]", ".from[1]", ".ports[0]"}),
        ("198.51.100.7 never reaches db:5432", {"", ".from[1].ipBlock.except[0]"}),
        ("db always reaches web", set()),
        ("{never: {from: web, to: db, ports: 80}, side: egress}", set()),
        ("{never: {from: any, to: db}, side: ingress, by: default}", {""}),
        ("no-path: {from: web, to: db, max-hops: 1, on: 80}", {"", ".ports[0]"}),
    ],
)
def test_what_an_invariant_covers(invariant: str, expected: set[str]) -> None:
    report = coverage(shop(), [spec(invariant)], most=0)
    covered = {field.removeprefix("spec.ingress") for _, field in fields(report, "covered")}

    assert {field.removeprefix("[0]") if "." in field else field for field in covered} == expected
    assert {r.by for r in report.results if r.status == "covered"} <= {
        i.id for i in spec(invariant).invariants
    }


def test_a_redundant_rule_counts_apart() -> None:
    twice = POLICY.replace("---", "    - from: [{podSelector: {matchLabels: {app: web}}}]\n---", 1)
    report = coverage(load_texts({"a.yaml": twice}), [spec("web always reaches db:5432")], most=0)

    assert ("db", "spec.ingress[0].from[0]") not in fields(report, "covered")
    assert ("db", "spec.ingress[1]") in fields(report, "uncovered")
    twin = POLICY.split("---")[0].replace("name: db", "name: twin")
    both = load_texts({"a.yaml": POLICY, "b.yaml": twin})
    again = coverage(both, [spec()], most=0)
    assert ("twin", "spec.ingress") in fields(again, "idle")
    assert ("db", "spec.ingress[0]") in fields(again, "idle")
    assert ("db", "spec.ingress[0].ports[0]") in fields(again, "uncovered")


def test_rules_of_a_direction_without_effect_are_idle() -> None:
    dead = POLICY.replace("---", "  egress: [{}]\n---", 1)
    report = coverage(load_texts({"a.yaml": dead}), [spec()], most=0)

    assert fields(report, "idle") == [("db", "spec.egress[0]")]


def test_what_the_other_side_blocks_is_told_by_that_side_alone() -> None:
    closed = """---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed, namespace: shop}
spec: {podSelector: {}, policyTypes: [Egress]}
"""
    inside = POLICY.replace(
        "        - ipBlock: {cidr: 198.51.100.0/24, except: [198.51.100.7/32]}\n", ""
    )
    report = coverage(load_texts({"a.yaml": inside + closed}), [spec()])
    rule = by_field(report)["spec.ingress[0]"]

    assert rule.gap is not None
    assert rule.gap.side is not None
    assert "side: ingress" in rule.gap.suggestion


def test_several_files_cover_together() -> None:
    files = [spec("web always reaches db:5432"), spec("partner can reach db:5432")]
    covered = fields(coverage(shop(), files, most=0), "covered")

    assert ("db", "spec.ingress[0].from[0]") in covered
    assert ("db", "spec.ingress[0].from[1]") in covered


def test_only_so_many_gaps_are_worked_out() -> None:
    report = coverage(shop(), [spec()], most=2)

    assert [result.gap is not None for result in report.results] == [True, True] + [False] * 4


def test_gaps_are_flows_that_the_reference_confirms() -> None:
    for result in coverage(shop(), [spec()]).results:
        assert result.gap is not None
        assert result.gap.example.replayed
        assert result.gap.suggestion


def test_nothing_to_cover_is_all_covered() -> None:
    assert coverage(Manifests(), [spec()]).percent == 100


def test_an_expired_exception_does_not_count() -> None:
    item = (
        "{never: {from: any-pod, to: db, ports: 80}, "
        "except: [{from: web, reason: trial, until: 2020-01-01}]}"
    )
    report = coverage(shop(), [spec(item)], most=0)

    assert [problem.code for problem in report.warnings] == ["NP980"]
    assert ("db", "spec.ingress[0].ports[0]") in fields(report, "covered")


def test_a_workload_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match="NP981"):
        coverage(shop(), [spec("shop/nobody never reaches db")])


def test_a_question_that_takes_too_long_leaves_the_element_unknown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("verifier.engine.asker.Deadline.remaining_ms", out_of_time)
    report = coverage(shop(), [spec("web always reaches db:5432")])

    assert {result.status for result in report.results} == {"unknown"}
    assert report.percent == 0


def out_of_time(_: object) -> int:
    """There is no time left."""
    raise GaveUpError("out of time")
