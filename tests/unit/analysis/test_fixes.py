"""Fixes, part by part; and what is left as it is."""

from dataclasses import replace

import pytest

from verifier.analysis.fixes.fixing import Fixes, fix
from verifier.analysis.fixes.plan import planned
from verifier.analysis.lint.findings import Finding
from verifier.location import Location
from verifier.manifests import Manifests, load_texts
from verifier.manifests.edits import Remove, RemoveObject, Replace, Write

PATH = "p.yaml"
HEAD = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: a}
"""
POLICY = (
    HEAD
    + """\
spec:
  podSelector: {matchLabels: {app: db}}
  ingress:
    - from: [{podSelector: {}}, {podSelector: {matchLabels: {app: web}}}]
    - from: [{ipBlock: {cidr: 10.0.0.1/8, except: [10.1.0.0/16]}}]
      ports: [{port: 80}, {port: 80}]
  egress:
    - ports: [{port: 53}]
"""
)


def finding(field: str, *, code: str = "NP403", removable: bool = True) -> Finding:
    """A finding about the policy."""
    return Finding(
        code=code,
        severity="warning",
        message="it can go",
        object="NetworkPolicy a/db",
        field=field,
        location=Location(PATH, 1, 1),
        level=None,
        proof="",
        removable=removable,
    )


def fixes(manifests: Manifests, *fields: str) -> Fixes:
    """The fixes of parts that are said to be removable."""
    return fix(manifests, [finding(field) for field in fields])


def test_what_is_redundant_goes() -> None:
    """A peer that another covers, and a port that is there twice."""
    found = fixes(load_texts({PATH: POLICY}), "spec.ingress[0].from[1]", "spec.ingress[1].ports[0]")
    (file,) = found.files
    assert (file.path, file.before) == (PATH, POLICY)
    assert file.after == POLICY.replace(", {podSelector: {matchLabels: {app: web}}}", "").replace(
        "{port: 80}, ", ""
    )
    assert len(found.fixed) == 2
    assert not found.left


NOBODY = "{matchLabels: {app: db}, matchExpressions: [{key: app, operator: DoesNotExist}]}"


def test_what_matches_nothing_goes_with_its_selector() -> None:
    """A peer, its rule where it is the only one, the policy."""
    peer = POLICY.replace("{matchLabels: {app: web}}", NOBODY)
    found = fixes(load_texts({PATH: peer}), "spec.ingress[0].from[1].podSelector")
    assert found.files[0].after == POLICY.replace(", {podSelector: {matchLabels: {app: web}}}", "")
    rule = f"    - from: [{{podSelector: {NOBODY}}}]\n  egress:"
    found = fixes(
        load_texts({PATH: POLICY.replace("  egress:", rule)}),
        "spec.ingress[2].from[0].podSelector",
    )
    assert found.files[0].after == POLICY
    other = POLICY.replace("name: db", "name: x").replace("{matchLabels: {app: db}}", NOBODY)
    dead = replace(finding("spec.podSelector"), object="NetworkPolicy a/x")
    found = fix(load_texts({PATH: f"{POLICY}---\n{other}"}), [dead])
    assert found.files[0].after == POLICY


def test_a_field_that_is_no_part_has_no_fix() -> None:
    """It is neither fixed nor left."""
    found = fixes(load_texts({PATH: POLICY}), "spec.ingress[7]", "spec", "spec.policyTypes")
    assert (found.files, found.fixed, found.left) == ((), (), ())


def test_host_bits_go() -> None:
    """They say nothing; the mapped spelling of an IPv4 range is left to people."""
    sloppy = finding("spec.ingress[1].from[0].ipBlock.cidr", code="NP914", removable=False)
    found = fix(load_texts({PATH: POLICY}), [sloppy])
    assert found.files[0].after == POLICY.replace("10.0.0.1/8", "10.0.0.0/8")
    mapped = POLICY.replace("10.0.0.1/8, except: [10.1.0.0/16]", '"::ffff:10.0.0.1/104"')
    assert not fix(load_texts({PATH: mapped}), [sloppy]).files


def test_a_wrong_claim_is_not_followed() -> None:
    """The proof decides, whatever the finding says; other namespaces are fixed nevertheless."""
    other = POLICY.replace("namespace: a", "namespace: b")
    manifests = load_texts({PATH: POLICY, "q.yaml": other})
    wrong = finding("spec.ingress[1]")
    right = replace(wrong, object="NetworkPolicy b/db", field="spec.ingress[0].from[1]")
    found = fix(manifests, [wrong, right])
    assert [file.path for file in found.files] == ["q.yaml"]
    assert found.fixed == (right,)
    (left,) = found.left
    assert left.finding == wrong
    assert left.reason == "not proved to change nothing: ingress of pods in a would change"


def test_an_object_that_stands_twice_is_left() -> None:
    """Edited in one place it would contradict the other."""
    found = fixes(load_texts({PATH: POLICY, "q.yaml": POLICY}), "spec.ingress[0].from[1]")
    assert not found.files
    assert "stands in two places" in found.left[0].reason


def test_one_object_that_cannot_be_edited_leaves_the_others_fixed() -> None:
    """Objects of one file are told apart."""
    anchored = HEAD.replace("db", "x") + "spec: {ingress: [{from: [&a {podSelector: {}}, *a]}]}\n"
    manifests = load_texts({PATH: f"{anchored}---\n{POLICY}"})
    easy = finding("spec.ingress[0].from[1]")
    hard = replace(easy, object="NetworkPolicy a/x")
    found = fix(manifests, [hard, easy])
    assert found.files[0].after.startswith(anchored)
    assert [left.reason for left in found.left] == ["it uses an anchor, an alias or a merge key"]
    assert found.fixed == (easy,)


@pytest.mark.parametrize(
    ("removed", "edits"),
    [
        ({""}, (RemoveObject(),)),
        ({"spec.ingress[0].from[0]"}, (Remove("spec.ingress[0].from[0]"),)),
        (
            {"spec.ingress[0].from[0]", "spec.ingress[0].from[1]"},
            (Remove("spec.ingress[0]"),),
        ),
        ({"spec.ingress[1].ports[0]", "spec.ingress[1].ports[1]"}, (Remove("spec.ingress[1]"),)),
        ({"spec.ingress[0]", "spec.ingress[1].from[0]"}, (Remove("spec.ingress"),)),
        (
            {"spec.ingress[1].from[0].ipBlock.except[0]"},
            (Remove("spec.ingress[1].from[0].ipBlock.except"),),
        ),
        (
            {"spec.ingress[0].from[1].podSelector.matchLabels[app]"},
            (Replace("spec.ingress[0].from[1].podSelector", "{}"),),
        ),
        (
            {"spec.egress[0]"},
            (
                Remove("spec.egress"),
                Write("spec", "policyTypes", ("Ingress", "Egress"), before="egress"),
            ),
        ),
    ],
)
def test_parts_to_edits(removed: set[str], edits: tuple[object, ...]) -> None:
    """Nothing is emptied that would admit the world (M-21)."""
    (policy,) = load_texts({PATH: POLICY}).policies
    assert planned(policy, removed, {}) == edits


def test_policy_types_that_are_empty_are_written_anew() -> None:
    """An empty list counts as none."""
    text = POLICY.replace("  egress:", "  policyTypes: []\n  egress:")
    deny = POLICY.replace("name: db", "name: deny").split("  ingress:")[0]
    same = deny + "  policyTypes: [Egress]\n  egress: [{ports: [{port: 53}]}]\n"
    found = fixes(load_texts({PATH: f"{text}---\n{same}"}), "spec.egress[0]")
    assert "  policyTypes: [Ingress, Egress]\n---" in found.files[0].after
    assert "policyTypes: []" not in found.files[0].after
