"""Which invariants `check` and `ask` judge: the files named or found, and a selection of them."""

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from verifier.cli.interrupts import say
from verifier.errors import UsageError

if TYPE_CHECKING:
    from verifier.query import Invariant, Spec

ADVICE = """\
Say what must hold in a netproof.yaml beside the manifests, or name a file with -f:

  apiVersion: netproof/v1
  groups:
    backend:  {namespace: production, pods: tier=backend}
    database: {namespace: production, pods: tier=database}
  invariants: ["only backend reaches database:5432"]

To start from what holds now: netproof init PATH --write
For a single question: netproof ask "SENTENCE" PATH"""


@dataclass(frozen=True, slots=True)
class SpecFiles:
    """Where to look for invariants files: `named` ones; else, if `search`, under the paths of the
    manifests, or above them, which is told unless `quiet`."""

    named: tuple[str, ...]
    paths: tuple[str, ...]
    search: bool
    quiet: bool

    def found(self) -> list[str]:
        """The paths of the files. Raises InputError."""
        from verifier.invariants import find_above, find_specs, named_specs

        if self.named:
            return named_specs(self.named)
        if not self.search:
            return []
        if below := find_specs(self.paths):
            return below
        above = find_above(self.paths)
        if above and not self.quiet:
            say(f"netproof: the invariants are those of {', '.join(above)}")
        return above

    def where(self) -> str:
        """Where nothing was found, in words."""
        if not self.search:
            return "no invariants file named, and --no-config keeps netproof from looking for one"
        here = "the current folder"  # where what is no file or folder (`-`, `git:...`) lies
        places = dict.fromkeys(path if os.path.exists(path) else here for path in self.paths)
        return f"no invariants file found under {', '.join(places)}, nor in a folder above"


def specs_for(files: SpecFiles, select: tuple[str, ...] = ()) -> "list[Spec]":
    """All invariants files, with the invariants that `select` names, or with all, and the cases.

    Raises InputError, and UsageError where there is nothing to judge.
    """
    from verifier.invariants import load_each

    found = files.found()
    if not found:
        from verifier.manifests.sources import missing_in

        if missing := missing_in(files.paths):  # the likelier mistake
            raise UsageError("; ".join(f"{each.message}: {each.advice}" for each in missing))
        raise UsageError(f"{files.where()}\n{ADVICE}")
    specs = load_each(found)
    if not any(spec.invariants or spec.cases for spec in specs):
        raise UsageError(f"nothing to judge: {', '.join(found)} holds no invariants and no cases")
    return selected(specs, select) if select else specs


def selected(specs: "list[Spec]", ids: tuple[str, ...]) -> "list[Spec]":
    """The specs with only the invariants of these ids, and without cases; those that have none
    are left out. Raises UsageError for an id that no file has."""
    from verifier.invariants.vocabulary import suggest

    known = dict.fromkeys(
        name for spec in specs for item in spec.invariants for name in names_of(item)
    )
    for name in ids:
        if name not in known:
            near = suggest(name, known)
            advice = near or f"the ids are {', '.join(known)}"
            raise UsageError(f"--select: no invariant has the id `{name}`: {advice}")
    chosen = (
        replace(
            spec,
            invariants=tuple(i for i in spec.invariants if not names_of(i).isdisjoint(ids)),
            cases=(),
            whole=False,
        )
        for spec in specs
    )
    return [spec for spec in chosen if spec.invariants]


def names_of(invariant: "Invariant") -> set[str]:
    """The ids that select an invariant: its own, and that of the form that it is a part of."""
    return {invariant.id, invariant.origin} - {""}


def question(sentence: str, files: SpecFiles) -> "list[Spec]":
    """A spec that holds nothing but `sentence`, which may use the groups of the files named, or
    of the one found.

    Raises InputError, and UsageError where several are found.
    """
    from verifier.invariants import ask_invariant, load_each, load_together
    from verifier.query import Spec

    found = files.found()
    if files.named:
        spec = load_together(found)
    else:
        specs = load_each(found) or [Spec(path="", invariants=())]
        if len(specs) > 1:
            paths = ", ".join(spec.path for spec in specs)
            raise UsageError(f"several invariants files found ({paths}): choose with -f")
        spec = specs[0]
    asked = (ask_invariant(sentence, spec),)
    return [replace(spec, invariants=asked, cases=(), whole=False)]
