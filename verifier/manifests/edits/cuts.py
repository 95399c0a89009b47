"""Edits as cuts in the text: which characters go when an item, a pair or a document goes."""

import re
from collections.abc import Collection, Iterator

from yaml.nodes import MappingNode, Node, ScalarNode

from verifier.manifests.edits.layout import Cut, Page, ends
from verifier.manifests.edits.trees import end_of, is_flow, start_of

_SEPARATOR = re.compile(r"---(?=\s|$)")


def removal(page: Page, parent: Node, gone: Collection[int]) -> Iterator[Cut]:
    """Take some items or pairs out of a collection, not all. Raises NotEditableError."""
    kept = [index for index in range(len(parent.value)) if index not in gone]
    if not kept:
        raise page.refuse("nothing would be left of a list or mapping", parent)
    for index in sorted(gone):
        if is_flow(parent):
            cut = flow_removal(page, parent, index, kept)
            if page.comments_in(cut.start, cut.end):
                raise page.refuse("a comment stands inside brackets", parent)
            yield cut
        else:
            yield block_removal(page, parent, index, kept)


def flow_removal(page: Page, parent: Node, index: int, kept: list[int]) -> Cut:
    """Up to the next item; for one that no kept item follows, from behind the last kept one."""
    first, last = ends(parent, index)
    if kept[-1] > index:
        return Cut(start_of(first), start_of(ends(parent, index + 1)[0]))
    return Cut(end_of(ends(parent, kept[-1])[1], page.text), end_of(last, page.text))


def block_removal(page: Page, parent: Node, index: int, kept: list[int]) -> Cut:
    """Whole lines, with the blank lines that set the item off."""
    first, _ = ends(parent, index)
    shared = page.line(first.start_mark.line)[: first.start_mark.column].strip()
    if isinstance(parent, MappingNode) and shared and index + 1 < len(parent.value):
        cut = Cut(start_of(first), start_of(ends(parent, index + 1)[0]))
        if page.comments_in(cut.start, cut.end):
            raise page.refuse("a comment stands between it and what follows", first)
        return cut
    top, after = page.lines_of_item(parent, index)
    if kept[0] < index:
        while page.is_blank(top - 1):
            top -= 1
    elif kept[-1] > index:
        while page.is_blank(after):
            after += 1
    return Cut(page.begin(top), page.begin(after))


def replacement(page: Page, key: Node | None, node: Node, value: str) -> Iterator[Cut]:
    """Put a value in the place of a node; `key` is the one before it. Quotes stay quotes."""
    start, end = start_of(node), end_of(node, page.text)
    if isinstance(node, ScalarNode):
        if page.text[start : start + 1] in ("!", "&", "*") or node.style in ("|", ">"):
            raise page.refuse("its value has a tag or an anchor, or is a block of text", node)
        quote = node.style or ""
        yield Cut(start, end, f"{quote}{value}{quote}")
        return
    if is_flow(node) or key is None:
        if page.comments_in(start, end):
            raise page.refuse("a comment stands inside brackets", node)
        yield Cut(start, end, value)
        return
    colon = page.text.find(":", end_of(key, page.text), start)
    comment = page.by_line.get(page.line_of(colon))
    behind = colon + 1
    if comment is not None and colon < comment.start < start:
        behind = comment.end  # it stays where it is, behind the new value
    if colon < 0 or page.text[behind:start].strip():
        raise page.refuse("a comment or a tag stands before its value", node)
    yield Cut(colon + 1, colon + 1, f" {value}")
    own = page.by_line.get(page.line_of(end - 1))
    yield Cut(behind, own.end if own is not None and own.start >= end else end)


def insertion(page: Page, parent: Node, before: int, name: str, words: tuple[str, ...]) -> Cut:
    """Write a pair before another one. Raises NotEditableError."""
    key, _ = ends(parent, before)
    quote = '"' if isinstance(key, ScalarNode) and key.style == '"' else ""
    listed = ", ".join(f"{quote}{word}{quote}" for word in words)
    pair = f"{quote}{name}{quote}: [{listed}]"
    if is_flow(parent):
        start = start_of(ends(parent, 0)[0])
        return Cut(start, start, f"{pair}, ")
    top, _ = page.lines_of_item(parent, before)
    line = page.line(key.start_mark.line)
    end = "\r\n" if "\r\n" in page.text else "\n"
    start = page.begin(top)
    return Cut(start, start, f"{line[: key.start_mark.column]}{pair}{end}")


def document_removal(page: Page, root: Node) -> Cut:
    """Take a document out of a text that has others, with one of the lines that part it from
    them. Raises NotEditableError."""
    last = len(page.starts) - 1
    parted = [line for line in range(last) if _SEPARATOR.match(page.line(line))]
    if any(page.line(line).startswith(("%", "...")) for line in range(last)):
        raise page.refuse("the file has directives or ends of documents", root)
    top = root.start_mark.line
    before = [line for line in parted if line <= top]
    following = [line for line in parted if line > top]
    for line in (*before[-1:], *following[:1]):
        if page.line(line).rstrip() != "---":
            raise page.refuse("a document begins on the line of its `---`", root)
    if following:
        start = before[-1] if before else own_head(page, top)
        end = following[0] if before else following[0] + 1
        return Cut(page.begin(start), page.begin(end))
    return Cut(page.begin(before[-1]), page.begin(last))


def own_head(page: Page, top: int) -> int:
    """The first line of the comments right above the first document; what is parted from them by
    a blank line speaks of the file."""
    while page.comment_column(top - 1) is not None:
        top -= 1
    return top
