"""Invariants files with what they include, read as if they were one file.

Each file keeps its own `defaults`; a file sees the groups of those that it includes, directly or
through others, and of no other one.
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from verifier.errors import InputError, Problem
from verifier.invariants.definitions import DEFINITION
from verifier.invariants.entry import FILE, Entry
from verifier.invariants.files import specs_at, text_of
from verifier.invariants.passage import Passage
from verifier.invariants.settings import ID
from verifier.invariants.spec import read_spec
from verifier.invariants.wording import sentence_of
from verifier.location import Location
from verifier.query import ClusterFacts, Group, Invariant, Spec, StatedFact

DEEPEST = 20


def load_spec(path: str) -> Spec:
    """The invariants file at `path`, with all that it includes. Raises InputError."""
    return load_together([path])


def load_together(paths: Sequence[str]) -> Spec:
    """Several invariants files as one, its `defaults` those of the first. Raises InputError with
    the problems of all."""
    family = Family()
    problems: list[Problem] = []
    for path in paths:
        try:
            family.read(path, None)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(tuple(problems))
    return joined(paths, family)


def load_each(paths: Sequence[str]) -> list[Spec]:
    """Each of several invariants files, but for those that another of them includes. Raises
    InputError with the problems of all."""
    specs: list[Spec] = []
    problems: dict[Problem, None] = {}
    for path in paths:
        try:
            specs.append(load_spec(path))
        except InputError as error:
            problems |= dict.fromkeys(error.problems)
    if problems:
        raise InputError(tuple(problems))
    included = {os.path.realpath(path) for spec in specs for path in spec.includes}
    return [spec for spec in specs if os.path.realpath(spec.path) not in included]


@dataclass(slots=True)
class Opened:
    """A file that is being read: `inherited` are the groups that it sees and does not define."""

    path: str
    inherited: dict[str, Group] = field(default_factory=dict)


@dataclass(slots=True)
class Family:
    """The files that are read as one. `opened` are those under way, each included by the one
    before it; `specs` those done, each behind those that it includes, by real path."""

    opened: list[Opened] = field(default_factory=list)
    specs: dict[str, Spec | None] = field(default_factory=dict)  # None: it has problems
    visible: dict[str, dict[str, Group]] = field(default_factory=dict)
    taken: dict[str, Location] = field(default_factory=dict)

    def ids(self) -> dict[str, Location]:
        """The ids of all files so far."""
        return self.taken

    def include(self, entry: Entry) -> tuple[Group, ...]:
        """Read the files that `include` names; the groups of all of them. Raises InputError."""
        inherited = self.opened[-1].inherited
        problems: list[Problem] = []
        for item in entry.one_or_more():
            try:
                name = item.passage()
                for path in named_by(name):
                    inherited |= self.read(path, name)
            except InputError as error:
                problems += error.problems
        if problems:  # without the groups, all that names them would seem wrong
            raise InputError((*entry.document.problems, *problems))
        return tuple(inherited.values())

    def read(self, path: str, name: Passage | None) -> dict[str, Group]:
        """Read one file, unless it has been read, for `name`; the groups that it shows. Raises
        InputError, without a problem where all have been told."""
        real = os.path.realpath(path)
        if name is not None:
            self.refuse_cycles(real, name)
        if real not in self.specs:
            self.opened.append(Opened(path))
            self.specs[real] = None
            try:
                spec = self.read_own(path)
            finally:
                inherited = self.opened.pop().inherited
            del self.specs[real]  # it comes behind those that it includes
            self.specs[real] = spec
            self.visible[real] = inherited | {group.name: group for group in spec.groups}
        if self.specs[real] is None:
            raise InputError(())
        return self.visible[real]

    def refuse_cycles(self, real: str, name: Passage) -> None:
        """Raises InputError where the file is under way already, or too many are."""
        paths = [opened.path for opened in self.opened]
        real_paths = [os.path.realpath(path) for path in paths]
        if real in real_paths:
            cycle = paths[real_paths.index(real) :]
            chain = " -> ".join([*cycle, cycle[0]])
            raise name.refuse(FILE, f"`{name.text}` includes itself: {chain}")
        if len(paths) >= DEEPEST:
            raise name.refuse(FILE, f"files include each other more than {DEEPEST} deep")

    def read_own(self, path: str) -> Spec:
        """What stands in the file itself. Raises InputError, also for what stands twice."""
        spec = read_spec(text_of(path), path, self)
        others = [other for other in self.specs.values() if other is not None]
        if problems := repeated(spec, others):
            raise InputError(tuple(problems))
        return spec


def named_by(name: Passage) -> list[str]:
    """The files that an item of `include` stands for: one, or those of a folder but for the file
    that the item stands in. Raises InputError."""
    own = name.location.path
    path = os.path.join(os.path.dirname(own), name.text)
    if os.path.isfile(path):
        return [plain(path)]
    if not os.path.isdir(path):
        kind = "neither a file nor a folder" if os.path.exists(path) else "no such file or folder"
        raise name.refuse(
            FILE, f"cannot include `{name.text}`: {kind}", "the path begins at this file's folder"
        )
    inside = os.path.join(os.path.realpath(path), "")
    itself = os.path.realpath(own)
    found = [spec for spec in specs_at(plain(path)) if os.path.realpath(spec) != itself]
    for spec in found:
        if not os.path.realpath(spec).startswith(inside):
            raise name.refuse(FILE, f"cannot include `{spec}`: a link that leads out of the folder")
    if not found:
        raise name.refuse(
            FILE,
            f"cannot include `{name.text}`: no invariants file in this folder",
            "they are called netproof.yaml or NAME.invariants.yaml; name others one by one",
        )
    return found


def plain(path: str) -> str:
    """The path without `..` and `.`, unless links make that another place."""
    short = os.path.normpath(path)
    return short if os.path.realpath(short) == os.path.realpath(path) else path


def repeated(spec: Spec, others: Iterable[Spec]) -> list[Problem]:
    """The groups and facts of a file that others have already, each with both places."""
    problems: list[Problem] = []
    for what, code, places in (("group", DEFINITION, groups_of), ("fact", ID, facts_of)):
        before = {name: place for other in others for name, place in places(other).items()}
        problems += [
            Problem(
                code,
                f"{what} `{name}` stands twice, first in {before[name]}: expected it once",
                place,
            )
            for name, place in places(spec).items()
            if name in before
        ]
    return problems


def groups_of(spec: Spec) -> dict[str, Location]:
    """The groups of a file, and where each is defined."""
    return {group.name: group.location for group in spec.groups}


def facts_of(spec: Spec) -> dict[str, Location]:
    """The facts of a file, and where each is stated: for all invariants, or for one."""
    own = (fact for invariant in spec.invariants for fact in invariant.query.facts)
    return {fact.id: fact.location for fact in (*spec.facts, *own)}


def joined(paths: Sequence[str], family: Family) -> Spec:
    """All files of the family as one; `paths` are those that nobody includes."""
    specs = [spec for spec in family.specs.values() if spec is not None]
    first = next(spec for spec in specs if spec.path == paths[0])
    facts = tuple(fact for spec in specs for fact in spec.facts)
    return Spec(
        path=first.path,
        invariants=tuple(with_facts(item, facts) for spec in specs for item in spec.invariants),
        cases=tuple(case for spec in specs for case in spec.cases),
        cluster=ClusterFacts(
            pod_cidrs=once(cidr for spec in specs for cidr in spec.cluster.pod_cidrs),
            service_cidrs=once(cidr for spec in specs for cidr in spec.cluster.service_cidrs),
            node_cidrs=once(cidr for spec in specs for cidr in spec.cluster.node_cidrs),
            namespaces=once(name for spec in specs for name in spec.cluster.namespaces),
        ),
        ignore_kinds=once(kind for spec in specs for kind in spec.ignore_kinds),
        groups=tuple(group for spec in specs for group in spec.groups),
        defaults=first.defaults,
        facts=facts,
        ignored=tuple(entry for spec in specs for entry in spec.ignored),
        includes=tuple(spec.path for spec in specs if spec.path not in paths),
    )


def with_facts(invariant: Invariant, facts: tuple[StatedFact, ...]) -> Invariant:
    """The invariant under the facts of all files, then its own."""
    own = (fact for fact in invariant.query.facts if fact not in facts)
    query = replace(invariant.query, facts=(*facts, *own))
    return replace(invariant, query=query, sentence=sentence_of(query))


def once(texts: Iterable[str]) -> tuple[str, ...]:
    """Each text once, in the order of their first place."""
    return tuple(dict.fromkeys(texts))
