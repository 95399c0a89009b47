"""Which lines a field of an object takes up, and what its annotations say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from yaml.nodes import MappingNode, Node, ScalarNode

from verifier.location import Location
from verifier.manifests.comments import Comment
from verifier.manifests.edits.layout import Page, ends
from verifier.manifests.edits.objects import Objects, objects
from verifier.manifests.edits.requests import NotEditableError
from verifier.manifests.edits.trees import Tree, end_of, is_flow, node_at, start_of, tree_of, way_to
from verifier.manifests.nodes import location_of, written
from verifier.manifests.places import value_of

__all__ = ["Extent", "Extents", "Tree", "lines_of", "value_in"]


@dataclass(frozen=True, slots=True)
class Extent:
    """The lines `first` to `last` of a text, from 1."""

    path: str
    first: int
    last: int

    def holds(self, place: Location) -> bool:
        """The place is in one of the lines."""
        return self.path == place.path and self.first <= place.line <= self.last


class Extents:
    """Finds fields in texts, which are given by path; each is composed again once."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts
        self.pages: dict[str, Page] = {}
        self.indices: dict[str, Objects] = {}

    def page(self, path: str) -> Page:
        """A text with its documents."""
        if path not in self.pages:
            text = self.texts[path].removeprefix("\ufeff")
            self.pages[path] = Page(path, text, written(text))
        return self.pages[path]

    def comments(self, path: str) -> list[Comment]:
        """The comments of a text, in order."""
        return self.page(path).comments

    def of(self, place: Location, field: str) -> Extent | None:
        """The lines of a field of the object that `place` lies in, with the comments that belong
        to it; of the nearest field around it that is written. None where there is no object."""
        found = self.object_at(place)
        if found is None:
            return None
        steps, _ = way_to(field, found)
        return lines_of(self.page(place.path), found, steps)

    def content_of(self, place: Location, field: str) -> Tree | None:
        """What the field says, None where it or its object is not written."""
        found = self.object_at(place)
        if found is None:
            return None
        steps, missing = way_to(field, found)
        return None if missing else tree_of(node_at(found, steps))

    def object_at(self, place: Location) -> Node | None:
        """The object that a place lies in: the item, where it is one of a list."""
        if place.path not in self.texts:
            return None
        page = self.page(place.path)
        index = page.begin(place.line - 1) + place.column - 1
        if place.path not in self.indices:
            self.indices[place.path] = Objects(page)
        return self.indices[place.path].at(index)

    def annotations(self, path: str, name: str) -> Iterator[tuple[Node, Location, Extent, str]]:
        """Each object of a text that has the annotation: the annotations, where this one is, the
        lines of the object, and its value."""
        page = self.page(path)
        for steps, node in objects(page.roots):
            meta = value_of(node, "metadata")
            found = None if meta is None else value_of(meta, "annotations")
            value = None if found is None else value_of(found, name)
            if found is not None and isinstance(value, ScalarNode):
                extent = lines_of(page, page.roots[steps[0]], steps[1:])
                yield found, location_of(value, path), extent, value.value


def lines_of(page: Page, root: Node, steps: tuple[int, ...]) -> Extent:
    """The lines of what is at the end of the steps, with its own comments."""
    if not steps:
        top = root.start_mark.line
        while page.comment_column(top - 1) == root.start_mark.column:
            top -= 1
        return Extent(page.path, top + 1, page.line_of(max(end_of(root, page.text) - 1, 0)) + 1)
    parent = node_at(root, steps[:-1])
    first, last = ends(parent, steps[-1])
    try:
        if not is_flow(parent):
            top, after = page.lines_of_item(parent, steps[-1])
            return Extent(page.path, top + 1, after)
    except NotEditableError:
        pass
    bottom = page.line_of(max(end_of(last, page.text) - 1, start_of(first)))
    return Extent(page.path, first.start_mark.line + 1, bottom + 1)


def value_in(annotations: Node, name: str) -> str | None:
    """The text of another annotation."""
    value = value_of(annotations, name) if isinstance(annotations, MappingNode) else None
    return value.value if isinstance(value, ScalarNode) else None
