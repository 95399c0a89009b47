"""`isolate`: namespaces or tenants that must not talk to each other, in core form (M-17)."""

from typing import Literal

from verifier.invariants import names
from verifier.invariants.comparisons import label_text, sending_label
from verifier.invariants.definitions import definition_text
from verifier.invariants.ends import Groups
from verifier.invariants.entry import MISSING_KEY, SHAPE, Entry
from verifier.invariants.forms import FORM, Part, Statement
from verifier.invariants.settings import one_of
from verifier.normalise.inventory import NAME_LABEL
from verifier.query import BuiltIn, Comparison, End, LabelOf, Member, PodGroup, Query, Verb
from verifier.resources import LabelSelector, LabelSelectorRequirement

MISSING = ("deny", "ignore", "own")
EVERY_POD = End((Member(BuiltIn.ANY_POD, "any-pod"),), "any-pod")


def read_isolate(entry: Entry, _groups: Groups) -> Statement:
    """`{namespaces: [...]}` or `{by: LABEL, missing: ...}`. Raises InputError, and notes what is
    wrong inside."""
    known = len(entry.document.problems)
    values = entry.fields(("namespaces", "by", "missing"))
    if "by" in values and "namespaces" in values:
        raise entry.refuse(FORM, "expected `namespaces` or `by`, found both")
    if "namespaces" in values and "missing" in values:
        raise values["missing"].refuse(
            FORM, "`missing` has no meaning with `namespaces`: no label is compared"
        )
    if "namespaces" in values:
        return isolate_namespaces(read_names(values["namespaces"]))
    if "by" in values:
        label = sending_label(values["by"].passage())
        return isolate_by(label, read_missing(entry, values))
    if len(entry.document.problems) == known:
        raise entry.refuse(
            MISSING_KEY, "`isolate` is told nothing to keep apart: expected `namespaces` or `by`"
        )
    return Statement((), "")


def read_names(entry: Entry) -> tuple[str, ...]:
    """Two or more names of namespaces. Raises InputError."""
    if not entry.is_list():
        raise entry.refuse(
            SHAPE,
            f"expected a list of at least two names of namespaces, found {entry.found()}",
            "to keep namespaces apart by a label, write `by` and `missing`",
        )
    found: list[str] = []
    for item in entry.items():
        passage = item.passage()
        name = names.namespace(passage)
        if name in found:
            raise passage.refuse(FORM, f"`{name}` stands twice: expected it once")
        found.append(name)
    if len(found) < 2:
        raise entry.refuse(FORM, f"expected at least two namespaces, found {len(found)}")
    return tuple(found)


def read_missing(entry: Entry, values: dict[str, Entry]) -> str:
    """What an end without the label means. All three readings are plausible, so none is taken
    unsaid. Raises InputError."""
    if "missing" not in values:
        raise entry.refuse(
            MISSING_KEY,
            "`missing` is not given: expected `deny`, `ignore` or `own`, for ends without the "
            "label",
            "`deny` is the strictest: such an end may talk within its namespace only",
        )
    return one_of(values["missing"].passage(), MISSING, "meaning of a missing label")


def isolate_namespaces(chosen: tuple[str, ...]) -> Statement:
    """No flow between two of the namespaces."""
    between = apart(inline(PodGroup(chosen, LabelSelector()), False), differ("namespace"))
    listed = f"{', '.join(chosen[:-1])} and {chosen[-1]}"
    part = Part(between, f"no flow between the namespaces {listed}")
    return Statement((part,), f"isolate {' '.join(chosen)}")


def isolate_by(label: LabelOf, missing: str) -> Statement:
    """No flow between different values of a label, for all values at once."""
    of_namespaces = label.of == "namespace"
    parts = (by_namespace_label if of_namespaces else by_pod_label)(label.key, missing)
    return Statement(parts, f"isolate by {label_text(label).removeprefix('from.')}")


def by_namespace_label(key: str, missing: str) -> tuple[Part, ...]:
    """Pods of one namespace share its label, so that `deny` and `own` are one query."""
    unequal = differ("namespace", key)
    if missing == "ignore":
        labelled = inline(PodGroup(has(key), LabelSelector()), True)
        title = f"no flow between namespaces with different labels {key}"
        return (Part(apart(labelled, unequal), title),)
    title = f"no flow between namespaces that do not share a label {key}"
    title += ", each without it being a tenant of its own" if missing == "own" else ""
    return (Part(apart(EVERY_POD, unequal, differ("namespace")), title),)


def by_pod_label(key: str, missing: str) -> tuple[Part, ...]:
    """Pods of one namespace may have different labels, so that `deny` takes two queries."""
    unequal = differ("pod", key)
    labelled = inline(PodGroup(None, has(key)), True)
    different = f"no flow between pods with different labels {key}"
    if missing == "ignore":
        return (Part(apart(labelled, unequal), different),)
    if missing == "own":
        title = f"no flow between pods that do not share a label {key}"
        return (
            Part(apart(EVERY_POD, unequal), f"{title}, each without it being a tenant of its own"),
        )
    across = apart(EVERY_POD, unequal, differ("namespace"))
    within = apart(labelled, unequal, compare("namespace", NAME_LABEL, "="))
    title = f"no flow between pods of different namespaces that do not share a label {key}"
    return (
        Part(across, title, "across"),
        Part(within, f"{different} within a namespace", "within"),
    )


def apart(end: End, *where: Comparison) -> Query:
    """No flow within the end between pods that compare so."""
    return Query(verb=Verb.NEVER, source=end, destination=end, where=tuple(dict.fromkeys(where)))


def differ(of: Literal["pod", "namespace"], key: str = NAME_LABEL) -> Comparison:
    """The two ends do not share a value of the label; by default, nor the namespace."""
    return compare(of, key, "!=")


def compare(of: Literal["pod", "namespace"], key: str, operator: Literal["=", "!="]) -> Comparison:
    """The labels of that key of the two ends, compared."""
    return Comparison(LabelOf("from", of, key), operator, LabelOf("to", of, key))


def has(key: str) -> LabelSelector:
    """The selector of what has the label."""
    exists = LabelSelectorRequirement(key=key, operator="Exists")
    return LabelSelector(match_expressions=(exists,))


def inline(group: PodGroup, undeclared: bool) -> End:
    """The end that the group's definition writes; `undeclared` as in M-10."""
    text = definition_text(group, undeclared)
    return End((Member(group, text, undeclared),), text)
