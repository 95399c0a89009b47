"""What reports say of the program that wrote them."""

from importlib.metadata import PackageNotFoundError, metadata, version

LABEL = "documentation"  # of the project's URL in the metadata: `[project.urls]`


def tool_version() -> str:
    """The installed version; 0.0.0 where netproof runs without being installed."""
    try:
        return version("netproof")
    except PackageNotFoundError:
        return "0.0.0"


def site() -> str:
    """The address of the documentation, with a slash at its end; "" where the package names none.

    An address that leads nowhere is worse than none: the help of a rule has the text itself.
    """
    try:
        urls = metadata("netproof").get_all("Project-URL") or []
    except PackageNotFoundError:
        return ""
    for entry in urls:
        label, _, url = entry.partition(",")
        if label.strip().lower() == LABEL:
            return f"{url.strip().rstrip('/')}/"
    return ""
