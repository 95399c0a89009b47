"""NP4xx: parts of policies that can be removed together without changing any direction verdict."""

from collections.abc import Iterable, Iterator, Sequence, Set

from verifier.analysis.lint import cover_here
from verifier.analysis.lint.context import Context, Found
from verifier.analysis.lint.findings import Finding, Related, Unsettled
from verifier.analysis.lint.parts import Part, admits_nothing
from verifier.analysis.lint.readings import Home
from verifier.analysis.lint.registry import RULES
from verifier.analysis.lint.removal import sides
from verifier.analysis.lint.together import Removed, Search
from verifier.analysis.standing import name, traffic_kinds
from verifier.dialect import Level

CODES = {
    "rule": "NP402",
    "peer": "NP403",
    "port": "NP404",
    "except": "NP405",
    "term": "NP406",
}
MOST_RELATED = 4


def in_namespace(context: Context, home: Home) -> Found:
    """Every part that can be removed from the policies of a namespace, all together, and what
    covers it; and what is covered for declared pods alone."""
    answer = outcome(context, home)
    gone = {home.parts[index] for index, _ in answer.covers}
    everywhere = (reported(context, home.parts, *c, answer.opening) for c in answer.covers)
    return Found(
        (*everywhere, *cover_here.in_namespace(context, home, gone)),
        tuple(undecided(context, home.parts[index]) for index in answer.lost),
    )


def outcome(context: Context, home: Home) -> Removed:
    """What can go from the policies of one namespace."""
    if home.alone:
        return Search(home.parts, home.sides).run()
    policies = context.policies_in(home.namespace)
    found = sides(policies, home.namespace, context.written, home.parts, context.timeout_ms)
    return Search(home.parts, found).run()


def unread(context: Context) -> Found | None:
    """What keeps removals from being judged: kinds that are not read, and may change traffic."""
    kinds = sorted({name(kind) for kind in traffic_kinds(context.manifests, ())})
    if not kinds or not context.ordered:
        return None
    first = context.ordered[0]
    reason = f"not modelled, and may change traffic: {', '.join(kinds)}"
    codes = tuple(rule.code for rule in RULES if rule.code.startswith("NP4"))
    return Found(
        (),
        (
            Unsettled(
                codes=codes, object=first.text, field="", location=first.location, reason=reason
            ),
        ),
    )


def reported(
    context: Context, parts: Sequence[Part], index: int, cover: Sequence[int], opening: Set[int]
) -> Finding:
    """The finding about one part that can go."""
    part = parts[index]
    covering = [parts[i] for i in cover]
    return context.finding(
        code_of(part, index in opening),
        part.policy,
        part.field,
        message(part, covering, index in opening),
        level=Level.ANY_NAMESPACE,
        proof=proof(part),
        related=related(context, part, covering),
        removable=True,
    )


def undecided(context: Context, part: Part) -> Unsettled:
    """The question that was given up."""
    return Unsettled(
        codes=(code_of(part, False),),
        object=part.policy.text,
        field=part.field,
        location=context.place(part.policy, part.field),
        reason="the solver gave up: whether the part can be removed is not known",
    )


def code_of(part: Part, opening: bool) -> str:
    """The code of a part that can go; `opening`: a policy whose pods nothing else isolates."""
    if opening:
        return "NP408"
    if part.kind == "policy":
        return "NP407" if admits_nothing(part.policy) else "NP401"
    return CODES[part.kind]


def proof(part: Part) -> str:
    """What was proved."""
    words = " and ".join(direction.value.lower() for direction in part.directions)
    return (
        f"every {words} verdict stays the same, for all possible pods, addresses, namespace labels "
        "and dialects; proved for all removable parts together"
    )


def message(part: Part, cover: Sequence[Part], opening: bool) -> str:
    """One sentence: why it can go."""
    if opening:
        return "this policy admits all that would be admitted without it"
    if part.kind == "policy":
        if admits_nothing(part.policy):
            return "other policies isolate these pods already"
        return "other policies isolate the same pods and admit all that this policy admits"
    if part.kind in ("rule", "peer", "port"):
        what = {"rule": "this rule", "peer": "this peer", "port": "this port"}[part.kind]
        if not cover:
            return f"{what} matches no flow at all"
        return f"all that {what} admits is admitted without it"
    beside = all(is_beside(other, part) for other in cover)
    if part.kind == "except":
        if beside:
            return "this except excludes nothing that is not excluded without it"
        return "what this except excludes is admitted elsewhere"
    if beside:
        return "the other terms of the selector imply this one"
    return "what this term keeps out is treated the same without it"


def is_beside(other: Part, part: Part) -> bool:
    """Another except or term of the same place, or something around it."""
    around = part.within
    while around is not None:
        if other is around:
            return True
        around = around.within
    return other.within is part.within and other.kind == part.kind


def related(context: Context, part: Part, cover: Sequence[Part]) -> Iterator[Related]:
    """What covers a part: rules and peers rather than the policies around them."""
    around = {id(other.within) for other in cover}
    shown = [o for o in cover if id(o) not in around and o.kind not in ("except", "term")]
    beside = [o for o in cover if o.kind in ("except", "term") and o.within is part.within]
    for other in merged(shown if shown else beside, part)[:MOST_RELATED]:
        text = f"{other.policy.text}, {other.field}" if other.field else other.policy.text
        yield Related(text=text, location=context.place(other.policy, other.field))


def merged(parts: Iterable[Part], part: Part) -> list[Part]:
    """One peer or port for each rule, and nothing around the part itself."""
    found: dict[int, Part] = {}
    for other in parts:
        if not encloses(other, part):
            rule = other.within if other.kind in ("peer", "port") else other
            found.setdefault(id(rule), other)
    return list(found.values())


def encloses(other: Part, part: Part) -> bool:
    """The part lies in the other."""
    around: Part | None = part
    while around is not None and around is not other:
        around = around.within
    return around is other
