"""Lists of names that are made when somebody asks for them."""

from pathlib import Path

import pytest

from tests.conformance.cases import ROOT
from verifier.analysis.map.connectivity import connectivity
from verifier.analysis.map.results import Key, Listing, Names
from verifier.manifests import load_manifests

BOOK: dict[Key, Names] = {1: ("a/x[Pod]", "a/y[Pod]"), 2: ("0.0.0.0/0",), 3: ("0.0.0.0/0",)}
NAMES = ("a/x[Pod]", "a/y[Pod]", "0.0.0.0/0")


def test_a_listing_is_the_tuple_of_its_names() -> None:
    found = Listing((1, 2), BOOK)

    assert found == NAMES
    assert len(found) == len(NAMES)
    assert (found[0], found[1:], *found) == (NAMES[0], NAMES[1:], *NAMES)
    assert {found: "as a key"}[NAMES] == "as a key"  # type: ignore[index]


def test_equal_names_are_equal_whatever_stands_for_them() -> None:
    assert Listing((1, 2), BOOK) == Listing((1, 3), dict(BOOK))
    assert Listing((1, 2), BOOK) != Listing((1,), BOOK)


POLICY = """
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p, namespace: a}
spec: {podSelector: {matchLabels: {pod-template-hash: abc}}, policyTypes: [Egress]}
"""
DEPLOYMENT = """---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {0}, namespace: a}}
spec: {{selector: {{matchLabels: {{app: {0}}}}}, template: {{metadata: {{labels: {{app: {0}}}}}}}}}
"""
POD = """---
apiVersion: v1
kind: Pod
metadata: {{name: {0}, namespace: {1}}}
"""


def test_workloads_of_several_units_stand_among_the_others(tmp_path: Path) -> None:
    texts = [DEPLOYMENT.format(name) for name in ("k", "m")]
    texts += [POD.format(name, space) for name in "bl" for space in ("a", "b", "a-b")]
    (tmp_path / "all.yaml").write_text(POLICY + "".join(texts))

    report = connectivity(load_manifests((str(tmp_path),)))

    (found,) = {c.destinations for c in report.conditional if "a/k[Deployment]" in c.sources}
    among = ["a/b", "a/k", "a/l", "a/m"]
    ends = ["a-b/b", "a-b/l", *among, "b/b", "b/l", "0.0.0.0/0", "::/0"]
    assert [name.partition("[")[0] for name in found] == ends


@pytest.mark.parametrize("example", ["three-tier", "services"])
def test_names_are_in_order_with_ranges_at_the_end(example: str) -> None:
    report = connectivity(load_manifests((str(ROOT / "specs/examples" / example),)))

    for group in (*report.connections, *report.conditional):
        for names in (group.sources, group.destinations):
            workloads = [name for name in names if "[" in name]
            assert [*names[: len(workloads)]] == sorted(workloads)
