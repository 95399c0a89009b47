"""The objects of a text: by the place of their names, and by the places that they take up."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from yaml.nodes import MappingNode, Node, SequenceNode

from verifier.location import Location
from verifier.manifests.edits.layout import Page
from verifier.manifests.edits.trees import Steps, end_of, start_of
from verifier.manifests.places import value_of

NAMES = ("name", "generateName")


class Objects:
    """Finds the objects of a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.found = list(objects(page.roots))
        self.starts = [start_of(node) for _, node in self.found]
        self.by_name: dict[tuple[int, int], list[Steps]] = {}
        for steps, node in self.found:
            for mark in marks_of(node):
                self.by_name.setdefault(mark, []).append(steps)

    def named(self, location: Location) -> Steps | None:
        """The document, and the way in it, of the object whose location that is; None where it is
        not one object."""
        found = self.by_name.get((location.line, location.column), [])
        return found[0] if len(found) == 1 else None

    def at(self, index: int) -> Node | None:
        """The object that a character lies in: the item, where it is one of a list."""
        for number in range(bisect_right(self.starts, index) - 1, -1, -1):
            steps, node = self.found[number]
            if index <= end_of(node, self.page.text):
                return node
            if len(steps) == 1:
                return None
        return None


def objects(roots: Sequence[Node]) -> Iterator[tuple[Steps, Node]]:
    """The objects of the documents, those of lists included, in the order of the text."""
    for index, root in enumerate(roots):
        yield (index,), root
        items = value_of(root, "items")
        if isinstance(root, MappingNode) and isinstance(items, SequenceNode):
            at = next(i for i, (_, value) in enumerate(root.value) if value is items)
            yield from (((index, at, i), item) for i, item in enumerate(items.value))


def marks_of(node: Node) -> Iterator[tuple[int, int]]:
    """Where the object's name begins, or the object where it has none: line and column from 1."""
    meta = value_of(node, "metadata")
    names = [value_of(meta, key) for key in NAMES] if meta is not None else [node]
    for name in names:
        if name is not None:
            yield name.start_mark.line + 1, name.start_mark.column + 1
