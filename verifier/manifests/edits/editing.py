"""Texts edited in place, and the proof that nothing else was."""

import re
from collections.abc import Iterator, Mapping, Sequence

from yaml.error import YAMLError
from yaml.nodes import MappingNode, Node, SequenceNode

from verifier.location import Location
from verifier.manifests.comments import comments
from verifier.manifests.edits.cuts import document_removal, insertion, removal, replacement
from verifier.manifests.edits.layout import Cut, Page
from verifier.manifests.edits.requests import (
    Edit,
    NotEditableError,
    Remove,
    RemoveObject,
    Replace,
    Write,
)
from verifier.manifests.edits.trees import (
    Steps,
    Tree,
    is_flow,
    node_at,
    shares_nodes,
    steps_to,
    tree_at,
    tree_of,
)
from verifier.manifests.nodes import has_joined_escapes, written
from verifier.manifests.places import value_of

RARE_BREAK = re.compile("\r(?!\n)|[\x85\u2028\u2029]")
MARK = "\ufeff"
STRING = "tag:yaml.org,2002:str"


def edited(text: str, path: str, wanted: Mapping[Location, Sequence[Edit]]) -> str:
    """The text with its objects edited, each known by its location; all edits or none.

    The text is one that loads. Raises NotEditableError where it cannot be changed without touching
    anything else; then it must be left alone.
    """
    bare = text.removeprefix(MARK)
    if has_joined_escapes(bare):
        raise NotEditableError("it writes characters as pairs of escapes", Location(path, 1, 1))
    if RARE_BREAK.search(bare):
        raise NotEditableError("its lines end in an unusual way", Location(path, 1, 1))
    page = Page(path, bare, written(bare))
    expected = [tree_of(root) for root in page.roots]
    cuts: list[Cut] = []
    dropped: dict[Steps, set[int]] = {}
    for location, edits in wanted.items():
        where = place_of_object(page, location)
        if any(isinstance(edit, RemoveObject) for edit in edits):
            dropped.setdefault(where[:-1], set()).add(where[-1])
            continue
        root = node_at_place(page, where)
        if shares_nodes(root):
            raise page.refuse("it uses an anchor, an alias or a merge key", root)
        cuts += cuts_of(page, root, edits)
        expect(page, tree_at(expected[where[0]], where[1:]), root, edits)
    cuts += drop(page, expected, dropped)
    result = applied(page, cuts)
    confirm(page, result, expected, cuts)
    return text[: len(text) - len(bare)] + result


def place_of_object(page: Page, location: Location) -> Steps:
    """The document, and the way in it, of the object whose location that is."""
    found = [steps for steps, node in objects(page.roots) if is_at(node, location)]
    if len(found) != 1:
        raise NotEditableError("its object cannot be found in the text", location)
    return found[0]


def objects(roots: Sequence[Node]) -> Iterator[tuple[Steps, Node]]:
    """The objects of the documents, those of lists included."""
    for index, root in enumerate(roots):
        yield (index,), root
        items = value_of(root, "items")
        if isinstance(root, MappingNode) and isinstance(items, SequenceNode):
            at = next(i for i, (_, value) in enumerate(root.value) if value is items)
            yield from (((index, at, i), item) for i, item in enumerate(items.value))


def is_at(node: Node, location: Location) -> bool:
    """The object's name, or the object where it has none, begins there."""
    meta = value_of(node, "metadata")
    names = [value_of(meta, key) for key in ("name", "generateName")] if meta else [node]
    marks = [name.start_mark for name in names if name is not None]
    return any((m.line + 1, m.column + 1) == (location.line, location.column) for m in marks)


def node_at_place(page: Page, where: Steps) -> Node:
    """The node of an object."""
    return node_at(page.roots[where[0]], where[1:])


def outermost(page: Page, root: Node, edits: Sequence[Edit]) -> Iterator[tuple[Steps, Edit]]:
    """Each edit of fields with the way to its field, without those inside of what is removed."""
    found: dict[Steps, Edit] = {}
    writes: list[tuple[Steps, Edit]] = []
    for edit in edits:
        assert not isinstance(edit, RemoveObject)
        steps = steps_to(edit.field, root)
        if steps is None:
            raise page.refuse(f"{edit.field} is not written there", root)
        if isinstance(edit, Write):
            writes.append((steps, edit))
        else:
            found[steps] = edit
    outer = [steps for steps, edit in found.items() if isinstance(edit, Remove)]
    for steps, edit in sorted(found.items(), key=lambda item: item[0]):
        if not any(steps[: len(o)] == o and len(o) < len(steps) for o in outer):
            yield steps, edit
    yield from writes


def cuts_of(page: Page, root: Node, edits: Sequence[Edit]) -> Iterator[Cut]:
    """The cuts of the edits of one object."""
    gone: dict[Steps, set[int]] = {}
    for steps, edit in outermost(page, root, edits):
        match edit:
            case Remove():
                gone.setdefault(steps[:-1], set()).add(steps[-1])
            case Replace(value=value):
                parent = node_at(root, steps[:-1])
                key = parent.value[steps[-1]][0] if isinstance(parent, MappingNode) else None
                yield from replacement(page, key, node_at(root, steps), value)
            case Write(name=name, words=words, before=before):
                parent = node_at(root, steps)
                keys = [key.value for key, _ in parent.value]
                yield insertion(page, parent, keys.index(before), name, words)
            case RemoveObject():
                raise AssertionError(edit)
    for steps, indices in gone.items():
        yield from removal(page, node_at(root, steps), indices)


def expect(page: Page, tree: Tree, root: Node, edits: Sequence[Edit]) -> None:
    """Edit the tree of an object, in place."""
    planned = [(tree_at(tree, s[:-1])[2], s, e) for s, e in outermost(page, root, edits)]
    removed = [(at, at[s[-1]]) for at, s, edit in planned if isinstance(edit, Remove)]
    for at, steps, edit in planned:
        if isinstance(edit, Replace):
            kind, tag, _ = tree_at(tree, steps)
            new: Tree = (kind, tag, [edit.value]) if kind == "text" else ("map", "", [])
            at[steps[-1]] = [at[steps[-1]][0], new] if isinstance(at[steps[-1]], list) else new
        elif isinstance(edit, Write):
            parent = node_at(root, steps)
            keys = [key.value for key, _ in parent.value]
            words = [text_like(parent, word) for word in edit.words]
            pair = [text_like(parent, edit.name), ("seq", "", words)]
            pairs = tree_at(tree, steps)[2]
            pairs.insert(0 if is_flow(parent) else keys.index(edit.before), pair)
    for at, item in removed:
        at[:] = [other for other in at if other is not item]


def text_like(parent: Node, text: str) -> Tree:
    """A word written as the keys of a mapping are."""
    return ("text", STRING if parent.value[0][0].style == '"' else "", [text])


def drop(page: Page, expected: list[Tree], dropped: Mapping[Steps, set[int]]) -> Iterator[Cut]:
    """Take whole objects out of lists, then out of the text."""
    for where, indices in sorted(dropped.items(), reverse=True):
        if where:
            yield from removal(page, node_at_place(page, where), indices)
            items = tree_at(expected[where[0]], where[1:])[2]
            for index in sorted(indices, reverse=True):
                del items[index]
            continue
        if len(indices) == sum(1 for root in page.roots if root.value):
            root = page.roots[min(indices)]
            raise page.refuse("it is all that the file holds: remove the file", root)
        for index in sorted(indices, reverse=True):
            yield document_removal(page, page.roots[index])
            del expected[index]


def applied(page: Page, cuts: Sequence[Cut]) -> str:
    """The text after all cuts; what lies in two of them goes once."""
    text, at = [], 0
    for cut in sorted(cuts, key=lambda cut: (cut.start, cut.end)):
        if cut.text and cut.start < min(at, cut.end):
            raise NotEditableError("two edits meet in one place", Location(page.path, 1, 1))
        text.append(page.text[at : cut.start])
        text.append(cut.text)
        at = max(at, cut.end)
    return "".join((*text, page.text[at:]))


def confirm(page: Page, result: str, expected: Sequence[Tree], cuts: Sequence[Cut]) -> None:
    """Raises NotEditableError unless the result says what is expected, and every comment outside
    of the cuts is still there."""
    nowhere = Location(page.path, 1, 1)
    try:
        found = [tree_of(root) for root in written(result)]
    except YAMLError:
        raise NotEditableError("its layout is one that cannot be edited", nowhere) from None
    if found != list(expected):
        raise NotEditableError("its layout is one that cannot be edited", nowhere)
    kept = [
        comment.text
        for comment in page.comments
        if not any(cut.start <= comment.start < cut.end for cut in cuts)
    ]
    if [comment.text for comment in comments(result)] != kept:
        raise NotEditableError("a comment would be lost", nowhere)
