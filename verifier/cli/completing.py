"""What shells offer when the user presses the tab key; anything wrong ends in no offers."""

from contextlib import suppress

import typer


def output_formats(incomplete: str) -> list[str]:
    """The formats of `check` and `ask`."""
    from verifier.cli.formats import FORMATS

    return [name for name in FORMATS if name.startswith(incomplete)]


def diff_formats(incomplete: str) -> list[str]:
    """The formats of `diff`."""
    from verifier.cli.diffing import FORMATS

    return [name for name in FORMATS if name.startswith(incomplete)]


def rule_codes(incomplete: str) -> list[str]:
    """The codes of `lint`."""
    from verifier.analysis.lint.registry import RULES

    return [rule.code for rule in RULES if rule.code.startswith(incomplete)]


def codes_and_families(incomplete: str) -> list[str]:
    """The families of codes of `lint`, as NP4, and the codes."""
    from verifier.analysis.lint.registry import RULES

    families = dict.fromkeys(rule.code[:3] for rule in RULES)
    return [each for each in families if each.startswith(incomplete)] + rule_codes(incomplete)


def invariant_ids(context: typer.Context, incomplete: str) -> list[str]:
    """The ids in the invariants files that the command line so far would judge."""
    from verifier.cli.specs import SpecFiles, names_of, specs_for
    from verifier.errors import NetproofError

    given = context.params
    paths, named = tuple(given.get("paths") or ["."]), tuple(given.get("file") or [])
    with suppress(NetproofError, OSError):
        files = SpecFiles(named, paths, not given.get("no_config"), quiet=True)
        ids = {name for spec in specs_for(files) for i in spec.invariants for name in names_of(i)}
        return sorted(name for name in ids if name.startswith(incomplete))
    return []
