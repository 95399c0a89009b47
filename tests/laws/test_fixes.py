"""Fixes: what they leave says the same, to the solver and to the reference, and needs no fix."""

from hypothesis import given
from hypothesis import strategies as st

from tests.laws.rendering import network_policy
from verifier import reference
from verifier.analysis.fixes.equivalence import not_equivalent
from verifier.analysis.fixes.fixing import Fixes, fix
from verifier.analysis.lint.findings import Finding
from verifier.analysis.lint.run import lint
from verifier.dialect import Dialect
from verifier.flow import Flow
from verifier.manifests import Manifests, load_texts
from verifier.testing.strategies import dialects, flows, policy_sets
from verifier.testing.strategies.layouts import layouts

TIMEOUT_MS = 30_000


@st.composite
def inputs(draw: st.DrawFn) -> Manifests:
    """One to three policies in one file or in several, in any layout."""
    texts = [draw(layouts(network_policy(policy))).text for policy in draw(policy_sets())]
    other = "kind: Other\napiVersion: v1\n"
    if draw(st.booleans()):
        return load_texts({"all.yaml": "---\n".join((*texts, other))})
    return load_texts(
        {f"{n}.yaml": f"{text}---\n{other}" for n, text in enumerate((*texts, other))}
    )


def findings(manifests: Manifests) -> tuple[Finding, ...]:
    """What can be fixed: parts that can go, and misleading ranges."""
    report = lint(manifests, select=("NP103", "NP4", "NP914"), timeout_ms=TIMEOUT_MS)
    assert report.unknown == ()
    return report.findings


def fixed(manifests: Manifests, found: Fixes) -> Manifests:
    """The input after its fixes."""
    return load_texts({**manifests.texts, **{file.path: file.after for file in found.files}})


@given(inputs(), st.lists(flows(), min_size=1, max_size=8), dialects())
def test_fixes_change_no_verdict_and_leave_nothing_to_fix(
    manifests: Manifests, sampled: list[Flow], dialect: Dialect
) -> None:
    """By the solver for all flows, by the reference for some."""
    found = fix(manifests, findings(manifests), timeout_ms=TIMEOUT_MS)
    after = fixed(manifests, found)
    assert not found.left, [(one.finding, one.reason) for one in found.left]
    namespaces = {policy.namespace for policy in manifests.policies}
    assert not not_equivalent(manifests, after, namespaces, TIMEOUT_MS)
    for flow in sampled:
        before, now = (
            reference.decide(flow, each.policies, dialect) for each in (manifests, after)
        )
        assert before.egress.decision == now.egress.decision
        assert before.ingress.decision == now.ingress.decision
    fixable = [one for one in findings(manifests) if one.removable]
    assert set(fixable) <= set(found.fixed)
    again = fix(after, findings(after), timeout_ms=TIMEOUT_MS)
    assert not again.files
    assert not again.fixed
