"""`assume`: facts about namespaces or pods that the file states and every verdict names (M-15)."""

from dataclasses import dataclass, field
from typing import Literal

from verifier.invariants.definitions import definition_text, namespaces, selector
from verifier.invariants.ends import Groups
from verifier.invariants.entry import Entry
from verifier.invariants.objects import EntryValue
from verifier.invariants.passage import Passage
from verifier.invariants.selectors import selector_text
from verifier.invariants.settings import ID, read_id
from verifier.query import Defaults, PodGroup, StatedFact
from verifier.resources import LabelSelector

FACT = "NP968"
KEYS = ("id", "why", "namespace", "namespaces", "pods", "have")
NO_PODS = PodGroup((), LabelSelector())


@dataclass(frozen=True, slots=True)
class Known:
    """What the readers of invariants are told: the groups and defaults of the file, its facts for
    all invariants, and each fact `by_id` that was read so far."""

    groups: Groups
    defaults: Defaults
    facts: tuple[StatedFact, ...] = ()
    by_id: dict[str, StatedFact] = field(default_factory=dict)


def read_fact(entry: Entry, by_id: dict[str, StatedFact]) -> StatedFact:
    """One item of `assume`. Raises InputError, and notes what is wrong inside."""
    values = entry.fields(KEYS, required=("id", "why", "have"))
    attempt = entry.document.attempt
    name = attempt(None, read_id, values["id"]) if "id" in values else None
    why = attempt("", Entry.text, values["why"]) if "why" in values else ""
    have = attempt(LabelSelector(), read_have, values["have"]) if "have" in values else None
    of: Literal["pod", "namespace"] = "pod" if "pods" in values else "namespace"
    group = attempt(NO_PODS, read_subject, entry, values)
    fact = StatedFact(
        id=name.text if name else "",
        why=why,
        of=of,
        group=group,
        have=have or LabelSelector(),
        text=fact_text(of, group, have or LabelSelector()),
        location=entry.location,
    )
    if name:
        attempt(None, take_id, name, fact, by_id)
    return fact


def read_subject(entry: Entry, values: dict[str, Entry]) -> PodGroup:
    """The pods, or the namespaces, that a fact speaks about. Raises InputError."""
    fields = {key: EntryValue(value) for key, value in values.items()}
    pods = selector(fields["pods"]) if "pods" in fields else LabelSelector()
    return PodGroup(namespaces(fields, entry.spot()), pods)


def read_have(entry: Entry) -> LabelSelector:
    """The labels that are stated. Raises InputError."""
    have = selector(EntryValue(entry))
    if have == LabelSelector():
        raise entry.refuse(
            FACT, "`have` states nothing: expected a selector of labels, such as tenant"
        )
    return have


def take_id(name: Passage, fact: StatedFact, by_id: dict[str, StatedFact]) -> None:
    """Notes the fact. Raises InputError where its id means another one already; two invariants may
    state the same."""
    first = by_id.setdefault(name.text, fact)
    if first != fact:
        raise name.refuse(
            ID,
            f"fact `{name.text}` stands twice, first in line {first.location.line}, and not with "
            "the same meaning: expected one fact for one id",
        )


def fact_text(of: Literal["pod", "namespace"], group: PodGroup, have: LabelSelector) -> str:
    """The fact as a clause: `every namespace has labels that match ...`."""
    return f"{subject_text(of, group)} has labels that match `{selector_text(have)}`"


def subject_text(of: Literal["pod", "namespace"], group: PodGroup) -> str:
    """What a fact speaks about."""
    if of == "pod":
        return f"every pod of {definition_text(group)}"
    match group.namespaces:
        case None:
            return "every namespace"
        case LabelSelector() as chosen:
            return f"every namespace that `{selector_text(chosen)}` matches"
        case (name,):
            return f"namespace {name}"
        case several:
            return f"each of the namespaces {', '.join(several)}"
