"""What is refused in a composed tree before anybody reads it, and merge keys; mappings that are
sound keep their `fields` by name, so that no reader need make them."""

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from verifier.errors import Problem
from verifier.location import Location
from verifier.manifests.codes import Code
from verifier.manifests.scalars import NULLS, STRING, is_null

MAX_DEPTH = 200
MAX_EXPANSION = 100_000

MERGE = "tag:yaml.org,2002:merge"
_TEXT = ("", STRING)


class _UnsoundError(Exception):
    """The tree cannot be walked; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def problems_of(root: Node, path: str, *, aliases: bool, template: str = "") -> list[Problem]:
    """What is wrong with a tree; applies its merge keys.

    `aliases`: whether nodes may be shared. `template`: the advice if this may be a template.
    """
    try:
        if aliases:
            _refuse_expansion(root, path)
        return _Keys(path, template).problems_of(root)
    except _UnsoundError as unsound:
        return [unsound.problem]


def _refuse(code: Code, message: str, node: Node, path: str, advice: str) -> _UnsoundError:
    place = Location(path, node.start_mark.line + 1, node.start_mark.column + 1)
    return _UnsoundError(Problem(code, message, place, advice=advice))


def _children(node: Node) -> list[Node]:
    """The nodes directly inside a mapping or sequence."""
    if isinstance(node, MappingNode):
        return [child for pair in node.value for child in pair]
    return list(node.value)


def _refuse_expansion(root: Node, path: str) -> None:
    """Raises _UnsoundError where aliases make a tree infinite, too deep or too large."""
    measured: dict[int, tuple[int, int] | None] = {}
    distinct = 0

    def measure(node: Node) -> tuple[int, int]:
        """The nodes and levels of a tree with its aliases written out."""
        nonlocal distinct
        if isinstance(node, ScalarNode):
            distinct += 1
            return 1, 1
        if id(node) in measured:
            known = measured[id(node)]
            if known is None:
                raise _refuse(
                    Code.TOO_COMPLEX,
                    "an alias inside the node that it stands for",
                    node,
                    path,
                    "write the value out instead of the alias",
                )
            return known
        measured[id(node)] = None
        distinct += 1
        size, height = 1, 0
        for child in _children(node):
            more, levels = measure(child)
            size += more
            height = max(height, levels)
        measured[id(node)] = size, height + 1
        return size, height + 1

    size, height = measure(root)
    if height > MAX_DEPTH + 1:
        raise _too_deep(root, path)
    if size - distinct > MAX_EXPANSION:
        message = f"aliases expand to more than {MAX_EXPANSION:,} nodes"
        raise _refuse(Code.TOO_COMPLEX, message, root, path, "write the values out")


def _too_deep(node: Node, path: str) -> _UnsoundError:
    message = f"nested deeper than {MAX_DEPTH} levels"
    return _refuse(Code.TOO_COMPLEX, message, node, path, "no Kubernetes object needs so many")


class _Keys:
    """The walk over every mapping: keys are scalars, no key occurs twice, `<<` is applied."""

    def __init__(self, path: str, template: str) -> None:
        self.path = path
        self.template = template
        self.problems: dict[Problem, None] = {}

    def problems_of(self, root: Node) -> list[Problem]:
        level: list[Node] = [] if isinstance(root, ScalarNode) else [root]
        for _ in range(MAX_DEPTH):
            level = self.below(level)
            if not level:
                return list(self.problems)
        raise _too_deep(level[0], self.path)

    def below(self, level: list[Node]) -> list[Node]:
        """The mappings and sequences directly inside these nodes, which are checked. For mappings
        like almost all it is `inside`, written out: this runs for every node."""
        inner: list[Node] = []
        for node in level:
            pairs = node.value
            if node.__class__ is not MappingNode:
                inner += [item for item in pairs if item.__class__ is not ScalarNode]
                continue
            known, fields = len(inner), {}
            try:
                for key, value in pairs:
                    fields[key.value] = value
                    if value.__class__ is not ScalarNode:
                        inner.append(value)
                    elif value.value in NULLS or value.tag not in _TEXT:
                        break
                else:
                    if len(fields) == len(pairs) and "<<" not in fields:
                        node.fields = fields  # type: ignore[attr-defined]  # see fields_of
                        continue
            except TypeError:  # an unhashable value: the key is itself a mapping or sequence
                pass
            inner[known:] = self.inside(node)
        return inner

    def inside(self, node: Node) -> list[Node]:
        """The mappings and sequences directly inside `node`, which is checked."""
        if not isinstance(node, MappingNode):
            return [child for child in node.value if child.__class__ is not ScalarNode]
        if not all(isinstance(key, ScalarNode) for key, _ in node.value):
            self.refuse_composite_keys(node)
            return []
        if len({key.value for key, _ in node.value}) != len(node.value):
            self.refuse_duplicates(node)
        self.merge(node)
        fields = {key.value: value for key, value in node.value if not is_null(value)}
        node.fields = fields  # type: ignore[attr-defined]
        return [value for _, value in node.value if value.__class__ is not ScalarNode]

    def refuse(self, code: Code, message: str, node: Node, advice: str) -> None:
        self.problems[_refuse(code, message, node, self.path, advice).problem] = None

    def refuse_composite_keys(self, node: MappingNode) -> None:
        for key, _ in node.value:
            if not isinstance(key, ScalarNode):
                kind = "mapping" if isinstance(key, MappingNode) else "list"
                advice = self.template or "quote the key if it is meant as text"
                self.refuse(Code.SYNTAX, f"a {kind} cannot be a key", key, advice)

    def refuse_duplicates(self, node: MappingNode) -> None:
        first: dict[str, ScalarNode] = {}
        for key, _ in node.value:
            if key.value in first:
                line = first[key.value].start_mark.line + 1
                message = f'key "{key.value}" is already set in line {line}'
                advice = "keep one of the two: tools disagree about which one counts"
                self.refuse(Code.DUPLICATE_KEY, message, key, advice)
            first.setdefault(key.value, key)

    def merge(self, node: MappingNode) -> None:
        """Replaces `<<` by the pairs that it brings: own keys win, then earlier mappings."""
        merges = [value for key, value in node.value if _is_merge(key)]
        if not merges:
            return
        pairs = [(key, value) for key, value in node.value if not _is_merge(key)]
        taken = {key.value for key, _ in pairs}
        for source in _sources(merges):
            if not isinstance(source, MappingNode):
                advice = "give << a mapping or a list of mappings, or quote it if it is a plain key"
                self.refuse(Code.SYNTAX, "<< merges mappings only", source, advice)
                continue
            self.inside(source)
            for key, value in source.value:
                if key.value not in taken:
                    taken.add(key.value)
                    pairs.append((key, value))
        node.value = pairs


def _is_merge(key: ScalarNode) -> bool:
    return key.value == "<<" and key.tag in ("", MERGE)


def _sources(merges: list[Node]) -> list[Node]:
    """The mappings that merge keys name: one each, or a list of them."""
    found: list[Node] = []
    for value in merges:
        found += value.value if isinstance(value, SequenceNode) else [value]
    return found
