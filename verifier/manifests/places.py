"""From a field path back to the place in the text."""

import re

from yaml.nodes import MappingNode, Node, SequenceNode

from verifier.location import Location
from verifier.manifests.nodes import location_of

_STEP = re.compile(r"\[([^\]]*)\]|([^.\[\]]+)")


def place_of(field: str, root: Node, path: str) -> Location:
    """Where the value of `field` begins, or of the nearest field around it that is written. Items
    of lists are named by their index in brackets, entries of maps by their key in brackets."""
    node = root
    for index, name in _STEP.findall(field):
        inner = value_of(node, name) if name else _item(node, index)
        if inner is None:
            break
        node = inner
    return location_of(node, path)


def _item(node: Node, index: str) -> Node | None:
    if isinstance(node, SequenceNode) and index.isdecimal() and int(index) < len(node.value):
        item: Node = node.value[int(index)]
        return item
    return value_of(node, index)


def value_of(node: Node, name: str) -> Node | None:
    """The value of the field `name`, None where `node` has none or is no mapping."""
    if node.__class__ is MappingNode:
        for key, value in node.value:
            if key.value == name:
                found: Node = value
                return found
    return None
