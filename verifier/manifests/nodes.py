"""YAML text to trees of nodes that know their place; scalars stay text, nothing is typed here.

Every tree that leaves this module is finite, at most 200 levels deep, without duplicate or
composite keys, and with its merge keys (`<<`) applied. JSON is read as the YAML that it is.
"""

import operator
import re
from collections.abc import Callable, Iterator
from typing import Any

from yaml.cyaml import CParser  # type: ignore[attr-defined]  # yaml's own loaders import it here
from yaml.error import MarkedYAMLError, YAMLError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.reader import ReaderError

from verifier.errors import InputError, Problem
from verifier.location import Location
from verifier.manifests.codes import Code
from verifier.manifests.scalars import STRING
from verifier.manifests.soundness import MAX_DEPTH, problems_of

__all__ = [
    "STRING",
    "MappingNode",
    "Node",
    "ScalarNode",
    "SequenceNode",
    "compose",
    "documents",
    "fields_of",
    "has_joined_escapes",
    "is_plain",
    "location_of",
    "written",
]

RENDER = "this looks like a template: render it first (helm template, kustomize build)"
SKIP = "correct the file, or go on without it: --skip-unreadable"

_SURROGATE_PAIR = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_INDENTATION = str.maketrans("\t?:-", "    ")
_DEEP_LINE = "\n" + " " * 99
_BLANK = ("", " ", "\t", "\r", "\n")


class _Composer(CParser):
    """Composes without typing: a plain scalar has the tag "", any other one a real tag."""

    def resolve(self, kind: type[Node], _value: object, implicit: Any) -> str:
        return "" if kind is not ScalarNode or implicit[0] else STRING

    # Called for every node, and of no use here: builtins that ignore their arguments are fastest.
    descend_resolver: Callable[[Node | None, object], object] = operator.is_
    ascend_resolver: Callable[[], object] = bool


class _TooDeepError(Exception):
    """More levels than libyaml's composer, which recurses on the C stack, should be given."""


class _GuardedComposer(_Composer):
    """Stops before the C stack does."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.depth = 0
        self.descend_resolver = self._descend
        self.ascend_resolver = self._ascend

    def _descend(self, parent: Node | None, _index: object) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH + 1 and parent is not None:
            raise _TooDeepError(parent)

    def _ascend(self) -> None:
        self.depth -= 1


def documents(text: str, path: str) -> list[Node]:
    """The documents of a YAML or JSON text, empty ones left out. Raises InputError."""
    problems: list[Problem] = []
    found = list(compose(text, path, problems))
    if problems:
        raise InputError(tuple(problems))
    return found


def compose(text: str, path: str, problems: list[Problem]) -> Iterator[Node]:
    """Each sound document of a text as soon as it is composed; the others become `problems`."""
    text = text.removeprefix("\ufeff")
    if "\\u" in text:
        text = _SURROGATE_PAIR.sub(_joined, text)
    aliases = "*" in text and "&" in text
    template = RENDER if "{{" in text else ""
    try:
        composer = (_GuardedComposer if _may_be_deep(text) else _Composer)(text)
        while composer.check_node():
            root = composer.get_node()
            if root is None or (root.value == "" and is_plain(root)):
                continue
            found = problems_of(root, path, aliases=aliases, template=template)
            problems += found
            if not found:
                yield root
    except (YAMLError, UnicodeEncodeError, _TooDeepError) as error:
        problems.append(_refusal(error, text, path))


def written(text: str) -> list[Node]:
    """The documents of a text that `compose` found sound, as they stand in it: aliases share their
    node, `<<` is a key, and the marks count from the first character, a byte order mark left out.
    """
    composer = _Composer(text.removeprefix("\ufeff"))
    found: list[Node] = []
    while composer.check_node():
        root = composer.get_node()
        assert root is not None
        found.append(root)
    return found


def has_joined_escapes(text: str) -> bool:
    """Whether `compose` reads another text, in which marks may be shifted."""
    return _SURROGATE_PAIR.search(text) is not None


def is_plain(node: Node) -> bool:
    """Whether a scalar was written without quotes or tag: only then its type is implied."""
    return not node.tag


def fields_of(node: MappingNode) -> dict[str, Node]:
    """The fields of a mapping that `compose` found sound, by name; those that are null left out."""
    fields: dict[str, Node] = node.fields  # type: ignore[attr-defined]  # see soundness
    return fields


def location_of(node: Node, path: str) -> Location:
    """Where a node begins."""
    mark = node.start_mark
    return Location(path, mark.line + 1, mark.column + 1)


def _joined(pair: re.Match[str]) -> str:
    """A surrogate pair, which JSON allows and libyaml does not, as one escape."""
    high, low = int(pair[1], 16), int(pair[2], 16)
    return f"\\U{0x10000 + ((high & 0x3FF) << 10) + (low & 0x3FF):08x}"


def _may_be_deep(text: str) -> bool:
    """Whether nesting could pass 300 levels; false for almost every text, and cheap to know.

    A level costs a bracket, or (at most two levels) a column of indentation or of `- ? :`. No
    bracket is open across a line that starts with `---`, which ends every document.
    """
    if _DEEP_LINE in f"\n{text}".translate(_INDENTATION):
        return True
    if _opened(text) <= 100:
        return False
    first, *others = text.split("\n---")
    ends = all(other[:1] in _BLANK for other in others)
    return not ends or max(map(_opened, (first, *others))) > 100


def _opened(text: str) -> int:
    """How many brackets are opened, pairs without content left out."""
    return text.count("[") + text.count("{") - text.count("[]") - text.count("{}")


def _refusal(error: Exception, text: str, path: str) -> Problem:
    """Why the parser gave up."""
    if isinstance(error, _TooDeepError):
        place = location_of(error.args[0], path)
        message = f"nested deeper than {MAX_DEPTH} levels"
        return Problem(Code.TOO_COMPLEX, message, place, advice=SKIP)
    if isinstance(error, UnicodeEncodeError):
        place = _place_at(text[: error.start], path)
        return Problem(Code.SYNTAX, "half a surrogate pair is not text", place, advice=SKIP)
    if isinstance(error, ReaderError):
        before = text.encode()[: max(error.position, 0)].decode(errors="replace")
        message = f"not valid YAML: {error.reason}"
        return Problem(Code.SYNTAX, message, _place_at(before, path), advice=SKIP)
    return _syntax_error(error, text, path)


def _place_at(before: str, path: str) -> Location:
    return Location(path, before.count("\n") + 1, len(before) - before.rfind("\n"))


def _syntax_error(error: Exception, text: str, path: str) -> Problem:
    message, place = str(error), Location(path, 1, 1)
    if isinstance(error, MarkedYAMLError):
        message = ", ".join(part for part in (error.context, error.problem) if part)
        # A key without colon is noticed only after it.
        mark = error.context_mark if "simple key" in message else error.problem_mark
        if mark is not None:
            last = max(text.count("\n") + (not text.endswith("\n")), 1)
            place = Location(path, min(mark.line + 1, last), mark.column + 1)
    return Problem(
        Code.SYNTAX,
        f"not valid YAML: {message}",
        place,
        advice=_syntax_advice(message, text, place.line),
    )


def _syntax_advice(message: str, text: str, line: int) -> str:
    if "{{" in text:
        return RENDER
    lines = text.splitlines()
    if "\t" in "".join(lines[line - 1 : line]):
        return "indent with spaces: YAML does not allow tabs there"
    if "<document start>" in message:
        return "separate documents by a line with ---"
    return SKIP
