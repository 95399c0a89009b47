"""What documents say, without their layout: trees that can be compared and edited."""

from collections.abc import Sequence

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

# Mapping: ("map", tag, [[key, value], ...]); sequence: ("seq", tag, [item, ...]);
# scalar: ("text", tag, value). The lists can be edited.
Tree = tuple[str, str, list]  # type: ignore[type-arg]
Steps = tuple[int, ...]


def tree_of(node: Node) -> Tree:
    """The tree of a node, with its aliases written out."""
    match node:
        case ScalarNode():
            return ("text", node.tag, [node.value])
        case MappingNode():
            return ("map", node.tag, [[tree_of(k), tree_of(v)] for k, v in node.value])
        case SequenceNode():
            return ("seq", node.tag, [tree_of(item) for item in node.value])
        case _:
            raise AssertionError(node)


def steps_to(field: str, root: Node) -> Steps | None:
    """The way from `root` to the value at `field`, as the index of the item or pair at each node;
    None where nothing is written there. A key may hold dots: the longest one that fits is taken;
    `matchLabels[app]` is the same as `matchLabels.app`."""
    steps, missing = way_to(field, root)
    return None if missing else steps


def way_to(field: str, root: Node) -> tuple[Steps, str]:
    """The way to the value at `field` as far as it is written, and the rest of the field."""
    node, rest = root, field
    steps: Steps = ()
    while rest:
        found = _step(node, rest)
        if found is None:
            break
        index, rest = found
        steps = (*steps, index)
        node = child(node, index)
    return steps, rest


def _step(node: Node, rest: str) -> tuple[int, str] | None:
    """The index of the item or pair that the field goes on with, and what follows it."""
    if isinstance(node, SequenceNode):
        number, bracket, after = rest.removeprefix("[").partition("]")
        if not (rest.startswith("[") and bracket and number.isdigit()):
            return None
        return (int(number), after.removeprefix(".")) if int(number) < len(node.value) else None
    if not isinstance(node, MappingNode):
        return None
    if rest.startswith("[") and "]" in rest:
        name, _, after = rest[1:].partition("]")
        rest = f"{name}{after}"
    fits = [
        (len(key.value), index)
        for index, (key, _) in enumerate(node.value)
        if isinstance(key, ScalarNode) and rest.startswith(key.value)
        if rest[len(key.value) :][:1] in ("", ".", "[")
    ]
    if not fits:
        return None
    length, index = max(fits)
    return index, rest[length:].removeprefix(".")


def child(node: Node, index: int) -> Node:
    """The item, or the value of the pair, at an index."""
    found = node.value[index]
    result: Node = found[1] if isinstance(found, tuple) else found
    return result


def node_at(root: Node, steps: Sequence[int]) -> Node:
    """The node at the end of the steps."""
    for index in steps:
        root = child(root, index)
    return root


def tree_at(root: Tree, steps: Sequence[int]) -> Tree:
    """The tree at the end of the steps."""
    for index in steps:
        found = root[2][index]
        root = found[1] if isinstance(found, list) else found
    return root


def is_flow(node: Node) -> bool:
    """A mapping or a list between brackets."""
    return isinstance(node, (MappingNode, SequenceNode)) and bool(node.flow_style)


def start_of(node: Node) -> int:
    """The index of the first character."""
    return int(node.start_mark.index)


def end_of(node: Node, text: str) -> int:
    """The index after the last character, comments and blank lines behind it left out."""
    if isinstance(node, ScalarNode):
        start, end = start_of(node), int(node.end_mark.index)
        return start + len(text[start:end].rstrip()) if node.style in ("|", ">") else end
    if is_flow(node) or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return max(end_of(each, text) for each in (last if isinstance(last, tuple) else (last,)))


def shares_nodes(root: Node) -> bool:
    """Some part of the tree is written elsewhere: an alias, or a merge key."""
    begin, end = start_of(root), int(root.end_mark.index)
    seen: set[int] = set()
    waiting: list[Node] = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen or not begin <= start_of(node) <= end:
            return True
        seen.add(id(node))
        if isinstance(node, MappingNode):
            if any(key.value == "<<" for key, _ in node.value):
                return True
            waiting += [each for pair in node.value for each in pair]
        elif isinstance(node, SequenceNode):
            waiting += node.value
    return False
