"""The `netproof` command: reads, asks, renders, exits. No logic lives here."""


def main() -> None:
    """Run the command line; the process ends with its exit code."""
    import sys

    from verifier.cli.interrupts import interrupted

    try:
        from verifier.cli.app import app

        app(prog_name="netproof")
    except KeyboardInterrupt:
        sys.exit(interrupted())
