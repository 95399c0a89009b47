"""Which strings the API server takes as names, labels and ports; each function says what is wrong.

Source: apimachinery `util/validation` and `api/validate/content`, whose words these are.
"""

import re
from functools import lru_cache

_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN = rf"{_LABEL}(\.{_LABEL})*"
_QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
_VALUE = f"({_QUALIFIED})?"

_LABEL_RULE = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and "
    "must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used "
    f"for validation is '{_LABEL}')"
)
_SUBDOMAIN_RULE = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or "
    "'.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used "
    f"for validation is '{_SUBDOMAIN}')"
)
_QUALIFIED_RULE = (
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
    "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for "
    f"validation is '{_QUALIFIED}')"
)
_KEY_RULE = (
    f"a valid label key {_QUALIFIED_RULE} with an optional DNS subdomain prefix and '/' "
    "(e.g. 'example.com/MyName')"
)
_VALUE_RULE = (
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or "
    "'.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  "
    f"or '12345', regex used for validation is '{_VALUE}')"
)


_compiled = lru_cache(re.compile)


def _breaks(pattern: str, text: str) -> bool:
    return _compiled(pattern).fullmatch(text) is None


def _too_long(text: str, limit: int) -> list[str]:
    long = len(text) > limit or len(text.encode(errors="replace")) > limit
    return [f"must be no more than {limit} characters"] if long else []


@lru_cache(maxsize=65536)
def namespace_name(text: str) -> tuple[str, ...]:
    """A DNS label, as the names of namespaces must be."""
    return (*_too_long(text, 63), *([_LABEL_RULE] if _breaks(_LABEL, text) else []))


def object_name(text: str) -> tuple[str, ...]:
    """A DNS subdomain, as the names of most objects must be."""
    return (*_too_long(text, 253), *([_SUBDOMAIN_RULE] if _breaks(_SUBDOMAIN, text) else []))


@lru_cache(maxsize=65536)
def label_key(text: str) -> tuple[str, ...]:
    """A label key: a name, with a DNS subdomain and a slash before it or not."""
    prefix, slash, name = text.rpartition("/")
    if "/" in prefix:
        return (_KEY_RULE,)
    problems: list[str] = []
    if slash:
        problems += object_name(prefix) if prefix else ["must be non-empty"]
        problems = [f"prefix part {problem}" for problem in problems]
    broken = [] if name else ["must be non-empty"]
    broken += _too_long(name, 63)
    broken += [_QUALIFIED_RULE] if _breaks(_QUALIFIED, name) else []
    return (*problems, *(f"name part {problem}" for problem in broken))


@lru_cache(maxsize=65536)
def label_value(text: str) -> tuple[str, ...]:
    """A label value, which may be empty."""
    return (*_too_long(text, 63), *([_VALUE_RULE] if _breaks(_VALUE, text) else []))


@lru_cache(maxsize=65536)
def port_name(text: str) -> tuple[str, ...]:
    """The name of a port."""
    rules = {
        "must be no more than 15 characters": len(text) <= 15,
        "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)": not _breaks(
            "[-a-z0-9]+", text
        ),
        "must contain at least one letter (a-z)": re.search("[a-z]", text),
        "must not contain consecutive hyphens": "--" not in text,
        "must not begin or end with a hyphen": text and text[0] != "-" and text[-1] != "-",
    }
    return tuple(rule for rule, kept in rules.items() if not kept)


def port_number(number: int) -> tuple[str, ...]:
    """A port number."""
    return () if 1 <= number <= 65535 else ("must be between 1 and 65535, inclusive",)
