"""Which types plain scalars have, as sigs.k8s.io/yaml reads them."""

import pytest

from verifier.manifests.scalars import Kind, implied, whole


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (["", "~", "null", "Null", "NULL"], "null"),
        (["yes", "No", "ON", "off", "true", "False", "y", "N"], "boolean"),
        (["0", "80", "-1", "+5", "0x1F", "0o17", "017", "0b11", "1_000", "089"], "number"),
        (["1.5", ".5", "1.", "1e3", "123e4", "-.5E-3", ".inf", "-.Inf", ".nan"], "number"),
        (
            ["nULL", "yEs", "2020-01-01", "1.2.3", "12:30", "v1", "-", ".", "0x", "1e", "_1"],
            "string",
        ),
    ],
)
def test_implied_types(texts: list[str], kind: Kind) -> None:
    assert {text: implied(text) for text in texts} == dict.fromkeys(texts, kind)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("80", 80),
        ("0x50", 80),
        ("0o120", 80),
        ("0120", 80),
        ("0b1010000", 80),
        ("8_0", 80),
        ("80.0", 80),
        ("8e1", 80),
        ("-80", -80),
        ("+80", 80),
        ("089", 89),
        ("-010", -8),
        ("80.5", None),
        (".inf", None),
        ("9" * 5000, None),
        ("web", None),
    ],
)
def test_whole_numbers(text: str, number: int | None) -> None:
    assert whole(text) == number
