"""The text reports, on reports made by hand."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.golden import assert_golden
from tests.unit.report.samples import (
    ADMITTED,
    CHAINED,
    CHECK,
    CLOSED,
    OPEN,
    WHY,
    WHY_DEPENDS,
    WHY_NOT,
)
from verifier.analysis.results import CheckReport, WhyReport
from verifier.decision import Because, Decision, Reason, Trace
from verifier.flow import Direction, ExternalEndpoint, PodEndpoint
from verifier.location import Location
from verifier.report import why_markdown
from verifier.report.terminal import Canvas
from verifier.report.text import render_check
from verifier.report.why_text import render_why
from verifier.report.words import endpoint_words, trace_words

GOLDEN = Path(__file__).parent / "golden"
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize(
    ("name", "canvas", "quiet"),
    [
        ("check.txt", Canvas(), False),
        ("check-quiet.txt", Canvas(), True),
        ("check-narrow.txt", Canvas(width=60), False),
        ("check-colour.txt", Canvas(colour=True), False),
    ],
)
def test_check(name: str, canvas: Canvas, quiet: bool) -> None:
    assert_golden(GOLDEN / name, render_check(CHECK, canvas, quiet=quiet))


def test_each_hop_of_a_chain_is_shown() -> None:
    assert_golden(GOLDEN / "chain.txt", render_check(CHAINED, Canvas()))


@pytest.mark.parametrize(
    ("name", "report"),
    [("why.txt", WHY), ("why-not.txt", WHY_NOT), ("why-depends.txt", WHY_DEPENDS)],
)
def test_why(name: str, report: WhyReport) -> None:
    assert_golden(GOLDEN / name, render_why(report, Canvas()))


@pytest.mark.parametrize(
    ("name", "report"),
    [("why.md", WHY), ("why-not.md", WHY_NOT), ("why-depends.md", WHY_DEPENDS)],
)
def test_why_in_markdown(name: str, report: WhyReport) -> None:
    assert_golden(GOLDEN / name, why_markdown.render_why(report))


def test_colour_changes_nothing_but_colour() -> None:
    coloured = render_check(CHECK, Canvas(colour=True))

    assert COLOUR.sub("", coloured) == render_check(CHECK, Canvas())


def test_a_report_without_invariants_says_so() -> None:
    empty = CheckReport(results=(), assumptions=())

    assert render_check(empty, Canvas()) == "0 invariants: nothing to judge\n"


def test_an_input_cannot_steer_the_terminal() -> None:
    hostile = {"k8s/db.yaml": CHECK.texts["k8s/db.yaml"].replace("podSelector:", "pod\x1b[2J:")}

    assert "\x1b" not in render_check(replace(CHECK, texts=hostile), Canvas())


def test_a_policy_never_denies() -> None:
    assert "denie" not in render_check(CHECK, Canvas()) + render_why(WHY_NOT, Canvas())


def test_many_policies_are_summed_up() -> None:
    policies = tuple(
        Because("selects", f"NetworkPolicy shop/p{n}", None, None, Location("p.yaml", n, 1))
        for n in range(1, 7)
    )
    trace = replace(CLOSED, because=policies)

    assert trace_words(trace, Direction.INGRESS) == (
        "not allowed: NetworkPolicy shop/p1, NetworkPolicy shop/p2, NetworkPolicy shop/p3 and "
        "3 more select the pod for ingress, and no rule admits the flow"
    )


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_reads_as_a_sentence(reason: Reason) -> None:
    trace = Trace(Decision.ALLOW, reason, False, ADMITTED.because)
    words = trace_words(trace, Direction.EGRESS)

    assert words.startswith("allowed: ")
    assert "  " not in words


def test_endpoints_are_named_by_what_distinguishes_them() -> None:
    bare = PodEndpoint(namespace="dev")
    full = PodEndpoint(
        namespace="dev",
        labels={"b": "2", "a": "1"},
        namespace_labels={"kubernetes.io/metadata.name": "dev"},
        ip="10.1.2.3",
        host_network=True,
    )

    assert endpoint_words(bare) == "a pod in namespace dev"
    assert endpoint_words(full) == (
        "a pod in namespace dev with a=1, b=2 on the host network at 10.1.2.3"
    )
    assert endpoint_words(ExternalEndpoint(ip="192.0.2.1", node="other")) == "192.0.2.1 (a node)"


def test_open_sides_name_no_policy() -> None:
    assert (
        trace_words(OPEN, Direction.EGRESS)
        == "allowed: no NetworkPolicy selects the source for egress"
    )
