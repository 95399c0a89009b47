"""What edits come to: the cuts in the text, and the trees that it must say afterwards."""

from collections.abc import Iterator, Mapping, Sequence

from yaml.error import YAMLError
from yaml.nodes import MappingNode, Node

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
    steps_to,
    tree_at,
    tree_of,
)
from verifier.manifests.nodes import STRING, written


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
            yield from removal(page, node_at(page.roots[where[0]], where[1:]), indices)
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
    gone = {c.start for cut in cuts for c in page.comments_in(cut.start, cut.end)}
    kept = [comment.text for comment in page.comments if comment.start not in gone]
    if [comment.text for comment in comments(result)] != kept:
        raise NotEditableError("a comment would be lost", nowhere)
