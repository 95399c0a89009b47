"""Where the lines and comments of a text are, and which of them belong to a node."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from yaml.nodes import MappingNode, Node, SequenceNode

from verifier.location import Location
from verifier.manifests.comments import Comment, comments_in
from verifier.manifests.edits.requests import NotEditableError
from verifier.manifests.edits.trees import end_of, start_of


@dataclass(frozen=True, slots=True)
class Cut:
    """The characters from `start` to before `end` become `text`."""

    start: int
    end: int
    text: str = ""


@dataclass(slots=True)
class Page:
    """A text without a byte order mark, with its documents; lines count from 0 here."""

    path: str
    text: str
    roots: list[Node]
    comments: list[Comment] = field(init=False)
    starts: list[int] = field(init=False)
    by_line: dict[int, Comment] = field(init=False)

    def __post_init__(self) -> None:
        self.comments = comments_in(self.text, self.roots) if "#" in self.text else []
        self.starts = [0]
        for line in self.text.split("\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.starts[-1] = len(self.text)
        if self.starts[-1] == self.starts[-2]:
            self.starts.pop()
        self.by_line = {comment.line - 1: comment for comment in self.comments}

    def line_of(self, index: int) -> int:
        """The line that a character is in."""
        return max(0, min(bisect_right(self.starts, index), len(self.starts) - 1) - 1)

    def line(self, number: int) -> str:
        """A line without its end; "" beyond the last one."""
        if not 0 <= number < len(self.starts) - 1:
            return ""
        return self.text[self.starts[number] : self.starts[number + 1]].rstrip("\r\n")

    def begin(self, number: int) -> int:
        """The index at which a line begins: the end of the text beyond the last one."""
        return self.starts[min(number, len(self.starts) - 1)]

    def exists(self, number: int) -> bool:
        """There is such a line."""
        return 0 <= number < len(self.starts) - 1

    def is_blank(self, number: int) -> bool:
        """The line exists and holds nothing."""
        return self.exists(number) and not self.line(number).strip()

    def comment_column(self, number: int) -> int | None:
        """The column (from 0) of the comment that has the line to itself."""
        found = self.by_line.get(number)
        return found.column - 1 if found is not None and found.alone else None

    def comments_in(self, start: int, end: int) -> list[Comment]:
        """The comments that begin from `start` to before `end`."""
        first, after = (
            bisect_left(self.comments, index, key=lambda comment: comment.start)
            for index in (start, end)
        )
        return self.comments[first:after]

    def refuse(self, reason: str, node: Node) -> NotEditableError:
        """The error for a text that cannot be edited because of a node."""
        mark = node.start_mark
        return NotEditableError(reason, Location(self.path, mark.line + 1, mark.column + 1))

    def lines_of_item(self, parent: Node, index: int) -> tuple[int, int]:
        """The first line of a block item or pair, and the line after its last, with the comments
        that belong to it: those directly above it in its column, and deeper ones behind it.

        Raises NotEditableError where it has no lines of its own.
        """
        node, last = ends(parent, index)
        column = parent.start_mark.column if isinstance(parent, SequenceNode) else None
        top = node.start_mark.line
        if column is None:
            column = node.start_mark.column
        else:
            top = self.line_of_dash(parent, index, column)
        if self.line(top)[:column].strip():
            raise self.refuse("it shares its line with what is around it", node)
        bottom = self.line_of(max(end_of(last, self.text) - 1, start_of(node)))
        tail = self.text[end_of(last, self.text) : self.begin(bottom + 1)].strip()
        if tail and not tail.startswith("#"):
            raise self.refuse("its last line goes on with something else", node)
        while self.comment_column(top - 1) == column:
            top -= 1
        return top, self.after_inner_comments(bottom + 1, column)

    def line_of_dash(self, parent: Node, index: int, column: int) -> int:
        """The line of the dash of an item, which may stand above the item."""
        line: int = parent.value[index].start_mark.line
        least = parent.value[index - 1].start_mark.line if index else parent.start_mark.line
        while line > least and self.line(line)[column : column + 1] != "-":
            line -= 1
        if self.line(line)[column : column + 1] != "-":
            raise self.refuse("its dash cannot be found", parent.value[index])
        return line

    def after_inner_comments(self, line: int, column: int) -> int:
        """The line after the comments that are deeper than `column`, from `line` on."""
        at = after = line
        while self.is_blank(at) or (self.comment_column(at) or 0) > column:
            at += 1
            if not self.is_blank(at - 1):
                after = at
        return after


def ends(parent: Node, index: int) -> tuple[Node, Node]:
    """The first and the last node of an item or pair."""
    if isinstance(parent, MappingNode):
        key, value = parent.value[index]
        # a value that is not written lies right behind its key
        return key, value if start_of(value) > start_of(key) else key
    item = parent.value[index]
    return item, item
