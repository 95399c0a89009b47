"""What a plain scalar means to Kubernetes: the YAML 1.1 of sigs.k8s.io/yaml, without dates."""

import re
from functools import lru_cache
from typing import Literal

from yaml.nodes import MappingNode, Node, ScalarNode

Kind = Literal["null", "boolean", "number", "string"]

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"})
_FALSE = frozenset({"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"})
_INFINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_INTEGER = re.compile(r"[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_C_OCTAL = re.compile(r"([-+]?)0([0-7]+)")
_LONGEST_NUMBER = 40

NULL = "tag:yaml.org,2002:null"
STRING = "tag:yaml.org,2002:str"

_TAGS: dict[str, Kind] = {
    NULL: "null",
    "tag:yaml.org,2002:bool": "boolean",
    "tag:yaml.org,2002:int": "number",
    "tag:yaml.org,2002:float": "number",
    STRING: "string",
}


@lru_cache(maxsize=65536)
def implied(text: str) -> Kind:
    """The type that a plain scalar has by its looks."""
    if text in NULLS:
        return "null"
    if text in _TRUE or text in _FALSE:
        return "boolean"
    if text[0] in "0123456789+-." and (_is_number(text) or _INFINITE.fullmatch(text)):
        return "number"
    return "string"


def kind_of(node: ScalarNode) -> Kind | None:
    """The type of a scalar, by its tag or else its looks; None for a tag that JSON cannot have."""
    return _TAGS.get(node.tag) if node.tag else implied(node.value)


def is_null(node: Node) -> bool:
    """Whether a node says that its field is absent."""
    if node.tag:
        return node.tag == NULL
    return node.__class__ is ScalarNode and node.value in NULLS


def truth(text: str) -> bool | None:
    """The boolean that YAML 1.1 reads in `text`."""
    if text in _TRUE:
        return True
    return False if text in _FALSE else None


@lru_cache(maxsize=65536)
def whole(text: str) -> int | None:
    """The whole number that YAML reads in `text`: decimal, hexadecimal, octal, binary, `8e1`."""
    plain = text.replace("_", "")
    if len(plain) > _LONGEST_NUMBER:
        return None
    if _INTEGER.fullmatch(plain):
        return int(_C_OCTAL.sub(r"\g<1>0o\2", plain) if _C_OCTAL.fullmatch(plain) else plain, 0)
    if _FLOAT.fullmatch(plain):
        value = float(plain)
        return int(value) if value.is_integer() else None
    return None


def shown(node: Node) -> str:
    """A node in the words of a message: `the number 80`, `a list`."""
    if not isinstance(node, ScalarNode):
        return "a mapping" if isinstance(node, MappingNode) else "a list"
    kind = kind_of(node)
    if kind is None:
        return f"the tag {node.tag}"
    if kind == "null":
        return "nothing"
    if kind == "string":
        return f'the string "{node.value}"'
    return f"the {kind} {node.value}"


def _is_number(text: str) -> bool:
    plain = text.replace("_", "")
    return bool(_INTEGER.fullmatch(plain) or _FLOAT.fullmatch(plain))
