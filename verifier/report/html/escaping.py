"""Text from manifests in HTML: it is shown, and never understood as anything else."""

import html
import json

from verifier.report.terminal import clean

DANGEROUS = {char: f"\\u{ord(char):04x}" for char in "<>&'"}


def shown(text: str) -> str:
    """The text without what is invisible or turns the direction of writing, in valid Unicode."""
    return clean(text).encode("utf-8", "backslashreplace").decode("utf-8")


def escaped(text: str) -> str:
    """The text as content of an element, or of an attribute in quotes."""
    return html.escape(shown(text), quote=True)


def element(name: str, content: str, **attributes: str) -> str:
    """`<name attributes>content</name>`: `content` is HTML, attributes are text; `class_` is
    `class`, and `aria_label` is `aria-label`."""
    listed = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escaped(value)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{listed}>{content}</{name}>"


def with_code(text: str, **attributes: str) -> str:
    """Text as HTML, in which what stands between backticks is code with these attributes."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escaped(text)  # one of them has no partner
    return "".join(
        element("code", escaped(part), **attributes) if at % 2 else escaped(part)
        for at, part in enumerate(parts)
    )


def script_json(value: object) -> str:
    """JSON that can stand inside a script element: in strings, no character that HTML reads."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=True)
    for char, written in DANGEROUS.items():
        text = text.replace(char, written)
    return text
