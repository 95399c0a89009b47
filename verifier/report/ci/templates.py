"""Notices on rendered manifests, moved to the templates that people edit."""

from collections.abc import Mapping
from dataclasses import replace

from verifier.location import Location
from verifier.report.ci.notice import Notice, Placed

NO_FILE = "<"  # the first character of the path of standard input


def at_template(
    notice: Notice, origins: Mapping[Location, Location], texts: Mapping[str, str]
) -> Notice:
    """The notice at the template of its place, where that is a file, or the place is in none: the
    rendered place is related then; else the template is."""
    location = notice.location
    if location is None:
        return notice
    template = origins.get(location)
    related = [_moved(placed, origins) for placed in notice.related]
    steps = tuple(_moved(placed, origins) for placed in notice.steps)
    if template is not None:
        if template.path in texts or location.path.startswith(NO_FILE):
            location, other = template, ("rendered here", location)
        else:
            other = ("the template", template)
        if not other[1].path.startswith(NO_FILE):
            related.append(other)
        place = f"{template.path}:{template.line}" if template.path in texts else template.path
        rows = (*notice.rows, ("template", place), ("rendered", str(notice.location)))
        notice = replace(notice, rows=rows)
    return replace(notice, location=location, related=tuple(related), steps=steps)


def _moved(placed: Placed, origins: Mapping[Location, Location]) -> Placed:
    text, location = placed
    return text, origins.get(location, location)
