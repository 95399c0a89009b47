"""`netproof report` in a browser: filters, connections, traces; nothing is fetched, nothing fails.

Skipped where no Chromium is installed (`chromium` in Debian) or playwright is missing.
"""

import shutil
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.generate import SIZES, write_cluster
from tests.cli.running import run
from tests.conformance.cases import ROOT
from tests.unit.report.html.pages import crowd
from verifier.report.html.page import render_html

if TYPE_CHECKING:
    from playwright.sync_api import Browser

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: apt-get install chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SLOW = 60_000  # milliseconds, for a busy machine
SHOP = "specs/examples/three-tier"
BOUTIQUE = ROOT.parent / "shared" / "real" / "online-boutique"


class Opened:
    """A page, and all that went wrong on it."""

    def __init__(self, browser: "Browser", path: Path, **options: Any) -> None:
        self.faults: list[str] = []
        self.page = browser.new_page(**options)
        self.page.set_default_timeout(SLOW)
        self.page.on("console", lambda message: self.faults.append(message.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("dialog", lambda dialog: self.faults.append(dialog.message))
        self.page.on("request", lambda request: self.requested(request.url, path))
        self.page.goto(path.as_uri())

    def requested(self, url: str, path: Path) -> None:
        """Anything but the page itself is a fault."""
        if url != path.as_uri():
            self.faults.append(url)

    def filtered(self, name: str, value: str) -> str:
        """The status after one filter is set."""
        before = self.page.inner_text("#status")
        if name == "space":
            self.page.select_option("#space", value)
        else:
            self.page.fill(f"#{name}", value)
        # Not wait_for_function: it polls by eval, which the page's own policy forbids.
        playwright.expect(self.page.locator("#status")).not_to_have_text(before, timeout=SLOW)
        return str(self.page.inner_text("#status"))


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    with playwright.sync_playwright() as tools:
        found = tools.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield found
        found.close()


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("shop") / "report.html"
    assert run("report", SHOP, "-o", f"html={path}").code == 0
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_connection_shows_the_rules_behind_it(
    browser: "Browser", shop: Path, scheme: str
) -> None:
    opened = Opened(browser, shop, color_scheme=scheme)
    page = opened.page
    assert "11 connections between 5" in page.inner_text("#status")

    assert "6 connections" in opened.filtered("port", "5432/tcp")
    page.get_by_role("button", name="production/backend to production/database: tcp/5432").focus()
    page.keyboard.press("Enter")
    details = page.inner_text("#details")

    assert "tcp/5432" in details
    assert "NetworkPolicy production/database-policy" in details
    assert "three-tier/policies.yaml:" in details
    assert "tier: backend" in details
    assert opened.faults == []


def test_the_words_of_connections_can_be_read(browser: "Browser", shop: Path) -> None:
    words = Opened(browser, shop).page.locator("g.edge text").all()
    boxes = [box for each in words if (box := each.bounding_box())]

    assert len(boxes) > 8
    for one, other in combinations(boxes, 2):
        gaps = (
            abs(one["x"] + one["width"] / 2 - other["x"] - other["width"] / 2)
            - (one["width"] + other["width"]) / 2,
            abs(one["y"] - other["y"]) - one["height"],
        )
        assert max(gaps) > -8  # the outline of letters, in which nothing is written


def test_all_filters_and_views_by_keyboard(browser: "Browser", shop: Path) -> None:
    opened = Opened(browser, shop)
    page = opened.page

    assert "4 connections" in opened.filtered("search", "database")
    assert page.locator("g.edge").count() == 4
    assert "0 connections" in opened.filtered("space", "kube-system")
    page.click("button[type=reset]")
    playwright.expect(page.locator("g.edge")).to_have_count(11, timeout=SLOW)
    assert "not one" in opened.filtered("port", "http")

    page.click("#tab-graph")
    page.keyboard.press("ArrowRight")
    assert page.get_attribute("#tab-matrix", "aria-selected") == "true"
    page.locator("td[data-s]").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert "kube-system/coredns → production/backend" in page.inner_text("#details")
    assert "no rule admits the flow" in page.inner_text("#details")

    page.click("#tab-list")
    page.locator("table.list button", has_text="production/frontend → production/backend").click()
    assert "tcp/8080" in page.inner_text("#details")
    assert opened.faults == []


def test_hostile_names_do_nothing(browser: "Browser", tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(render_html(crowd(tmp_path, 4, 2)), encoding="utf-8")
    opened = Opened(browser, path)

    opened.page.locator("g.edge").first.focus()
    opened.page.keyboard.press("Enter")
    assert "<img src=x onerror=alert(1)>" in opened.page.inner_text("#invariants")
    assert opened.page.locator("img").count() == 0
    assert opened.faults == []


def test_a_phone_needs_no_sideways_scrolling(browser: "Browser", shop: Path) -> None:
    opened = Opened(browser, shop, viewport={"width": 390, "height": 800})

    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert opened.faults == []


def test_what_comes_in_can_be_opened(browser: "Browser", tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    made = run("report", "specs/examples/services", "--lint", "none", "-o", f"html={path}")
    opened = Opened(browser, path, color_scheme="dark")
    page = opened.page

    assert made.code == 0, made.err
    page.get_by_role("link", name="1 way in").click()
    page.locator("#entries summary", has_text="Ingress shop/shop").click()
    shown = page.inner_text("#entries")
    assert "only any pod in namespace ingress-nginx" in shown
    assert "backend: {service: {name: web, port: {number: 80}}}" in shown
    assert "Not looked for: all findings." in page.inner_text("#findings")
    assert opened.faults == []


@pytest.mark.skipif(not BOUTIQUE.exists(), reason=f"no manifests: {BOUTIQUE} does not exist")
def test_the_picture_of_a_published_application_fits_a_page(
    browser: "Browser", tmp_path: Path
) -> None:
    path, size = tmp_path / "report.html", {"width": 1280, "height": 900}
    made = run("report", str(BOUTIQUE), "-o", f"html={path}")
    opened = Opened(browser, path, viewport=size)
    graph = opened.page.locator("svg", has=opened.page.locator("g.node"))
    box = graph.bounding_box()
    graph.screenshot(path=tmp_path / "online-boutique.png")  # for whoever looks at it

    assert made.code == 0, made.err
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size["width"]
    assert box["height"] <= size["height"]
    assert opened.page.locator("g.edge").count() > 12
    names = opened.page.locator("g.node text").all_text_contents()
    assert all(any(word in text for text in names) for word in ("frontend", "redis-cart"))
    for node in opened.page.locator("g.node").all():
        inner = node.bounding_box()
        assert inner is not None
        assert box["x"] <= inner["x"]
        assert inner["x"] + inner["width"] <= box["x"] + box["width"] + 1
        assert inner["y"] + inner["height"] <= box["y"] + box["height"] + 1
    assert opened.faults == []


def test_a_thousand_workloads(browser: "Browser", tmp_path: Path) -> None:
    write_cluster(tmp_path / "m", SIZES["M"])
    path = tmp_path / "report.html"
    made = run("report", str(tmp_path / "m"), "--no-lint", "--traces", "20", "-o", f"html={path}")
    opened = Opened(browser, path)
    page = opened.page

    assert made.code == 0, made.err
    assert path.stat().st_size < 10_000_000
    assert page.locator("g.node").count() == 101
    page.locator("g.node").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("#details li button").count() > 0
    space = page.locator("#space option").nth(1).get_attribute("value") or ""
    opened.filtered("space", space)
    workloads = page.get_by_role("button", name=f"workload {space}/")
    assert workloads.count() > 0
    for index in range(workloads.count()):  # of so many, only the chosen one's edges are drawn
        workloads.nth(index).focus()
        page.keyboard.press("Enter")
        if page.locator("g.edge").count():
            break
    page.locator("g.edge").first.focus()
    page.keyboard.press("Enter")
    shown = page.inner_text("#details")
    assert "netproof why" in shown or "Ingress" in shown
    assert opened.faults == []
