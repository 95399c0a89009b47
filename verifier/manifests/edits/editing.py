"""Texts edited in place, and the proof that nothing else was."""

import re
from collections.abc import Mapping, Sequence

from yaml.nodes import Node

from verifier.location import Location
from verifier.manifests.edits.layout import Cut, Page
from verifier.manifests.edits.objects import Objects
from verifier.manifests.edits.outcome import applied, confirm, cuts_of, drop, expect
from verifier.manifests.edits.requests import Edit, NotEditableError, RemoveObject
from verifier.manifests.edits.trees import Steps, node_at, shares_nodes, tree_at, tree_of
from verifier.manifests.nodes import has_joined_escapes, written

RARE_BREAK = re.compile("\r(?!\n)|[\x85\u2028\u2029]")
MARK = "\ufeff"
Wanted = Mapping[Location, Sequence[Edit]]


def edited(text: str, path: str, wanted: Wanted) -> str:
    """The text with its objects edited, each known by its location; all edits or none.

    The text is one that loads. Raises NotEditableError where it cannot be changed without touching
    anything else; then it must be left alone.
    """
    return Editor(text, path).result(wanted)


def edited_where_possible(text: str, path: str, wanted: Wanted) -> tuple[str, dict[Location, str]]:
    """The text with those of its objects edited that can be, and why the others cannot."""
    refused: dict[Location, str] = {}
    try:
        editor = Editor(text, path)
    except NotEditableError as error:
        return text, dict.fromkeys(wanted, error.reason)
    for location, edits in wanted.items():
        try:
            editor.cuts(location, edits)
        except NotEditableError as error:
            refused[location] = error.reason
    left = {location: edits for location, edits in wanted.items() if location not in refused}
    try:
        return editor.result(left), refused
    except NotEditableError:
        refused |= editor.culprits(left)
    left = {location: edits for location, edits in left.items() if location not in refused}
    try:
        return editor.result(left), refused
    except NotEditableError as error:
        return text, refused | dict.fromkeys(left, error.reason)


class Editor:
    """One text, and what it would be after edits. Raises NotEditableError for a text in which
    places cannot be told for sure."""

    def __init__(self, text: str, path: str) -> None:
        bare = text.removeprefix(MARK)
        self.mark = text[: len(text) - len(bare)]
        if has_joined_escapes(bare):
            raise NotEditableError("it writes characters as pairs of escapes", Location(path, 1, 1))
        if RARE_BREAK.search(bare):
            raise NotEditableError("its lines end in an unusual way", Location(path, 1, 1))
        self.page = Page(path, bare, written(bare))
        self.objects = Objects(self.page)

    def root(self, location: Location) -> tuple[Steps, Node]:
        """The object at a location. Raises NotEditableError."""
        where = self.objects.named(location)
        if where is None:
            raise NotEditableError("its object cannot be found in the text", location)
        return where, node_at(self.page.roots[where[0]], where[1:])

    def cuts(self, location: Location, edits: Sequence[Edit]) -> list[Cut]:
        """The cuts of edits inside an object. Raises NotEditableError."""
        _, root = self.root(location)
        if any(isinstance(edit, RemoveObject) for edit in edits):
            return []
        if shares_nodes(root):
            raise self.page.refuse("it uses an anchor, an alias or a merge key", root)
        return list(cuts_of(self.page, root, edits))

    def result(self, wanted: Wanted) -> str:
        """The text after all edits. Raises NotEditableError."""
        expected = [tree_of(root) for root in self.page.roots]
        cuts: list[Cut] = []
        dropped: dict[Steps, set[int]] = {}
        for location, edits in wanted.items():
            where, root = self.root(location)
            if any(isinstance(edit, RemoveObject) for edit in edits):
                dropped.setdefault(where[:-1], set()).add(where[-1])
                continue
            cuts += self.cuts(location, edits)
            expect(self.page, tree_at(expected[where[0]], where[1:]), root, edits)
        cuts += drop(self.page, expected, dropped)
        text = applied(self.page, cuts)
        confirm(self.page, text, expected, cuts)
        return self.mark + text

    def culprits(self, wanted: Wanted) -> dict[Location, str]:
        """The objects that cannot be edited even without most of the others, with why."""
        try:
            self.result(wanted)
            return {}
        except NotEditableError as error:
            if len(wanted) == 1:
                return dict.fromkeys(wanted, error.reason)
        places = list(wanted)
        middle = len(places) // 2
        found: dict[Location, str] = {}
        for half in (places[:middle], places[middle:]):
            found |= self.culprits({place: wanted[place] for place in half})
        return found
