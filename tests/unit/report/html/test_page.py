"""The page holds the whole report, and nothing that a browser would run or fetch but its own."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from tests.unit.report.html.pages import HOSTILE, SHOP, UNITS, crowd
from verifier.analysis.lint.depth import Depth
from verifier.analysis.map.connectivity import connectivity
from verifier.analysis.map.results import Ports
from verifier.analysis.overview.results import Overview
from verifier.analysis.overview.surveying import survey
from verifier.errors import UsageError
from verifier.manifests import Manifests, load_manifests
from verifier.report.html import layout
from verifier.report.html.layout import box_of, positions
from verifier.report.html.numbering import runs
from verifier.report.html.page import reach_text, render_html
from verifier.report.html.reach import reach_json
from verifier.report.html.summary import render_summary
from verifier.report.terminal import Canvas

FETCHING = {"src", "srcset", "poster", "action", "formaction", "data", "background", "style"}


class Page(HTMLParser):
    """What a browser would do with the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.text = self.inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.inside = tag

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside == "script":
            self.scripts.append(data)
        elif self.inside == "style":
            self.styles.append(data)
        else:
            self.text += data


@pytest.fixture
def overview(tmp_path: Path) -> Overview:
    return crowd(tmp_path, 4, 2)


def test_hostile_text_is_shown_and_nothing_else(overview: Overview) -> None:
    page = Page(render_html(overview))

    assert page.text.count("<img src=x onerror=alert(1)>") >= 2  # the title, and an excerpt
    assert not [tag for tag, _ in page.elements if tag in ("img", "iframe", "link", "object")]
    for _, attributes in page.elements:
        assert not FETCHING & set(attributes)
        assert not [name for name in attributes if name.startswith("on")]
        assert (attributes.get("href") or "#").startswith("#")
    assert "\u202e" not in render_html(overview)


def test_only_its_own_script_and_style_may_run(overview: Overview) -> None:
    page = Page(render_html(overview))
    (policy,) = (
        a["content"] for tag, a in page.elements if a.get("http-equiv") == "Content-Security-Policy"
    )
    data, explained, *own = page.scripts
    script = "".join(own)

    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    for kind, text in (("script", script), ("style", "".join(page.styles))):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert "http" not in re.sub(r"http://www\.w3\.org/2000/svg", "", script)
    assert json.loads(data)["workloads"] == 4
    assert len(json.loads(explained)) == len(overview.explained) == 10


CASES = {"bare pods": None, "a tiered shop": SHOP, "workloads of several units": UNITS}


@pytest.mark.parametrize("text", CASES.values(), ids=CASES)
def test_the_data_says_what_the_map_says(text: str | Path | None, tmp_path: Path) -> None:
    overview, manifests = written(text, tmp_path)
    report = connectivity(manifests)
    data = json.loads(json.dumps(reach_json(overview.drawing)))
    pieces = [names_in(data, found) for found in data["pieces"]]
    sets = [[name for piece in found for name in pieces[piece]] for found in data["sets"]]
    groups = {
        (data["names"][s], data["names"][d], tuple(data["ports"][ports]), facts_of(data, when))
        for ports, when, *ends in data["groups"]
        for sources, targets in zip(ends[::2], ends[1::2], strict=True)
        for s in sets[sources]
        for d in sets[targets]
        if s != d
    }

    assert groups == {
        (s, d, flat(g.allows), g.when)
        for g in (*report.connections, *report.conditional)
        for s, d in g.pairs()
    }
    assert {
        (data["names"][n], tuple(data["ports"][ports]), facts_of(data, when))
        for names, ports, when in data["within"]
        for n in numbers(names)
    } == {(name, flat(w.allows), w.when) for w in report.within for name in w.workloads}
    assert overview.drawing.pairs == sum(
        1 for g in (*report.connections, *report.conditional) for _ in g.pairs()
    )
    covered = sorted(n for node in data["nodes"] for n in numbers(node["members"]))
    assert covered == list(range(len(data["names"])))


def written(found: str | Path | None, folder: Path) -> tuple[Overview, Manifests]:
    """The overview of an input, without findings."""
    if found is None:
        return crowd(folder, 4, 2), load_manifests([str(folder)])
    if isinstance(found, str):
        (folder / "all.yaml").write_text(found)
        found = folder
    manifests = load_manifests([str(found)])
    return survey(manifests, [], depth=Depth.NONE, most=0), manifests


def facts_of(data: dict[str, Any], when: int) -> tuple[str, ...]:
    return tuple(data["whens"][when]) if when >= 0 else ()


def flat(allows: Ports) -> tuple[object, ...]:
    return tuple(x for p in allows for x in (p.protocol.value, p.first, p.last))


def names_in(data: dict[str, Any], piece: str | list[int]) -> list[int]:
    """What the script reads: names of ranges, or those of the ends of a space."""
    if isinstance(piece, list):
        return numbers(piece)
    space, bits = (int(part, 16) for part in piece.split("."))
    return [
        name for end, names in enumerate(data["ends"][space]) if bits >> end & 1 for name in names
    ]


def numbers(found: list[int]) -> list[int]:
    """What the script reads: gap, length, gap, length, ..."""
    at = 0
    listed: list[int] = []
    for gap, length in zip(found[::2], found[1::2], strict=True):
        listed += range(at + gap, at + gap + length)
        at += gap + length
    return listed


@pytest.mark.parametrize("items", [[], [0], [5], [0, 1, 2], [3, 4, 9, 11, 12]])
def test_runs_are_read_back(items: list[int]) -> None:
    assert numbers(runs(items)) == items


def test_many_workloads_are_drawn_by_namespace(tmp_path: Path) -> None:
    overview = crowd(tmp_path, 70, 3, most=2)
    data = json.loads(json.dumps(reach_json(overview.drawing)))

    assert data["namespaces"]
    assert [n["label"] for n in data["nodes"] if n["kind"] == 1] == ["n-0", "n-1", "n-2"]
    assert len(overview.explained) == 2


@pytest.mark.parametrize(
    ("depth", "said"), [(Depth.QUICK, "Not looked for: NP301"), (Depth.NONE, "Not looked for: all")]
)
def test_findings_that_nobody_looked_for_are_said(
    overview: Overview, depth: Depth, said: str
) -> None:
    found = replace(overview, left_out=depth.left_out)
    page = Page(render_html(found))

    assert page.text.count(said) == 1
    assert page.text.count(f"Findings: {said[0].lower()}{said[1:]}") == 1
    assert said in render_summary(found, Canvas(), written=True)
    assert "ot looked for" not in Page(render_html(overview)).text


def test_no_two_nodes_overlap() -> None:
    labels = [f"shop/workload-{n}" for n in range(12)]
    star = [(0, n) for n in range(1, 12)]
    found, (width, height) = positions(labels, star), box_of(labels)

    assert found == positions(labels, star)
    for one, (x, y) in enumerate(found):
        assert x >= width / 2 - 1
        for u, v in found[:one]:
            assert abs(x - u) >= width - 2 or abs(y - v) >= height - 2


def test_where_nearly_all_are_linked_the_nodes_stand_in_rows() -> None:
    labels = [f"ns-{n}" for n in range(60)] + ["the world (4,969 ranges)", "ns-x"]
    found = positions(labels, combinations(range(len(labels)), 2))
    wide, last = found[-2], found[-1]

    assert len({y for _, y in found}) == 10
    assert found == sorted(found, key=lambda point: point[1])
    assert all(abs(wide[0] - x) >= 130 or abs(wide[1] - y) >= 50 for x, y in [*found[:-2], last])
    assert all(abs(x - u) >= 80 or abs(y - v) >= 50 for (x, y), (u, v) in combinations(found, 2))


def test_one_namespace_is_not_said_at_every_node(tmp_path: Path) -> None:
    one, two = (crowd(tmp_path / str(spaces), 3, spaces, most=0) for spaces in (1, 2))

    assert labels_of(one)[:3] == ["p-0", "p-1", "p-2"]
    assert labels_of(two)[:3] == ["n-0/p-0", "n-0/p-2", "n-1/p-1"]


def labels_of(overview: Overview) -> list[str]:
    nodes = json.loads(json.dumps(reach_json(overview.drawing)))["nodes"]
    return [node["label"] for node in nodes]


def test_a_missing_library_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "networkx", None)

    with pytest.raises(UsageError, match=r"netproof\[report\]"):
        layout.library()


def test_a_map_that_is_written_already_stands_on_the_page(overview: Overview) -> None:
    assert render_html(overview, reach_text(overview.drawing)) == render_html(overview)


def test_the_summary_counts(overview: Overview) -> None:
    text = render_summary(overview, Canvas(), written=False)

    assert text.startswith("4 workloads, ")
    assert "1 invariant: 1 refuted\n" in text
    assert "netproof report -o html=FILE" in text
    assert HOSTILE not in render_html(overview)
