"""`python -m verifier` is `netproof`."""

from verifier.cli import main

main()
