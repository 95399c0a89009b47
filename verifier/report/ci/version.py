"""What reports say of the program that wrote them."""

from importlib.metadata import PackageNotFoundError, metadata, version

LABEL = "documentation"  # of the project's URL in the metadata: `[project.urls]`


def tool_version() -> str:
    """The installed version; 0.0.0 where netproof runs without being installed."""
    try:
        return version("netproof")
    except PackageNotFoundError:
        return "0.0.0"


def address_of(page: str = "") -> str:
    """The address of a page of the documentation; "" where the package names no site.

    An address that leads nowhere is worse than none: the help of a rule has the text itself.
    """
    try:
        urls = metadata("netproof").get_all("Project-URL") or []
    except PackageNotFoundError:
        return ""
    for entry in urls:
        label, _, url = entry.partition(",")
        if label.strip().lower() == LABEL:
            return f"{url.strip().rstrip('/')}/{page}"
    return ""
