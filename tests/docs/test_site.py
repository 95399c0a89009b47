"""The site builds without a warning, and everything that it links to is there."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from docs.including import section_of, slug
from tests.cli.running import ROOT, run, scrubbed
from tests.cli.shown import matches, output_of, shown_in
from tests.docs.tutorial import play
from verifier.analysis.lint.registry import RULES
from verifier.dialect import PROFILES
from verifier.invariants import read_spec
from verifier.report.ci import differences, verdicts

DOCS = ROOT / "docs"
TUTORIAL = DOCS / "tutorial.md"
PAGES = sorted(set(DOCS.rglob("*.md")) - {TUTORIAL})
FENCED = re.compile(r"^```(\w+).*\n((?s:.*?))^```$", re.MULTILINE)
GAP = "specs/examples/notin-gap"


class Html(HTMLParser):
    """What a page links to, fetches, and can be linked to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if "id" in found:
            self.ids.add(found["id"])
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])
        if tag in ("script", "img", "iframe") and found.get("src"):
            self.fetched.append(found["src"])
        if tag == "link" and found.get("rel") not in ("canonical", "next", "prev"):
            self.fetched.append(found["href"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as strictly as mkdocs can."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", str(folder)],
        cwd=ROOT,
        env=scrubbed(NO_MKDOCS_2_WARNING="1"),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Html]:
    """Every page, read."""
    return {path: Html(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}


def target(site: Path, page: Path, link: str) -> tuple[Path, str]:
    """The file that a link leads to, and its anchor."""
    parts = urlsplit(link)
    base = site if parts.path.startswith("/") else page.parent
    path = unquote(parts.path.lstrip("/"))
    found = (base / path).resolve() if parts.path else page.resolve()
    return (found / "index.html" if found.is_dir() else found), unquote(parts.fragment)


def inside(links: list[str]) -> Iterator[str]:
    """The links that stay on the site."""
    return (each for each in links if not urlsplit(each).scheme)


def test_every_link_leads_somewhere(site: Path, pages: dict[Path, Html]) -> None:
    known = {path.resolve(): html for path, html in pages.items()}
    broken = []
    for page, html in pages.items():
        for link in (*inside(html.links), *inside(html.fetched)):
            path, anchor = target(site, page, link)
            there = path.exists() and (
                not anchor or path.suffix != ".html" or anchor in known[path].ids
            )
            if not there:
                broken.append((str(page.relative_to(site)), link))

    assert len(pages) > 60
    assert broken == []


def test_nothing_is_fetched_from_elsewhere(pages: dict[Path, Html]) -> None:
    fetched = {link for html in pages.values() for link in html.fetched}

    assert [link for link in fetched if urlsplit(link).scheme] == []


def test_the_pages_that_reports_name_are_there(site: Path) -> None:
    named = [verdicts.GUIDE, verdicts.CODES, differences.GUIDE]
    named += [f"rules/{rule.code}" for rule in RULES]
    missing = [page for page in named if not (site / page / "index.html").is_file()]

    assert missing == []
    assert (site / "schemas/invariants-v1.schema.json").is_file()


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(DOCS)))
def test_what_pages_show_is_what_happens(page: Path) -> None:
    for command, shown in shown_in(page):
        ran = output_of(command)
        assert matches(shown, ran.out), ran.out
        assert ran.err == ""


def test_the_tutorial_is_what_happens(tmp_path: Path) -> None:
    text = TUTORIAL.read_text(encoding="utf-8")

    assert matches(text, play(text, tmp_path))
    assert "REFUTED" in text
    assert text.count("```console") > 5


@pytest.mark.parametrize("page", [*PAGES, TUTORIAL], ids=lambda path: str(path.relative_to(DOCS)))
def test_invariants_files_in_pages_load(page: Path) -> None:
    for language, body in FENCED.findall(page.read_text(encoding="utf-8")):
        if language == "yaml" and body.startswith("apiVersion: netproof/v1"):
            assert read_spec(body, str(page)).invariants


REPORTS = [
    ("check", f"{GAP}/loosened"),
    ("check", "specs/examples/three-tier"),
    ("why", "shop/web", "shop/db:5432", f"{GAP}/strict"),
    ("why", "shop/web", "shop/db", f"{GAP}/strict"),
    ("lint", f"{GAP}/loosened"),
    ("diff", f"{GAP}/strict", f"{GAP}/loosened"),
    ("map", "specs/examples/three-tier"),
    ("coverage", "specs/examples/three-tier"),
]
NAMED_BY_USERS = {"labels", "namespace_labels", "origins", "levels", "used", "ignored", "readings"}


def keys(value: object) -> Iterator[str]:
    """The keys of a contract: of mappings whose keys are the user's, only their own name."""
    match value:
        case dict():
            for key, item in value.items():
                yield key
                if key not in NAMED_BY_USERS:
                    yield from keys(item)
        case list():
            for item in value:
                yield from keys(item)
        case _:
            pass


@pytest.mark.parametrize("arguments", REPORTS, ids=" ".join)
def test_the_page_on_json_names_every_key(arguments: tuple[str, ...]) -> None:
    text = (DOCS / "json.md").read_text(encoding="utf-8")
    report = json.loads(run(*arguments, "-o", "json").out)

    assert f"`{report['format']}`" in text
    assert sorted(key for key in set(keys(report)) if f"`{key}`" not in text) == []


def test_the_page_on_dialects_has_every_profile() -> None:
    text = (ROOT / "specs/semantics.md").read_text(encoding="utf-8")
    section = section_of(text, "dialect-what-the-api-leaves-open")

    for name, points in PROFILES.items():
        (row,) = [line for line in section.splitlines() if line.startswith(f"| `{name}` |")]
        stated = [f"`{point.replace('_', '-')}={value}`" for point, value in points.items()]
        assert row.split(" | ")[1] == ", ".join(stated)


def test_a_section_that_is_not_there_is_an_error() -> None:
    text = "# One\n\na\n\n## Two: a `b`\n\nc\n\n```sh\n# no heading\n```\n\n## Three\n"

    assert section_of(text, slug("Two: a `b`")) == "c\n\n```sh\n# no heading\n```\n"
    with pytest.raises(LookupError):
        section_of(text, "four")
