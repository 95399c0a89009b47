"""Baselines: what is known stays known while other things change."""

import json
from dataclasses import replace

import pytest

from verifier.analysis.baselines.files import Compared, baseline_text, compared, read_baseline
from verifier.analysis.baselines.fingerprints import fingerprints
from verifier.analysis.lint.findings import Finding
from verifier.errors import UsageError
from verifier.location import Location
from verifier.manifests import Places, load_texts

POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db}
spec:
  podSelector: {}
  ingress:
    - from: [{podSelector: {matchLabels: {app: web}}}, {podSelector: {}}]
    - from: [{podSelector: {matchLabels: {app: web}}}]
"""
FIRST, TWIN, OTHER = (
    "spec.ingress[0].from[0]",
    "spec.ingress[1].from[0]",
    "spec.ingress[0].from[1]",
)
CODES = ("NP401", "NP403")


def findings(texts: dict[str, str], *fields: str, code: str = "NP403") -> list[Finding]:
    """Findings about the policy in one of the texts."""
    (policy,) = load_texts(texts).policies
    return [
        Finding(
            code=code,
            severity="warning",
            message="",
            object=policy.text,
            field=field,
            location=Places(texts).of(policy.location, field),
            level=None,
            proof="",
        )
        for field in fields
    ]


def after(text: str, *fields: str, path: str = "p.yaml") -> Compared:
    """Findings about the changed policy, against those about FIRST and OTHER before."""
    texts = {"p.yaml": POLICY}
    baseline = read_baseline(baseline_text(findings(texts, FIRST, OTHER), texts), "b.json")
    changed = {path: text}
    return compared(findings(changed, *fields), changed, baseline, CODES)


def test_the_same_findings_are_known() -> None:
    """In whichever order they come."""
    found = after(POLICY, OTHER, FIRST)
    assert (found.new, found.gone) == ((), ())
    assert len(found.known) == 2


def test_lines_paths_layout_and_other_parts_do_not_count() -> None:
    """Only the part that the finding is about, and the name of its object."""
    moved = "# new\n\n" + POLICY.replace("{app: web}}}, ", '{"app": web}}}, # web\n        ')
    rule = moved.replace("  ingress:\n", "  ingress:\n    - ports: [{port: 80}]\n")
    found = after(rule, "spec.ingress[1].from[0]", "spec.ingress[1].from[1]", path="other.yaml")
    assert (found.new, found.gone) == ((), ())


def test_another_content_is_another_finding() -> None:
    """What was looked at has changed, so it is looked at again."""
    found = after(POLICY.replace("{podSelector: {}}", "{namespaceSelector: {}}"), FIRST, OTHER)
    assert [finding.field for finding in found.new] == [OTHER]
    assert [entry.field for entry in found.gone] == [OTHER]


def test_equal_findings_are_counted() -> None:
    """A second one of the same words is new."""
    found = after(POLICY, FIRST, OTHER, TWIN)
    assert [finding.field for finding in found.new] == [TWIN]
    texts = {"p.yaml": POLICY}
    names = fingerprints(findings(texts, TWIN, FIRST), texts)
    assert names[0] == f"{names[1]}-2"


def test_what_no_longer_occurs_is_told_unless_it_was_not_looked_for() -> None:
    """Another selection of codes says nothing about the others."""
    assert [entry.code for entry in after(POLICY, FIRST).gone] == ["NP403"]
    texts = {"p.yaml": POLICY}
    baseline = read_baseline(baseline_text(findings(texts, FIRST), texts), "b.json")
    assert not compared([], texts, baseline, ("NP401",)).gone


def test_of_a_whole_object_only_the_name_counts() -> None:
    """Its content changes all the time."""
    texts, changed = {"p.yaml": POLICY}, {"p.yaml": POLICY.replace("web", "api")}
    whole = findings(texts, "", code="NP401")
    assert fingerprints(whole, texts) == fingerprints(findings(changed, "", code="NP401"), changed)
    renamed = [replace(whole[0], object="NetworkPolicy default/x")]
    assert fingerprints(whole, texts) != fingerprints(renamed, texts)


def test_a_finding_without_text_has_a_name() -> None:
    """Such as one about the configuration."""
    lost = replace(findings({"p.yaml": POLICY}, "")[0], location=Location("", 1, 1), field="x[0]")
    assert len(fingerprints([lost], {})) == 1


def test_the_file_is_the_same_for_the_same_findings() -> None:
    """In any order, so that changes to it can be reviewed."""
    texts = {"p.yaml": POLICY}
    one, other = findings(texts, FIRST, OTHER)
    assert baseline_text([one, other], texts) == baseline_text([other, one], texts)
    document = json.loads(baseline_text([one], texts))
    assert document["format"] == "netproof.lint-baseline/v1"
    assert document["findings"][0]["object"] == "NetworkPolicy default/db"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "b.json:1:2: not a baseline: expected JSON"),
        ("[]", "expected an object with format netproof.lint-baseline/v1"),
        ('{"format": "netproof.lint/v1"}', "expected an object with format"),
        ('{"format": "netproof.lint-baseline/v1"}', "`findings`: expected a list"),
        (
            '{"format": "netproof.lint-baseline/v1", "findings": [{"code": "NP401"}]}',
            "`findings[0]`: expected an object with the texts fingerprint",
        ),
    ],
)
def test_what_is_no_baseline_is_refused(text: str, said: str) -> None:
    """With the place, and what was expected."""
    with pytest.raises(UsageError) as refused:
        read_baseline(text, "b.json")
    assert said in str(refused.value)
