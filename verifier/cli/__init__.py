"""The `netproof` command: reads, asks, renders, exits. No logic lives here."""


def called(program: str) -> str:
    """The name that the user calls the command by: kubectl runs the program `kubectl-netproof`."""
    name = program.replace("\\", "/").rpartition("/")[2]
    return "kubectl netproof" if name.startswith("kubectl-netproof") else "netproof"


def main() -> None:
    """Run the command line; the process ends with its exit code."""
    import sys

    from verifier.cli.interrupts import interrupted

    try:
        from verifier.cli.app import app

        app(prog_name=called(sys.argv[0]))
    except KeyboardInterrupt:
        sys.exit(interrupted())
