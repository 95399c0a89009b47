"""From a field path back to the place in the text."""

import re

from yaml.nodes import MappingNode, Node, SequenceNode

from verifier.location import Location
from verifier.manifests.nodes import location_of

_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


def place_of(field: str, root: Node, path: str) -> Location:
    """Where the value of `field` begins, or of the nearest field around it that is written."""
    node = root
    for index, name in _STEP.findall(field):
        inner = _item(node, int(index)) if index else value_of(node, name)
        if inner is None:
            break
        node = inner
    return location_of(node, path)


def _item(node: Node, index: int) -> Node | None:
    if isinstance(node, SequenceNode) and index < len(node.value):
        item: Node = node.value[index]
        return item
    return None


def value_of(node: Node, name: str) -> Node | None:
    """The value of the field `name`, None where `node` has none or is no mapping."""
    if node.__class__ is MappingNode:
        for key, value in node.value:
            if key.value == name:
                found: Node = value
                return found
    return None
