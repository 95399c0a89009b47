"""Parts of an invariants file that can take no effect: groups that nothing uses or that nothing can
be in, exceptions that take out nothing, and stated facts that leave no pod."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from verifier.analysis.consistency.demands import mentions_known
from verifier.analysis.consistency.ground import Ground
from verifier.analysis.consistency.pairs import Finding
from verifier.analysis.typos import ends_of
from verifier.errors import Problem
from verifier.location import Location
from verifier.normalise import selector
from verifier.query import (
    AddressGroup,
    BuiltIn,
    Exemption,
    Group,
    Invariant,
    Member,
    NamedWorkload,
    PodGroup,
    Spec,
    StatedFact,
)
from verifier.resources import LabelSelector
from verifier.smt.conditions import exempted, workloads_of
from verifier.smt.logic import conj, key

UNUSED = "NP984"
EMPTY = "NP985"
IDLE = "NP986"
FACTS = "NP988"


# Groups


def unused_groups(spec: Spec) -> Iterator[Finding]:
    """Groups of this file that no invariant, exception or other group uses."""
    named = names_in(spec.invariants)
    for group in spec.groups:
        here = group.location.path == spec.path
        if spec.invariants and here and group.name not in named and not is_part(group, spec.groups):
            message = f"group `{group.name}` is used nowhere"
            advice = "remove it, or check the names in the invariants"
            yield Finding(Problem(UNUSED, message, group.location, advice=advice), False)


def names_in(invariants: Sequence[Invariant]) -> set[str]:
    """The words that ends of invariants and of their exceptions consist of."""
    ends = (end for invariant in invariants for end in ends_of(invariant.query))
    return {word for end in ends for word in end.text.split(", ")}


def is_part(group: Group, groups: Sequence[Group]) -> bool:
    """Another group is made of this one."""
    own = {(member, member.location) for member in group.end.members}
    others = (other for other in groups if other.name != group.name)
    return any(own <= {(m, m.location) for m in other.end.members} for other in others)


def empty_groups(spec: Spec, ground: Ground) -> Iterator[Finding]:
    """Groups, and definitions inside others or in invariants, that nothing can ever be in. It is
    an error where an invariant speaks about such a group. Raises GaveUpError."""
    named, told = names_in(spec.invariants), set[Location | None]()
    for group in spec.groups:
        members = group.end.members
        if members and all(is_empty(member, ground) for member in members):
            told |= {member.location for member in members}
            yield nothing_in(f"group `{group.name}`", group.location, group.name in named)
    ends = [end for invariant in spec.invariants for end in ends_of(invariant.query)]
    for end in (*(group.end for group in spec.groups), *ends):
        for member in end.members:
            if member.location and member.location not in told and is_empty(member, ground):
                told.add(member.location)
                yield nothing_in(f"`{member.text}`", member.location, False)


def nothing_in(what: str, location: Location, fatal: bool) -> Finding:
    """The finding about a group that no endpoint can be in."""
    message = f"nothing can be in {what}: no labels, or no addresses, meet all of its conditions"
    return Finding(Problem(EMPTY, message, location, advice="correct its conditions"), fatal)


def is_empty(member: Member, ground: Ground) -> bool:
    """No endpoint can be in this part of an end, whatever the input holds."""
    match member.part:
        case NamedWorkload() | BuiltIn():
            return False
        case PodGroup(namespaces, pods):
            if (namespaces is None or isinstance(namespaces, tuple)) and says_little(pods):
                return False
        case AddressGroup():
            pass
    return not any(ground.may(ground.groups.part(member.part, end)) for end in ground.ends)


def says_little(labels: LabelSelector) -> bool:
    """No key stands twice, so that some labels match."""
    keys = [item.key for item in selector(labels).requirements]
    return len(keys) == len(set(keys))


# Exceptions


def idle_exceptions(invariants: Sequence[Invariant], ground: Ground) -> Iterator[Finding]:
    """Exceptions in force that no judged flow meets. One that several invariants share, for
    they come from one, must take out nothing in any of them. Raises GaveUpError."""
    found: dict[Location | None, list[tuple[bool, Invariant, Exemption]]] = {}
    for invariant in invariants:
        for item in invariant.query.exemptions:
            busy = takes_out(item, invariant, ground)
            found.setdefault(item.location, []).append((busy, invariant, item))
    for shared in found.values():
        if not any(busy for busy, _, _ in shared):
            _, invariant, item = shared[0]
            problem = Problem(
                IDLE,
                f"the exception ({item.reason}) takes out nothing: no flow that the invariant "
                "judges is among its own",
                item.location,
                advice="remove it, or correct its `from`, `to` or `ports`",
                object=f"invariant {invariant.origin or invariant.id}",
            )
            yield Finding(problem, False)


def takes_out(item: Exemption, invariant: Invariant, ground: Ground) -> bool:
    """Some flow that the invariant would judge is one of the exception, or only the input can
    tell. Where nothing is judged at all, the exception is not to blame."""
    query = replace(invariant.query, exemptions=())
    if workloads_of(invariant.query) or mentions_known(invariant.query) or query.hops:
        return True
    premise = ground.premise(query)
    facts = ground.facts_hold(query.facts)
    if not ground.may(premise, *facts):
        return True
    return ground.may(premise, *facts, exempted(item, ground.flow, ground.groups))


# Stated facts


def impossible_facts(spec: Spec, ground: Ground) -> Iterator[Finding]:
    """Facts by which no pod of some kind that they speak about, or no namespace, can exist, and
    groups that facts leave nobody in. Raises GaveUpError."""
    told: set[tuple[str, ...]] = set()
    for facts in dict.fromkeys(i.query.facts for i in spec.invariants if i.query.facts):
        for fact in facts:
            for kind in kinds_of(fact):
                guilty = against(kind, facts, ground)
                names = tuple(sorted(other.id for other in guilty))
                if guilty and names not in told:
                    told.add(names)
                    yield no_such(fact, kind, guilty)
        for group in spec.groups:
            yield from left_empty(group, facts, ground, told)


def kinds_of(fact: StatedFact) -> list[PodGroup]:
    """What a fact speaks about: each namespace that it names, else all at once."""
    group = fact.group
    if isinstance(group.namespaces, tuple):
        return [replace(group, namespaces=(name,)) for name in group.namespaces]
    return [group]


def against(kind: PodGroup, facts: Sequence[StatedFact], ground: Ground) -> tuple[StatedFact, ...]:
    """Facts that together leave no pod of the kind, none of them to spare; none where some pod can
    be, or could not even without facts."""
    end = ground.flow.source
    about = ground.groups.part(kind, end)
    terms = [conj(ground.facts_hold([fact])) for fact in facts]
    if not ground.may(about) or ground.may(about, *terms):
        return ()
    core = {key(term) for term in ground.asker.minimal_core([about], terms) or ()}
    return tuple(fact for fact, term in zip(facts, terms, strict=True) if key(term) in core)


def no_such(fact: StatedFact, kind: PodGroup, guilty: Sequence[StatedFact]) -> Finding:
    """The finding about facts that contradict each other."""
    last = max(guilty, key=lambda found: found.location)
    others = [found for found in guilty if found is not last]
    what = "namespace" if fact.of == "namespace" else "pod"
    which = f" {kind.namespaces[0]}" if isinstance(kind.namespaces, tuple) else ""
    who = f"pod of namespace{which}" if what == "pod" and which else f"{what}{which}"
    beside = " and ".join(f"`{found.id}` ({found.location})" for found in others)
    return Finding(
        Problem(
            FACTS,
            (f"contradicts the fact {beside}" if others else "contradicts itself")
            + f": no {who} that it speaks about could exist",
            last.location,
            advice="correct one of them" if others else "correct `have`",
            object=f"stated fact {last.id}",
        ),
        True,
    )


def left_empty(
    group: Group, facts: Sequence[StatedFact], ground: Ground, told: set[tuple[str, ...]]
) -> Iterator[Finding]:
    """A warning where facts that do not contradict each other leave nobody in a group of pods."""
    parts = [member.part for member in group.end.members]
    pods = [part for part in parts if isinstance(part, PodGroup)]
    guilty = [against(part, facts, ground) for part in pods]
    names = tuple(sorted({fact.id for found in guilty for fact in found}))
    if not pods or len(pods) < len(parts) or not all(guilty) or names in told:
        return
    told.add((*names, group.name))
    stated = ", ".join(f"`{name}`" for name in names)
    message = f"nothing can be in group `{group.name}` as long as the stated facts hold: {stated}"
    advice = "correct the group or the facts"
    yield Finding(Problem(EMPTY, message, group.location, advice=advice), False)
