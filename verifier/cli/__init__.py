"""The `netproof` command: reads, asks, renders, exits. No logic lives here."""


def main() -> None:
    """Run the command line."""
    raise SystemExit("not built yet")
