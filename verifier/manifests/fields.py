"""Typed access to the fields of a mapping: each wrong type is reported with field and place."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from difflib import get_close_matches

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from verifier.errors import Problem
from verifier.location import Location
from verifier.manifests.codes import Code
from verifier.manifests.nodes import STRING, location_of
from verifier.manifests.scalars import implied, kind_of, shown, truth, whole

_MAPPINGS = ("", "tag:yaml.org,2002:map")
_SEQUENCES = ("", "tag:yaml.org,2002:seq")


@dataclass(slots=True)
class Report:
    """Collects the problems of one object of the text `path`."""

    path: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, code: str, message: str, node: Node, at: str = "", advice: str = "") -> None:
        """Reports what is wrong with `node`, the value of the field `at`."""
        self.problems.append(Problem(code, message, location_of(node, self.path), at, advice))


class Fields:
    """The fields of a mapping; those that are null count as absent, as they do in the API.

    `step` is how this mapping follows from `parent`: a field's name; with an `index`, where it is
    one of the list in that field.
    """

    __slots__ = ("index", "node", "nodes", "parent", "report", "step")

    def __init__(
        self,
        node: Node,
        report: Report,
        parent: "Fields | None" = None,
        step: str = "",
        index: int | None = None,
    ) -> None:
        self.node = node
        self.report = report
        self.parent = parent
        self.step = step
        self.index = index
        if node.__class__ is MappingNode and node.tag in _MAPPINGS:
            # fields_of, written out: this line runs for every mapping that is read
            self.nodes: dict[str, Node] = node.fields  # type: ignore[attr-defined]
        else:
            self.nodes = {}
            self._mismatch(node, self.path, "a mapping")

    @property
    def path(self) -> str:
        """The path of this mapping: `spec.ingress[0]`."""
        if self.parent is None:
            return ""
        path = self.parent.at(self.step)
        return path if self.index is None else f"{path}[{self.index}]"

    @property
    def location(self) -> Location:
        mark = self.node.start_mark
        return Location(self.report.path, mark.line + 1, mark.column + 1)

    def location_of(self, name: str) -> Location:
        """The place of the field `name`, of this mapping where it has none."""
        return location_of(self.nodes.get(name, self.node), self.report.path)

    def at(self, name: str) -> str:
        """The path of the field `name`."""
        path = self.path
        return f"{path}.{name}" if path else name

    def only(self, known: Set[str], elsewhere: Mapping[str, str] | None = None) -> None:
        """Reports every field that is not `known`, in the words of the API server; `elsewhere`:
        advice on fields that are known, but not here."""
        if self.nodes.keys() <= known and len(self.nodes) == len(self.node.value):
            return
        if self.node.__class__ is not MappingNode:
            return
        for key, _ in self.node.value:
            if key.value not in known:
                near = get_close_matches(key.value, sorted(known), n=1)
                names = ", ".join(sorted(known))
                advice = f'did you mean "{near[0]}"?' if near else f"known fields: {names}"
                advice = (elsewhere or {}).get(key.value, advice)
                message = f'unknown field "{self.at(key.value)}"'
                self.report.add(Code.UNKNOWN_FIELD, message, key, self.path, advice)

    def exactly_one(self, known: Set[str], several: str = "", none: str = "") -> None:
        """Reports a mapping of other than one field, in the words of the API server; `several` and
        `none`: advice. One with fields that are not `known` is left to `only`."""
        if self.node.__class__ is not MappingNode or not self.nodes.keys() <= known:
            return
        if not self.nodes:
            message = f"Invalid value: 0: {self.path} in body should have at least 1 properties"
            advice = none or f"write one of {', '.join(sorted(known))}"
            self.report.add(Code.INVALID, message, self.node, self.path, advice)
        elif len(self.nodes) > 1:
            message = f"Too many: {len(self.nodes)}: must have at most 1 items"
            advice = several or f"keep one of {', '.join(self.nodes)}"
            self.report.add(Code.INVALID, message, self.node, self.path, advice)

    def refuse(self, problem: Problem) -> None:
        """Reports a problem of one of these fields."""
        node = self.nodes.get(problem.field, self.node)
        at = self.at(problem.field)
        self.report.add(problem.code, problem.message, node, at, problem.advice)

    def child(self, name: str) -> "Fields | None":
        """The mapping in the field `name`."""
        node = self.nodes.get(name)
        return None if node is None else Fields(node, self.report, self, name)

    def children(self, name: str) -> "list[Fields] | None":
        """The mappings in the list in the field `name`."""
        if name not in self.nodes:
            return None
        report = self.report
        items = enumerate(self._items(name))
        return [Fields(item, report, self, name, index) for index, item in items]

    def text(self, name: str) -> str | None:
        """The string in the field `name`."""
        node = self.nodes.get(name)
        if node is None:
            return None
        text: str = node.value
        if node.__class__ is ScalarNode and not node.tag and implied(text) == "string":
            return text  # `_is_text`, written out for what almost every text is
        if _is_text(node):
            return text
        self._mismatch(node, self.at(name), "a string")
        return None

    def texts(self, name: str) -> tuple[str, ...] | None:
        """The strings in the list in the field `name`."""
        if name not in self.nodes:
            return None
        items = self._items(name)
        found = [item.value for item in items if _is_text(item)]
        if len(found) == len(items):
            return tuple(found)
        for index, item in enumerate(items):
            if not _is_text(item):
                self._mismatch(item, f"{self.at(name)}[{index}]", "a string")
        return tuple(item.value if _is_text(item) else "" for item in items)

    def integer(self, name: str) -> int | None:
        """The whole number in the field `name`."""
        node = self.nodes.get(name)
        if node is None:
            return None
        value = whole(node.value) if _is_a("number", node) else None
        if value is None:
            self._mismatch(node, self.at(name), "a whole number")
        return value

    def integer_or_text(self, name: str) -> int | str | None:
        """The number or name in the field `name`: what is quoted is a name."""
        node = self.nodes.get(name)
        if node is None or not _is_text(node):
            return self.integer(name)
        return str(node.value)

    def boolean(self, name: str) -> bool | None:
        """The boolean in the field `name`."""
        node = self.nodes.get(name)
        if node is None:
            return None
        value = truth(node.value) if _is_a("boolean", node) else None
        if value is None:
            self._mismatch(node, self.at(name), "true or false")
        return value

    def pairs(self, name: str) -> tuple[tuple[str, str], ...] | None:
        """The strings in the mapping in the field `name`, by key, in the order of the text."""
        node = self.nodes.get(name)
        if node is None:
            return None
        if node.__class__ is not MappingNode or node.tag not in _MAPPINGS:
            self._mismatch(node, self.at(name), "a mapping of strings")
            return ()
        found = [(k.value, v.value) for k, v in node.value if _is_text(k) and _is_text(v)]
        if len(found) == len(node.value):
            return tuple(found)
        for key, _ in node.value:
            if not _is_a_key(key):
                self._mismatch(key, self.at(name), "a string as key")
        for key, value in node.value:
            if not _is_text(value):
                self._mismatch(value, f"{self.at(name)}.{key.value}", "a string")
        return tuple((k.value, v.value if _is_text(v) else "") for k, v in node.value)

    def _items(self, name: str) -> list[Node]:
        """The items of the list in the field `name`, which is there."""
        node = self.nodes[name]
        if node.__class__ is SequenceNode and node.tag in _SEQUENCES:
            items: list[Node] = node.value
            return items
        self._mismatch(node, self.at(name), "a list")
        return []

    def _mismatch(self, node: Node, at: str, expected: str) -> None:
        advice = _advice(node, expected) if isinstance(node, ScalarNode) else ""
        message = f"expected {expected}, found {shown(node)}"
        self.report.add(Code.WRONG_TYPE, message, node, at, advice)


def _is_text(node: Node) -> bool:
    """Whether a node is a string."""
    if node.__class__ is not ScalarNode:
        return False
    return node.tag == STRING if node.tag else implied(node.value) == "string"


def _is_a(kind: str, node: Node) -> bool:
    if node.__class__ is not ScalarNode:
        return False
    return (implied(node.value) if not node.tag else kind_of(node)) == kind


def _is_a_key(key: ScalarNode) -> bool:
    """Whether JSON has the key that is written: `8080` yes, `0x10` and `on` no."""
    kind = kind_of(key)
    return kind == "string" or (kind == "number" and str(whole(key.value)) == key.value)


def _advice(node: ScalarNode, expected: str) -> str:
    kind = kind_of(node)
    if "string" in expected and kind in ("number", "boolean"):
        return f'write "{node.value}", in quotes'
    if kind == "string" and expected == "a whole number" and whole(node.value) is not None:
        return "write it without quotes"
    if kind == "null":
        return 'write "" for an empty string, {} for an empty mapping, or remove the entry'
    return ""
