"""Suppressions: which findings they hide, and what is said of those that hide none."""

from datetime import date

import pytest

from verifier.analysis.lint.findings import Finding
from verifier.analysis.suppressing.grammar import MisspelledError, words_of_comment
from verifier.analysis.suppressing.paths import is_matched
from verifier.analysis.suppressing.settling import Settled, settle
from verifier.analysis.suppressing.sources import in_configuration, in_texts
from verifier.invariants import read_spec
from verifier.location import Location
from verifier.manifests.extents import Extents

PATH = "k8s/p.yaml"
KNOWN = ("NP301", "NP401", "NP402")
TODAY = date(2026, 5, 1)
POLICY = """\
# whole
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: db
  annotations: {}
spec:
  podSelector:
    matchLabels: {app: "a # netproof: ignore[NP401] no comment"}
  ingress:
    # above
    - from:  # dash
        - podSelector: {}  # peer
          # below
        - namespaceSelector: {}  # other
    - {}
"""
RULE, PEER, SECOND = "spec.ingress[0]", "spec.ingress[0].from[0]", "spec.ingress[1]"


def finding(code: str, field: str, path: str = PATH, line: int = 5) -> Finding:
    """A finding about the policy, somewhere in it."""
    return Finding(
        code=code,
        severity="warning",
        message="",
        object="NetworkPolicy default/db",
        field=field,
        location=Location(path, line, 9),
        level=None,
        proof="",
    )


def settled(
    text: str, *findings: Finding, config: str = "", looked_for: tuple[str, ...] = KNOWN
) -> Settled:
    """What is left of findings about a text."""
    texts = {PATH: text}
    extents = Extents(texts)
    spec = read_spec(config or "apiVersion: netproof/v1\n", "netproof.yaml")
    entries = [*in_texts(extents, texts), *in_configuration(spec.ignored)]
    return settle(findings, entries, extents, known=KNOWN, looked_for=looked_for, today=TODAY)


def with_comment(name: str, comment: str = "# netproof: ignore[NP401] it stays") -> str:
    """The policy with a comment in the place of another."""
    assert f"# {name}\n" in POLICY
    return POLICY.replace(f"# {name}\n", f"{comment}\n")


@pytest.mark.parametrize(
    ("name", "field", "hidden"),
    [
        ("above", RULE, True),
        ("dash", RULE, True),
        ("peer", RULE, True),
        ("peer", PEER, True),
        ("below", PEER, True),
        ("other", PEER, False),
        ("other", SECOND, False),
        ("above", PEER, False),
        ("whole", "", True),
        ("whole", RULE, False),
        ("peer", "", True),
        ("above", "spec.policyTypes", True),  # not written: the field around it counts
    ],
)
def test_a_comment_holds_on_the_lines_of_a_field(name: str, field: str, hidden: bool) -> None:
    """On any line of the field that the finding is about, comments above it included."""
    found = settled(with_comment(name), finding("NP401", field))
    assert bool(found.suppressed) is hidden
    assert [one.code for one in found.findings] == ([] if hidden else ["NP401", "NP990"])
    if hidden:
        assert found.suppressed[0].by.reason == "it stays"


def test_only_its_codes_are_hidden() -> None:
    """A code may be the beginning of several."""
    about = [finding("NP401", PEER), finding("NP402", PEER), finding("NP301", PEER)]
    one = settled(with_comment("peer"), *about)
    assert [each.code for each in one.findings] == ["NP402", "NP301"]
    many = settled(with_comment("peer", "# netproof: ignore[NP4, NP301] x"), *about)
    assert not many.findings


def test_text_in_a_scalar_is_no_comment() -> None:
    """However it looks."""
    assert [one.code for one in settled(POLICY, finding("NP401", "")).findings] == ["NP401"]


@pytest.mark.parametrize(
    ("comment", "code", "said"),
    [
        ("# netproof: ignore[NP401]", "NP993", "gives no reason"),
        ("# netproof: ignore NP401 why", "NP993", "names no code"),
        ("# netproof: ignore[] why", "NP993", "names no code"),
        ("# netproof: ignore[redundant] why", "NP993", "`REDUNDANT` is not a code"),
        ("# netproof: ignore[NP401 until May] why", "NP993", "`May` is not a date"),
        ("# netproof: ignore[NP777] why", "NP991", "NP777"),
        ("# netproof: ignore[NP401 until 2026-04-30] why", "NP992", "until 2026-04-30"),
        ("# netproof: ignore[NP402] why", "NP990", "NP402"),
    ],
)
def test_suppressions_that_do_nothing_are_findings(comment: str, code: str, said: str) -> None:
    """And what they were meant to hide is shown."""
    found = settled(with_comment("peer", comment), finding("NP401", PEER))
    assert [one.code for one in found.findings] == ["NP401", code]
    assert said in found.findings[1].message
    assert found.findings[1].location.line == 13


def test_the_last_day_counts() -> None:
    """Until, and including."""
    text = with_comment("peer", "# netproof: ignore[NP401 until 2026-05-01] why")
    assert settled(text, finding("NP401", PEER)).suppressed


def test_what_was_not_looked_for_is_not_called_unused() -> None:
    """Another run may need it."""
    assert not settled(with_comment("peer"), looked_for=("NP402",)).findings
    assert settled(with_comment("peer"), looked_for=("NP401",)).findings


ANNOTATED = "annotations: {netproof.dev/ignore: 'NP401, NP402 kept'}"


@pytest.mark.parametrize(
    "annotations",
    [
        ANNOTATED,
        "annotations: {netproof.dev/ignore: '[NP401, NP402] kept'}",
        "annotations: {netproof.dev/ignore: 'NP401,NP402', netproof.dev/ignore-reason: kept}",
        "annotations:\n    netproof.dev/ignore: |\n      NP401 kept\n      NP402 kept",
    ],
)
def test_an_annotation_holds_for_its_object(annotations: str) -> None:
    """Wherever in it the finding is; and for no other object."""
    other = "---\n" + POLICY.replace("name: db", "name: x")
    text = POLICY.replace("annotations: {}", annotations) + other
    last = text.rstrip().count("\n") + 1
    found = settled(
        text, finding("NP401", PEER), finding("NP402", ""), finding("NP401", "", PATH, last)
    )
    assert [(one.code, one.location.line) for one in found.findings] == [("NP401", last)]
    assert {one.by.reason for one in found.suppressed} == {"kept"}


def test_an_annotation_without_reason() -> None:
    """It has no effect."""
    text = POLICY.replace("annotations: {}", "annotations: {netproof.dev/ignore: NP401}")
    found = settled(text, finding("NP401", PEER))
    assert [one.code for one in found.findings] == ["NP401", "NP993"]
    assert found.findings[1].message == (
        "this annotation gives no reason: expected `NP401 the reason`; it suppresses nothing"
    )


CONFIG = """\
apiVersion: netproof/v1
lint:
  ignore:
    - {codes: NP4, paths: k8s, reason: old}
    - {codes: [NP301], reason: old, until: 2026-04-30}
"""


def test_the_configuration_holds_for_paths() -> None:
    """Entries that hide nothing are found where they stand."""
    found = settled(POLICY, finding("NP401", PEER), finding("NP301", PEER), config=CONFIG)
    assert [one.finding.code for one in found.suppressed] == ["NP401"]
    assert [one.code for one in found.findings] == ["NP301", "NP992"]
    assert str(found.findings[1].location) == "netproof.yaml:5:7"
    other = settled(POLICY, finding("NP401", PEER, "q.yaml"), config=CONFIG)
    assert [one.code for one in other.findings] == ["NP401", "NP990", "NP992"]


@pytest.mark.parametrize(
    ("pattern", "path", "matched"),
    [
        ("*.yaml", "k8s/a/p.yaml", True),
        ("k8s/*.yaml", "k8s/a/p.yaml", False),
        ("k8s/*.yaml", "k8s/p.yaml", True),
        ("k8s/**/p.yaml", "k8s/p.yaml", True),
        ("k8s/**", "k8s/a/p.yaml", True),
        ("a", "k8s/a/p.yaml", True),
        ("k8s/a/", "k8s/a/p.yaml", True),
        ("k8s/?", "k8s/a/p.yaml", True),
        ("k8", "k8s/a/p.yaml", False),
        ("k8s/a", "HEAD:k8s/a/p.yaml", True),
        ("<stdin>", "<stdin>", True),
        ("**", "<stdin>", True),
        ("[k]8s", "k8s/p.yaml", False),
    ],
)
def test_patterns_of_paths(pattern: str, path: str, matched: bool) -> None:
    """As in the ignore files of git, for the most part."""
    assert is_matched(pattern, path, "") is matched


def test_patterns_begin_at_the_folder_of_the_configuration() -> None:
    """Wherever the command runs."""
    assert is_matched("k8s/*.yaml", "repo/k8s/p.yaml", "repo")
    assert is_matched("../other/*.yaml", "other/p.yaml", "repo")
    assert not is_matched("repo/k8s/*.yaml", "repo/x/p.yaml", "repo")


@pytest.mark.parametrize("text", ["# netproof is fine", "# see netproof.yaml", "# ignore[NP401] x"])
def test_other_comments(text: str) -> None:
    """They are nobody's business."""
    assert words_of_comment(text) is None


def test_spellings_of_comments() -> None:
    """Small differences are understood."""
    for text in (
        "# netproof: ignore[NP401] x",
        "#netproof:ignore[np401]: x",
        "## netproof ignore [ NP401 ] - x",
    ):
        found = words_of_comment(text)
        assert found is not None
        assert (found.codes, found.reason) == (("NP401",), "x")
    with pytest.raises(MisspelledError):
        words_of_comment("# netproof: ignore")
