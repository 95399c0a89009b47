"""The file as the readers see it: values with their field paths, and the problems found so far.

A reader raises InputError for a value that it cannot use; `Document.attempt` notes it and goes on
with a stand-in, so that one run names every problem.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from verifier.errors import InputError, Problem
from verifier.invariants.passage import Passage, Scalar
from verifier.invariants.vocabulary import LATER, listed, meant, suggest
from verifier.location import Location
from verifier.manifests.nodes import MappingNode, Node, ScalarNode, SequenceNode

FILE = "NP950"
UNKNOWN_KEY = "NP951"
MISSING_KEY = "NP952"
SHAPE = "NP953"

# A plain scalar has no tag; quotes and `!!str`, `!!seq`, `!!map` say what is so already.
TAGS = ("", *(f"tag:yaml.org,2002:{name}" for name in ("str", "seq", "map")))

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Document:
    """One invariants file, and what is wrong with it."""

    text: str
    path: str
    problems: list[Problem] = field(default_factory=list)

    def attempt(self, stand_in: T, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `read` returns; where it refuses, its problems are noted and `stand_in` serves."""
        try:
            return read(*args, **kwargs)
        except InputError as error:
            self.problems.extend(error.problems)
            return stand_in

    def passage(self, node: ScalarNode, field: str) -> Passage:
        """The text of a scalar, with the place of each of its characters."""
        raw = self.text[node.start_mark.index : node.end_mark.index]
        start = Location(self.path, node.start_mark.line + 1, node.start_mark.column + 1)
        return Passage(Scalar(node.value, raw, start, field), 0, len(node.value))


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of the file, and the field path that names it."""

    document: Document
    node: Node
    field: str

    @property
    def location(self) -> Location:
        mark = self.node.start_mark
        return Location(self.document.path, mark.line + 1, mark.column + 1)

    def refuse(self, code: str, message: str, advice: str = "") -> InputError:
        """The error that blames this value."""
        return InputError((Problem(code, message, self.location, self.field, advice),))

    def spot(self) -> Passage:
        """Where this value begins, as a passage without text."""
        return Passage(Scalar("", "", self.location, self.field), 0, 0)

    def is_list(self) -> bool:
        return isinstance(self.node, SequenceNode)

    def is_mapping(self) -> bool:
        return isinstance(self.node, MappingNode)

    def found(self) -> str:
        """What stands here, as a message names it."""
        match self.node:
            case SequenceNode():
                return "a list"
            case MappingNode():
                return "a mapping"
            case _:
                return f"`{self.node.value}`" if self.node.value else "nothing"

    def passage(self, *, empty: bool = False) -> Passage:
        """The value as a text; not `empty` unless asked."""
        if not isinstance(self.node, ScalarNode):
            raise self.refuse(SHAPE, f"expected a text, found {self.found()}")
        self.refuse_tag()
        passage = self.document.passage(self.node, self.field)
        if not passage.text.strip() and not empty:
            raise self.refuse(SHAPE, "expected a text, found nothing")
        return passage

    def text(self) -> str:
        """The value as a text that is not empty, on its own."""
        return self.passage().text

    def refuse_tag(self) -> None:
        """Raises InputError where the value has a YAML tag that would change its type."""
        if self.node.tag not in TAGS:
            raise self.refuse(SHAPE, f"the tag `{self.node.tag}` has no meaning here")

    def items(self) -> list["Entry"]:
        """The items of a list that may be empty."""
        if not isinstance(self.node, SequenceNode):
            raise self.refuse(SHAPE, f"expected a list, found {self.found()}")
        self.refuse_tag()
        return [
            Entry(self.document, item, f"{self.field}[{index}]")
            for index, item in enumerate(self.node.value)
        ]

    def one_or_more(self) -> list["Entry"]:
        """The items of a list, or the value alone."""
        if not self.is_list():
            return [self]
        items = self.items()
        if not items:
            raise self.refuse(SHAPE, "expected at least one item, found an empty list")
        return items

    def pairs(self) -> list[tuple[Passage, "Entry"]]:
        """The keys and values of a mapping, in the order of the text."""
        if not isinstance(self.node, MappingNode):
            raise self.refuse(SHAPE, f"expected a mapping, found {self.found()}")
        self.refuse_tag()
        found: list[tuple[Passage, Entry]] = []
        for key, value in self.node.value:
            if not isinstance(key, ScalarNode):
                raise Entry(self.document, key, self.field).refuse(SHAPE, "a key must be a text")
            name = f"{self.field}.{key.value}" if self.field else key.value
            found.append((self.document.passage(key, name), Entry(self.document, value, name)))
        return found

    def fields(self, known: Iterable[str], required: Iterable[str] = ()) -> dict[str, "Entry"]:
        """The values by key. Notes each key that is not `known`, and each that is missing, unless
        it seems to be there misspelled."""
        known = tuple(known)
        values: dict[str, Entry] = {}
        unknown: list[Problem] = []
        for key, value in self.pairs():
            if key.text in known:
                values[key.text] = value
            else:
                unknown.append(unknown_key(key, known))
        self.document.problems.extend(unknown)
        advised = {problem.advice for problem in unknown}
        for name in required:
            if name not in values and meant(name) not in advised:
                missing = self.refuse(MISSING_KEY, f"`{name}` is missing here")
                self.document.problems.extend(missing.problems)
        return values


def unknown_key(key: Passage, known: tuple[str, ...]) -> Problem:
    """The problem with a key that the language does not have, or not yet."""
    if key.text in LATER:
        message = f"`{key.text}` is not supported by this version of netproof"
        return Problem(UNKNOWN_KEY, message, key.location, key.field)
    message = f"unknown key `{key.text}`: expected {listed(known)}"
    return Problem(UNKNOWN_KEY, message, key.location, key.field, suggest(key.text, known))
