"""`netproof selftest`: are encoder and reference evaluator of one mind on this machine?"""

import sys
from importlib.util import find_spec
from typing import Annotated

import typer

from verifier.cli import options as o
from verifier.cli.exits import ending
from verifier.cli.output import Color, canvas_for
from verifier.errors import UsageError

Seed = Annotated[int, typer.Option("--seed", metavar="N", help="The same seed, the same cases.")]
Cases = Annotated[int, typer.Option("--cases", metavar="N", help="How many cases to draw.")]


def selftest(seed: Seed = 1, cases: Cases = 200, color: o.ColorWhen = Color.AUTO) -> None:
    """Hold the solver against a second evaluator on random cases.

    Policies of all tiers are drawn with flows near what they mention; both meanings must decide
    each flow alike, under every reading. It needs hypothesis: pip install 'netproof[testing]'.

    \b
    netproof selftest --seed 7
    """
    with ending(canvas_for(sys.stderr, color)):
        if cases < 1:
            raise UsageError("--cases must be at least 1")
        if find_spec("hypothesis") is None:
            raise UsageError("selftest needs hypothesis: pip install 'netproof[testing]'")

        from verifier.testing.selftest import selftest as run

        tried = run(seed, cases)
        typer.echo(f"{tried} cases with seed {seed}: encoder and reference evaluator agree")
