"""A hook of mkdocs: pages that are written elsewhere in the project have one source.

A paragraph that is nothing but `[Included: PATH](PATH)` becomes that file; with `#section`, what
stands below that heading. Links of included text lead to the page that includes their target; to a
page that shows the file where none does.
"""

import posixpath
import re
from collections.abc import Callable
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[1]
PAGES = "docs"
SCHEMAS = "specs/schemas"
INCLUDE = re.compile(r"^\[Included: [^\]]+\]\(([^)#\s]+)(?:#([\w-]+))?\)$", re.M)
LINK = re.compile(r"\]\(([^)#\s]*)(#[^)\s]*)?\)")
HEADING = re.compile(r"(#+) (.*)")
LANGUAGES = {".yaml": "yaml", ".yml": "yaml", ".json": "json", ".sh": "sh"}


def slug(title: str) -> str:
    """The anchor of a heading."""
    return re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", title).strip().lower())


def sources() -> dict[str, str]:
    """Every page, and the Markdown file of the project that it includes whole, the other way
    round: paths from the root of the project, and paths from docs/."""
    homes = {}
    for path in sorted((ROOT / PAGES).rglob("*.md")):
        page = path.relative_to(ROOT / PAGES).as_posix()
        homes[f"{PAGES}/{page}"] = page
        for target, section in INCLUDE.findall(path.read_text(encoding="utf-8")):
            if not section and target.endswith(".md"):
                homes[_resolved(f"{PAGES}/{page}", target)] = page
    return homes


def _resolved(source: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), target))


def expanded(page: str, text: str, homes: dict[str, str], shown: set[str]) -> str:
    """The text of a page with what it includes, and links that lead to pages; files without a page
    are added to `shown`. Raises LookupError for a section that is not there."""
    held: list[str] = []

    def include(match: re.Match[str]) -> str:
        path = _resolved(f"{PAGES}/{page}", match[1])
        found = (ROOT / path).read_text(encoding="utf-8")
        if not path.endswith(".md"):
            held.append(_fenced(path, found))
        else:
            found = section_of(found, match[2]) if match[2] else found
            held.append(relinked(found, _linking(page, path, homes, shown)))
        return f"\0{len(held) - 1}\0"

    text = relinked(INCLUDE.sub(include, text), _linking(page, f"{PAGES}/{page}", homes, shown))
    return re.sub("\0(\\d+)\0", lambda match: held[int(match[1])], text)


def _fenced(path: str, text: str) -> str:
    language = LANGUAGES.get(posixpath.splitext(path)[1], "")
    fence = "~~~~" if "```" in text else "```"
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def section_of(text: str, wanted: str) -> str:
    """What stands below a heading, without it. Raises LookupError."""
    found: list[str] = []
    level = 0
    fenced = False
    for line in text.splitlines():
        fenced ^= line.startswith("```")
        heading = None if fenced else HEADING.fullmatch(line)
        if level and heading and len(heading[1]) <= level:
            break
        if level:
            found.append(line)
        elif heading and slug(heading[2]) == wanted:
            level = len(heading[1])
    if not level:
        raise LookupError(f"no section {wanted!r}")
    return "\n".join(found).strip() + "\n"


def relinked(text: str, link: Callable[[str, str], str | None]) -> str:
    """The text with every link outside of code as `link` says; None takes a link away."""

    def replaced(match: re.Match[str]) -> str:
        new = link(match[1], match[2] or "")
        return f"]({new})" if new is not None else "]"

    fenced, lines = False, []
    for line in text.splitlines():
        fenced ^= line.startswith(("```", "~~~~"))
        lines.append(line if fenced else LINK.sub(replaced, line))
    return "\n".join(lines) + "\n"


def _linking(
    page: str, source: str, homes: dict[str, str], shown: set[str]
) -> Callable[[str, str], str | None]:
    def link(target: str, anchor: str) -> str | None:
        if "://" in target or target.startswith("mailto:"):
            return target + anchor
        path = _resolved(source, target) if target else source
        if (ROOT / path / "README.md").exists() and (ROOT / path).is_dir():
            path = f"{path}/README.md"
        if path in homes:
            home = homes[path]
        elif path.startswith(f"{SCHEMAS}/"):
            home = path.removeprefix("specs/")
        elif (ROOT / path).is_file():
            shown.add(path)
            home = shown_at(path)
        elif (ROOT / path).is_dir():
            return None
        else:
            return target + anchor  # mkdocs tells that it leads nowhere
        return anchor if home == page and anchor else relative(home, page) + anchor

    return link


def shown_at(path: str) -> str:
    """The page that shows a file; mkdocs leaves out names that begin with a dot."""
    return f"files/{path.lstrip('.')}.md"


def relative(target: str, page: str) -> str:
    """The path of a page as another one writes it."""
    return posixpath.relpath(target, posixpath.dirname(page) or ".")


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add the pages that show files, and the schemas."""
    homes, shown = sources(), set[str]()
    for file in files.documentation_pages():
        expanded(file.src_uri, file.content_string, homes, shown)
    for path in sorted(shown):
        text = (ROOT / path).read_text(encoding="utf-8")
        content = f"# {posixpath.basename(path)}\n\n`{path}`\n\n{_fenced(path, text)}\n"
        files.append(File.generated(config, shown_at(path), content=content))
    for schema in sorted((ROOT / SCHEMAS).glob("*.json")):
        uri = f"schemas/{schema.name}"
        files.append(File.generated(config, uri, abs_src_path=str(schema)))
    return files


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """The text of a page."""
    uri = page.file.src_uri
    return markdown if uri.startswith("files/") else expanded(uri, markdown, sources(), set())
