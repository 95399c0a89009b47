"""Fingerprints: the same finding keeps its own, wherever its lines go; another one has another."""

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.analysis.check import check
from verifier.invariants import read_spec
from verifier.location import Location
from verifier.manifests.load import load_texts
from verifier.report.ci.fingerprints import content, told_apart
from verifier.report.ci.notice import Notice
from verifier.report.ci.verdicts import of_check

POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: NAME, namespace: shop}
spec:
  podSelector: {matchLabels: {app: NAME}}
  ingress:
    - from:
        - podSelector:
            matchExpressions:
              - {key: app, operator: NotIn, values: [web]}
"""
DB, CACHE = POLICY.replace("NAME", "db"), POLICY.replace("NAME", "cache")
SENTENCES = [
    "only shop/backend reaches shop/db:5432",
    "only shop/backend reaches shop/cache:6379",
    "shop/web always reaches shop/db:5432",
    "shop/web can reach shop/db",
]
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: NAME, namespace: shop, labels: {app: NAME}}
"""
PODS = "---\n".join(POD.replace("NAME", name) for name in ("web", "backend", "db", "cache"))


def found_in(policies: str, sentences: Sequence[str] = SENTENCES) -> dict[str, str]:
    """The fingerprints, with the codes of their notices."""
    spec = read_spec(
        "apiVersion: netproof/v1\ninvariants:\n" + "".join(f"  - {s}\n" for s in sentences),
        "netproof.yaml",
    )
    manifests = load_texts({"k8s/all.yaml": policies, "k8s/pods.yaml": PODS})
    notices = of_check(check(manifests, spec), "error").notices
    prints = {notice.fingerprint: notice.code for notice in notices}
    assert len(prints) == len(notices)
    return prints


@pytest.fixture(scope="module")
def before() -> dict[str, str]:
    return found_in(f"{DB}---\n{CACHE}")


@pytest.mark.parametrize(
    "policies",
    [
        f"# a comment\n\n\n{DB}---\n{CACHE}",
        f"{CACHE}---\n{DB}",
        f"{DB}---\n{POD.replace('NAME', 'other')}---\n{CACHE}",
        f"{DB}---\n{CACHE}".replace("  ingress:", "  # who may come\n  ingress:"),
        f"{DB}---\n{CACHE}".replace(
            "    - from:", "    - from: [{podSelector: {matchLabels: {app: backend}}}]\n    - from:"
        ),
    ],
    ids=["comments", "order", "objects between", "comments inside", "a rule before"],
)
def test_moved_lines_change_none(before: dict[str, str], policies: str) -> None:
    assert len(before) == 4
    assert found_in(policies) == before


def test_the_order_of_invariants_changes_none(before: dict[str, str]) -> None:
    assert found_in(f"{DB}---\n{CACHE}", SENTENCES[::-1]) == before


def test_another_rule_is_another_finding(before: dict[str, str]) -> None:
    after = found_in(f"{DB.replace('[web]', '[web, dev]')}---\n{CACHE}")

    assert Counter(after.values()) == Counter(before.values())
    assert [code for mark, code in after.items() if mark not in before] == [
        "only-shop-backend-reaches-shop-db-5432"
    ]


def test_equal_notices_are_told_apart() -> None:
    one = Notice(code="a", name="", level="error", message="", location=None, fingerprint="f")
    found = told_apart([one, one, one])

    assert found[0].fingerprint == "f"
    assert len({notice.fingerprint for notice in found}) == 3


@given(st.integers(0, 9), st.integers(0, 9))
def test_content_is_the_node_without_indentation(above: int, indent: int) -> None:
    lead, pad = "# x\n" * above, " " * indent
    text = f"{lead}{pad}a:\n{pad}  - b: [1, 2]\n{pad}    c: 3\n{pad}  - d\n"

    assert content({"p": text}, Location("p", above + 2, indent + 5)) == "b: [1, 2]\nc: 3"


def test_without_a_text_there_is_no_content() -> None:
    assert content({}, Location("p", 1, 1)) == ""
    assert content({"p": "a"}, Location("p", 2, 1)) == ""
