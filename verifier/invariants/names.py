"""The shapes of names that Kubernetes allows, as far as the language mentions names.

Source: k8s.io/apimachinery/pkg/util/validation (IsDNS1123Label, IsDNS1123Subdomain,
IsQualifiedName, IsValidLabelValue, IsValidPortName).
"""

import re

from verifier.invariants.passage import Passage

DNS_LABEL = r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
DNS_SUBDOMAIN = rf"{DNS_LABEL}(?:\.{DNS_LABEL})*"
QUALIFIED = r"[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?"
KIND = r"[A-Z][A-Za-z0-9]*"

NAME = "NP965"


def is_namespace(text: str) -> bool:
    """Iff `text` can be the name of a namespace."""
    return len(text) <= 63 and re.fullmatch(DNS_LABEL, text) is not None


def is_label_key(text: str) -> bool:
    """Iff `text` can be the key of a label: `name`, or `prefix/name`."""
    prefix, slash, name = text.rpartition("/")
    if slash and (len(prefix) > 253 or not re.fullmatch(DNS_SUBDOMAIN, prefix)):
        return False
    return len(name) <= 63 and re.fullmatch(QUALIFIED, name) is not None


def is_label_value(text: str) -> bool:
    """Iff `text` can be the value of a label; it may be empty."""
    return text == "" or (len(text) <= 63 and re.fullmatch(QUALIFIED, text) is not None)


def is_group(text: str) -> bool:
    """Iff `text` can name a group: it cannot be taken for a number or an address."""
    return re.fullmatch(QUALIFIED, text) is not None and any(map(str.isalpha, text))


def is_port_name(text: str) -> bool:
    """Iff `text` can be the name of a container port."""
    return (
        len(text) <= 15
        and re.fullmatch(DNS_LABEL, text) is not None
        and "--" not in text
        and any(character.isalpha() for character in text)
    )


def namespace(passage: Passage) -> str:
    """The name of a namespace. Raises InputError."""
    if not is_namespace(passage.text):
        raise passage.refuse(
            NAME,
            f"`{passage.text}` is not a namespace name: expected lower-case letters, digits and "
            "hyphens, at most 63",
        )
    return passage.text


def workload(passage: Passage) -> str:
    """The name of a workload. Raises InputError."""
    text = passage.text
    if len(text) > 253 or not re.fullmatch(DNS_SUBDOMAIN, text):
        raise passage.refuse(
            NAME,
            f"`{text}` is not a workload name: expected lower-case letters, digits, hyphens and "
            "dots",
        )
    return text


def label_key(passage: Passage, code: str) -> str:
    """The key of a label. Raises InputError with `code`."""
    if not is_label_key(passage.text):
        raise passage.refuse(
            code,
            f"`{passage.text}` is not a label key: expected name or prefix/name, of letters, "
            "digits, `-`, `_` and `.`",
        )
    return passage.text


def label_value(passage: Passage, code: str) -> str:
    """The value of a label. Raises InputError with `code`."""
    if not is_label_value(passage.text):
        raise passage.refuse(
            code,
            f"`{passage.text}` is not a label value: expected at most 63 letters, digits, `-`, "
            "`_` and `.`, beginning and ending with a letter or digit",
        )
    return passage.text
