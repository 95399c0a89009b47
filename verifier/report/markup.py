"""Text of inputs in Markdown: nothing in it is markup."""

from verifier.report.terminal import clean


def html(text: str) -> str:
    """Text that stands in HTML."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str) -> str:
    """Text that stands for itself."""
    return "".join(f"\\{char}" if char in "\\`*_[]|#" else char for char in html(text))


def code(text: str) -> str:
    """Text as code."""
    return f"`{clean(text).replace('`', chr(39))}`"
