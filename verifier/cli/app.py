"""The commands: each reads, asks one analysis, renders, and ends with its exit code."""

import sys
from functools import partial
from typing import Annotated

import typer

from verifier.cli import explaining
from verifier.cli import options as o
from verifier.cli.covering import coverage
from verifier.cli.dialects import DialectOfFlows, DialectText
from verifier.cli.diffing import diff, sides_of
from verifier.cli.drafting import init
from verifier.cli.exits import Severity, ending
from verifier.cli.formats import Outputs
from verifier.cli.linting import lint, rule
from verifier.cli.mapping import map as map_command
from verifier.cli.output import Color, canvas_for, parse_outputs, write
from verifier.cli.reporting import report as report_command
from verifier.cli.schemas import schema
from verifier.cli.selftesting import selftest

ABOUT = """\
Prove properties of Kubernetes network policies, for every pod that could exist, or see the flow
that breaks them.

\b
Exit codes:
  0  everything holds
  1  something is refuted, vacuous, found by lint, or differs
  2  wrong usage, or input that cannot be read
  3  something is unknown, and nothing is refuted
  4  a defect of netproof"""

Since = Annotated[
    str | None,
    typer.Option(
        "--since",
        metavar="REV",
        help="Tell too which verdicts were others in this git revision, and by which rules.",
    ),
]

app = typer.Typer(
    name="netproof",
    help=ABOUT,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"netproof {version('netproof')}")
        raise typer.Exit


@app.callback()
def netproof(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Options before the command; the help is ABOUT."""


@app.command()
def check(
    paths: o.Paths = None,
    file: o.SpecFiles = None,
    no_config: o.NoConfig = False,
    select: o.Select = None,
    since: Since = None,
    desugar: o.Desugar = False,
    namespace: o.Namespace = "default",
    output: Outputs = None,
    level: o.LevelName = None,
    dialect: DialectText = None,
    timeout: o.Timeout = 30,
    every: o.All = False,
    most: o.Most = None,
    fail_on: o.FailOn = Severity.ERROR,
    skip_unreadable: o.SkipUnreadable = False,
    today: o.Today = None,
    color: o.ColorWhen = Color.AUTO,
    quiet: o.Quiet = False,
) -> None:
    """Prove or refute every invariant of an invariants file.

    A proof covers every pod that could exist, not only those in the manifests. A refutation shows
    a flow, the policies that decide it, and their rules, files and lines.

    \b
    netproof check k8s/
    helm template . | netproof check - -f netproof.yaml -o json=netproof.json
    """
    with ending(canvas_for(sys.stderr, color)):
        from verifier.cli import judging
        from verifier.cli.specs import SpecFiles, specs_for

        source = o.Input(tuple(paths or ["."]), namespace, skip_unreadable)
        how = o.judging(level, dialect, timeout, today, o.read_most(every, most))
        shown = judging.Presentation(output or [], color, fail_on, quiet)
        files = SpecFiles(tuple(file or []), source.paths, not no_config, quiet)
        specs = partial(specs_for, files, tuple(select or []))
        before = None
        if since is not None:
            old, _ = sides_of(list(source.paths), since)
            before = o.Input(old, namespace, skip_unreadable)
        if desugar:
            judging.desugar(specs, shown)
        else:
            raise typer.Exit(judging.judge(source, specs, how, shown, before))


@app.command()
def ask(
    sentence: Annotated[
        str,
        typer.Argument(
            metavar="SENTENCE", help='One property, e.g. "only backend reaches database:5432".'
        ),
    ],
    paths: o.Paths = None,
    file: o.SpecFiles = None,
    no_config: o.NoConfig = False,
    namespace: o.Namespace = "default",
    output: Outputs = None,
    level: o.LevelName = None,
    dialect: DialectText = None,
    timeout: o.Timeout = 30,
    skip_unreadable: o.SkipUnreadable = False,
    color: o.ColorWhen = Color.AUTO,
    quiet: o.Quiet = False,
) -> None:
    """Prove or refute one property, without writing it to a file.

    Ends are groups of the invariants file, namespace/workload, addresses, built-in ends (any,
    any-pod, known, world, internet, nodes, own-node), or inline groups such as
    {namespace: dev, pods: app=web}.

    \b
    netproof ask "only production/backend reaches production/database:5432" k8s/
    netproof ask "any-pod never reaches internet" k8s/
    """
    with ending(canvas_for(sys.stderr, color), sentence=sentence):
        from verifier.cli.judging import Presentation, judge
        from verifier.cli.specs import SpecFiles, question

        source = o.Input(tuple(paths or ["."]), namespace, skip_unreadable)
        how = o.judging(level, dialect, timeout, None)
        shown = Presentation(output or [], color, Severity.ERROR, quiet)
        files = SpecFiles(tuple(file or []), source.paths, not no_config, quiet)
        specs = partial(question, sentence, files)
        raise typer.Exit(judge(source, specs, how, shown))


@app.command()
def why(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SRC",
            help="namespace/workload; namespace/key=value,... for a pod with exactly these labels; "
            "an address; or '*' for all that reach DST.",
        ),
    ],
    destination: Annotated[
        str,
        typer.Argument(
            metavar="DST[:PORT[/PROTO]]",
            help="The same, or '*' for all that SRC reaches; and the port's number or name: "
            "without it, all allowed ports.",
        ),
    ],
    paths: o.Paths = None,
    file: o.FactsFile = None,
    namespace: o.Namespace = "default",
    output: explaining.Outputs = None,
    dialect: DialectOfFlows = None,
    skip_unreadable: o.SkipUnreadable = False,
    change: Annotated[
        bool,
        typer.Option("--change", help="Add the smallest change of policies to flip the answer."),
    ] = False,
    color: o.ColorWhen = Color.AUTO,
) -> None:
    """Tell whether one end reaches another, and why.

    The answer names the policies and rules that decide, on both sides. The exit code is 0 whatever
    it is.

    \b
    netproof why production/backend production/database:5432 k8s/
    netproof why dev/app=web production/database:5432 k8s/
    netproof why 203.0.113.9 production/frontend k8s/
    netproof why production/backend service:production/database:5432 k8s/
    netproof why '*' production/database:5432 k8s/
    netproof why '*' service:production/database:5432 k8s/
    """
    with ending(canvas_for(sys.stderr, color)):
        manifests = o.Input(tuple(paths or ["."]), namespace, skip_unreadable)
        outputs = parse_outputs(output or [], explaining.FORMATS)
        reading = o.read_dialect(dialect)
        if everything := explaining.explain_all(
            manifests, source, destination, file, reading, change
        ):
            from verifier.report import map_around as page

            renderers = {
                "text": page.render_text,
                "json": page.render_json,
                "markdown": page.render_markdown,
            }
            write(outputs, {name: partial(f, everything) for name, f in renderers.items()}, color)
            return
        report = explaining.explain(manifests, source, destination, file, reading, change)

        from verifier.report import why_json, why_markdown, why_text

        write(
            outputs,
            {
                "text": partial(why_text.render_why, report),
                "json": lambda _: why_json.render_why(report),
                "markdown": lambda _: why_markdown.render_why(report),
            },
            color,
        )


app.command()(map_command)
app.command()(report_command)
app.command()(lint)
app.command()(rule)
app.command()(diff)
app.command()(init)
app.command()(coverage)
app.command()(schema)
app.command()(selftest)
