"""Invariants files: the top level, and what holds between its parts."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from verifier.errors import InputError, Problem
from verifier.invariants import names
from verifier.invariants.addresses import parse_network
from verifier.invariants.cases import read_case
from verifier.invariants.entry import FILE, Document, Entry
from verifier.invariants.groups import read_groups
from verifier.invariants.identities import identified, take_ids
from verifier.invariants.includes import ALONE, Around
from verifier.invariants.lint_settings import read_lint
from verifier.invariants.naming import namespaces_named
from verifier.invariants.passage import passage_of
from verifier.invariants.properties import Named, plain, read_invariant
from verifier.invariants.sentences import read_sentence
from verifier.invariants.settings import SETTING, read_defaults
from verifier.invariants.stated import Known, read_fact
from verifier.invariants.wording import slug, words_of
from verifier.location import Location
from verifier.manifests.nodes import SKIP, Node, documents
from verifier.query import ClusterFacts, Defaults, Group, Invariant, Spec, StatedFact

API_VERSION = "netproof/v1"
RANGES = ("podCIDRs", "serviceCIDRs", "nodeCIDRs")
KEYS = (
    "apiVersion",
    "assume",
    "cluster",
    "defaults",
    "groups",
    "invariants",
    "cases",
    "ignore-kinds",
    "include",
    "lint",
)

T = TypeVar("T")


def read_spec(text: str, path: str, around: Around = ALONE) -> Spec:
    """The invariants file with this text, and `around` it the files that it is read together with.
    Raises InputError with every problem found."""
    text = text.removeprefix("\ufeff")
    document = Document(text, path)
    spec = read_file(Entry(document, only_document(text, path), ""), around)
    if document.problems:
        raise InputError(tuple(sorted(document.problems, key=place)))
    return spec


def only_document(text: str, path: str) -> Node:
    """The root of a file that holds one document. Raises InputError."""
    try:
        roots = documents(text, path)
    except InputError as error:
        raise InputError(tuple(without_skipping(problem) for problem in error.problems)) from None
    if not roots:
        message = "the file is empty: expected `apiVersion: netproof/v1` and `invariants`"
        raise InputError((Problem(FILE, message, Location(path, 1, 1)),))
    if len(roots) > 1:
        second = Entry(Document(text, path), roots[1], "")
        raise second.refuse(
            FILE,
            "a second document begins here: expected one in an invariants file",
            "move it to a file of its own",
        )
    return roots[0]


def without_skipping(problem: Problem) -> Problem:
    """`problem` without the advice to go on without the file: no invariant may be skipped."""
    return replace(problem, advice="") if problem.advice == SKIP else problem


def place(problem: Problem) -> tuple[int, int]:
    """The order in which problems are shown: that of the text."""
    return (problem.location.line, problem.location.column) if problem.location else (0, 0)


def read_file(root: Entry, around: Around) -> Spec:
    """The whole file. Raises InputError where nothing can be read; notes what else is wrong."""
    check_version(root)
    values = root.fields(KEYS)
    attempt = root.document.attempt
    groups: tuple[Group, ...] = ()
    defaults, cluster = Defaults(), ClusterFacts()
    outer = around.include(values["include"]) if "include" in values else ()
    known = {group.name: group.end for group in outer}
    if "groups" in values:
        groups = attempt(groups, read_groups, values["groups"], known)
    if "defaults" in values:
        defaults = attempt(defaults, read_defaults, values["defaults"])
    if "cluster" in values:
        cluster = attempt(cluster, read_cluster, values["cluster"])
    ends = known | {group.name: group.end for group in groups}
    by_id: dict[str, StatedFact] = {}
    facts = each(values.get("assume"), lambda item: read_fact(item, by_id))
    told = Known(ends, defaults, tuple(dict.fromkeys(facts)), by_id)
    invariants = read_invariants(values.get("invariants"), told, around.ids())
    return Spec(
        path=root.document.path,
        invariants=invariants,
        cases=each(values.get("cases"), read_case),
        cluster=replace(cluster, namespaces=namespaces_named(groups, told.facts, invariants)),
        ignore_kinds=each(values.get("ignore-kinds"), read_kind),
        groups=groups,
        defaults=defaults,
        facts=told.facts,
        ignored=attempt((), read_lint, values["lint"]) if "lint" in values else (),
    )


def check_version(root: Entry) -> None:
    """Raises InputError iff the file is not one of this version of the language."""
    versions = [value for key, value in root.pairs() if key.text == "apiVersion"]
    if not versions:
        raise root.refuse(
            FILE, "`apiVersion` is missing", f"begin the file with `apiVersion: {API_VERSION}`"
        )
    version = versions[0].passage()
    if version.text != API_VERSION:
        raise version.refuse(
            FILE,
            f"unknown apiVersion `{version.text}`: expected `{API_VERSION}`",
            "this version of netproof reads no other",
        )


def each(entry: Entry | None, read: Callable[[Entry], T]) -> tuple[T, ...]:
    """What `read` makes of each item of a section. Notes what it refuses."""
    return tuple(result for item in section(entry) for result in attempted(item, read))


def section(entry: Entry | None) -> list[Entry]:
    """The items of a section; none where it is absent, or no list, which is noted."""
    nothing: list[Entry] = []
    return entry.document.attempt(nothing, entry.items) if entry else nothing


def attempted(entry: Entry, read: Callable[[Entry], T]) -> tuple[T, ...]:
    """What `read` makes of the entry; nothing where it refuses, which is noted."""
    nothing: tuple[T, ...] = ()
    return entry.document.attempt(nothing, lambda: (read(entry),))


def read_invariants(
    entry: Entry | None, known: Known, taken: dict[str, Location]
) -> tuple[Invariant, ...]:
    """All invariants, each with an id that is not `taken`. Notes what is wrong."""
    found: list[Named] = []
    for item in section(entry):
        for named in attempted(item, lambda entry: read_invariant(entry, known)):
            found.append(named)
            item.document.attempt(None, take_ids, named, taken)
    return tuple(invariant for named in found for invariant in identified(named, taken))


def read_cluster(entry: Entry) -> ClusterFacts:
    """What manifests cannot tell. Notes what is wrong."""
    values = entry.fields(RANGES)
    nothing: tuple[str, ...] = ()
    pods, services, nodes = (
        entry.document.attempt(nothing, read_ranges, values[key]) if key in values else ()
        for key in RANGES
    )
    return ClusterFacts(pod_cidrs=pods, service_cidrs=services, node_cidrs=nodes)


def read_ranges(entry: Entry) -> tuple[str, ...]:
    """One or more address ranges. Raises InputError."""
    ranges = [str(parse_network(item.passage())) for item in entry.one_or_more()]
    return tuple(dict.fromkeys(ranges))


def read_kind(entry: Entry) -> str:
    """The name of a kind, with its API group or without. Raises InputError."""
    passage = entry.passage()
    if not re.fullmatch(rf"([a-z0-9.-]+/)?{names.KIND}", passage.text):
        raise passage.refuse(
            SETTING,
            f"`{passage.text}` is not a kind: expected one such as CiliumNetworkPolicy or "
            "crd.projectcalico.org/NetworkPolicy",
        )
    return passage.text


def ask_invariant(sentence: str, spec: Spec | None = None, path: str = "sentence") -> Invariant:
    """The invariant that a sentence on its own writes, with the groups, facts and defaults of
    `spec`.
    Raises InputError."""
    groups = {group.name: group.end for group in spec.groups} if spec else {}
    defaults = spec.defaults if spec else Defaults()
    passage = passage_of(sentence, path)
    query = replace(read_sentence(passage, groups), facts=spec.facts if spec else ())
    return replace(plain(query, passage.location, defaults), id=slug(words_of(query), ()))
