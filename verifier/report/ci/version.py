"""What reports say of the program that wrote them."""

from importlib.metadata import PackageNotFoundError, version

HOME = "https://netproof.dev"


def tool_version() -> str:
    """The installed version; 0.0.0 where netproof runs without being installed."""
    try:
        return version("netproof")
    except PackageNotFoundError:
        return "0.0.0"
