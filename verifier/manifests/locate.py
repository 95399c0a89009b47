"""From an object and a field path to the place in the text: texts are composed again, and only
those that somebody asks about."""

from collections.abc import Iterator, Mapping

from yaml.nodes import Node, SequenceNode

from verifier.collecting import without_collection
from verifier.location import Location
from verifier.manifests.nodes import compose, location_of
from verifier.manifests.places import place_of, value_of

NAMES = ("name", "generateName")


class Places:
    """Finds fields in texts, which are given by path."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts
        self.known: dict[str, dict[Location, Node]] = {}

    def of(self, named: Location, field: str) -> Location:
        """Where the value of `field` begins, or of the nearest field around it that is written, in
        the object whose name is at `named`; `named` itself for "", or where there is no text."""
        root = self.objects(named.path).get(named) if field else None
        return named if root is None else place_of(field, root, named.path)

    def objects(self, path: str) -> Mapping[Location, Node]:
        """The objects of a text by the place of their names."""
        if path not in self.known:
            with without_collection():
                roots = compose(self.texts.get(path, ""), path, [])
                nodes = (node for root in roots for node in opened(root))
                self.known[path] = {place_of_name(node, path): node for node in nodes}
        return self.known[path]


def opened(node: Node) -> Iterator[Node]:
    """The objects of a document: itself, or the items of a list."""
    items = value_of(node, "items")
    if isinstance(items, SequenceNode):
        for item in items.value:
            yield from opened(item)
    else:
        yield node


def place_of_name(node: Node, path: str) -> Location:
    """Where a reader looks for the object: its name, or its begin."""
    meta = value_of(node, "metadata")
    if meta is not None:
        for name in NAMES:
            written = value_of(meta, name)
            if written is not None:
                return location_of(written, path)
    return location_of(node, path)
