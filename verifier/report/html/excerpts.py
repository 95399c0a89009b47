"""Places in files, as a page shows them: the lines of a YAML node, the first one marked."""

from collections.abc import Mapping

from verifier.location import Location
from verifier.report.excerpt import extent
from verifier.report.html.escaping import element, escaped

HEIGHT = 8
WIDTH = 300  # characters of a line


class Excerpts:
    """Excerpts of texts; `origins` maps rendered places to those in templates."""

    def __init__(
        self, texts: Mapping[str, str], origins: Mapping[Location, Location] | None = None
    ) -> None:
        self.texts = texts
        self.origins = origins or {}
        self.lines: dict[str, list[str]] = {}

    def show(self, location: Location, label: str = "") -> str:
        """The place, and its lines where its text is at hand."""
        where = escaped(str(location)) if location.path else ""
        if not where:
            return ""
        words = f" {element('em', escaped(label))}" if label else ""
        caption = element("figcaption", element("code", where) + words + self.template(location))
        return element("figure", caption + self.code(location), class_="place")

    def template(self, location: Location) -> str:
        """Where a rendered place comes from, if that is known."""
        found = self.origins.get(location)
        return f" (rendered from {element('code', escaped(str(found)))})" if found else ""

    def code(self, location: Location) -> str:
        """The numbered lines of the node."""
        if location.path not in self.lines:
            self.lines[location.path] = self.texts.get(location.path, "").splitlines()
        lines = self.lines[location.path]
        if not 0 < location.line <= len(lines):
            return ""
        end, _ = extent(lines[: location.line + HEIGHT], location)
        last = min(end, location.line + HEIGHT - 1)
        rows = [self.row(number, lines[number - 1]) for number in range(location.line, last + 1)]
        rows[0] = element("mark", rows[0])
        if end > last:
            rows.append(element("span", "...", class_="more"))
        return element("pre", "\n".join(rows), tabindex="0")

    def row(self, number: int, line: str) -> str:
        """One line behind its number, cut where it is very long."""
        cut = line if len(line) <= WIDTH else line[:WIDTH] + " ..."
        return element("b", str(number)) + escaped(cut)
