"""Two versions of an input, compared over all flows (M-20)."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from verifier.analysis.check import TIMEOUT_MS
from verifier.analysis.diff.idle import idle_exemptions
from verifier.analysis.diff.inputs import inputs_of
from verifier.analysis.diff.moving import flows_moved
from verifier.analysis.diff.results import Answer, Change, DiffReport, Part
from verifier.analysis.plugins import dialect_of, plugin_assumed
from verifier.analysis.results import AllowedPorts, Assumption
from verifier.analysis.standing import assumptions, name, summaries, traffic_kinds
from verifier.decision import Decided, Decision, Trace
from verifier.dialect import Dialect, Level
from verifier.engine.statements import Statement
from verifier.engine.versions import (
    Difference,
    Differences,
    Question,
    TwoVersions,
    Way,
    differences,
)
from verifier.errors import Problem
from verifier.flow import Direction, Protocol
from verifier.invariants import expired
from verifier.manifests import Manifests
from verifier.query import ANYTHING, ClusterFacts, Exemption, Query, Verb
from verifier.smt.modal import Modality

MOST = 100
TIE_WORDS = {
    (Way.OPENED, Modality.MAY): "may pass now, where ties end so; could not before",
    (Way.OPENED, Modality.MUST): "pass now however ties end; before, at most where ties ended so",
    (Way.CLOSED, Modality.MAY): "could pass before, where ties ended so; cannot now",
    (Way.CLOSED, Modality.MUST): "passed before however ties ended; now at most where ties end so",
}


def compare(
    old: Manifests,
    new: Manifests,
    *,
    names: tuple[str, str] = ("old", "new"),
    cluster: ClusterFacts | None = None,
    ignore_kinds: tuple[str, ...] = (),
    exemptions: Sequence[Exemption] = (),
    level: Level | None = None,
    dialect: Dialect | None = None,
    timeout_ms: int = TIMEOUT_MS,
    most: int = MOST,
    today: datetime.date | None = None,
) -> DiffReport:
    """What the new version allows and the old one does not, and the reverse, over all flows between
    pods and the world that may exist at the level.

    `names` are those of the two sides. Flows that `exemptions` describe are not compared, unless
    expired on `today` (UTC by default). `timeout_ms` (milliseconds) bounds what opens and what
    closes, each. At most `most` statements are made of each. Raises InputError, and SoundnessError
    when an answer does not stand up to the reference evaluator.
    """
    today = today or datetime.datetime.now(datetime.UTC).date()
    level = Level.ANY_NAMESPACE if level is None else level
    current = tuple(item for item in exemptions if not expired(item, today))
    query = Query(verb=Verb.NEVER, source=ANYTHING, destination=ANYTHING, exemptions=current)
    versions = TwoVersions(old, new, cluster or ClusterFacts(), query)
    question = Question(dialect_of(dialect, old, new), level, timeout_ms, most)
    unread = unread_kinds(old, new, ignore_kinds)
    opened, closed = (
        answer_of(differences(versions, way, question), unread) for way in (Way.OPENED, Way.CLOSED)
    )
    return DiffReport(
        old=names[0],
        new=names[1],
        level=level,
        opened=opened,
        closed=closed,
        inputs=replace(
            inputs_of(versions.union),
            moved=flows_moved(
                old, new, versions.union, versions.footprint, question.dialect, versions.cluster
            ),
        ),
        exemptions=current,
        assumptions=(
            *together(assumptions(old, ignore_kinds), assumptions(new, ignore_kinds)),
            *plugin_assumed(dialect, old, new),
        ),
        warnings=(
            *dict.fromkeys((*old.warnings, *new.warnings)),
            *(expiry(item) for item in exemptions if expired(item, today)),
            *idle_exemptions(versions, current, level, question.dialect, timeout_ms),
        ),
        texts={**old.texts, **new.texts},
        used=(summaries(old)[0], summaries(new)[0]),
    )


def unread_kinds(old: Manifests, new: Manifests, ignored: tuple[str, ...]) -> str:
    """The kinds that may change traffic and are not modelled, of both sides (M-11)."""
    found = {name(kind) for side in (old, new) for kind in traffic_kinds(side, ignored)}
    return ", ".join(sorted(found))


def together(old: Sequence[Assumption], new: Sequence[Assumption]) -> tuple[Assumption, ...]:
    """What either side rests on, once."""
    return tuple({item.id + item.text: item for item in (*old, *new)}.values())


def expiry(item: Exemption) -> Problem:
    """A warning for an exception whose day is past."""
    return Problem(
        "NP980",
        f"the exception ({item.reason}) expired on {item.until} and no longer applies",
        item.location,
        advice="remove it, or agree on a new date",
    )


def answer_of(found: Differences, unread: str) -> Answer:
    """What opens, or closes, as data. That nothing does is not known where a kind that changes
    traffic is not read (M-11)."""
    changes = tuple(change_of(item) for item in found.members)
    if unread and found.found is False:
        reason = f"not modelled, and may change traffic: {unread}"
        return Answer(changes, False, None, reason)
    return Answer(changes, found.complete, found.found, found.reason)


def change_of(found: Difference) -> Change:
    """One statement as data."""
    return Change(
        general=found.shown.general,
        words=words_of(found),
        allows=ports_of(found.statements),
        port_names=names_of(found.statements),
        direction=found.direction,
        unless=tuple(conditions(found)),
        sources=found.names.sources,
        destinations=found.names.destinations,
        level=found.level,
        example=found.shown.flow,
        old=found.old,
        new=found.new,
        because=tuple(parts(found.old, found.new)),
        readings=found.shown.readings,
        facts=found.shown.facts,
        ties=tie_words(found),
        takes=found.takes,
    )


def tie_words(found: Difference) -> str:
    """In what sense the flows are allowed and are not, where ties are open."""
    if len(found.modalities) > 1:
        return ""
    return TIE_WORDS[found.way, found.modalities[0]]


def words_of(found: Difference) -> tuple[str, str, str]:
    """The source, the destination and the ports of a statement, in words."""
    ports = found.statements[0].port_words()
    ends, _, _ = found.shown.general.rpartition(f", {ports}")
    source, _, destination = ends.partition(" -> ")
    return source, destination, ports


def ports_of(statements: Sequence[Statement]) -> tuple[AllowedPorts, ...]:
    """The ports of a statement; all of them where it says nothing."""
    for part in statements[0].parts:
        if part.ranges:
            return tuple(AllowedPorts(r.protocol, r.first, r.last) for r in part.ranges)
    return tuple(AllowedPorts(protocol, 1, 65535) for protocol in Protocol)


def names_of(statements: Sequence[Statement]) -> tuple[str, ...]:
    """The port names that a statement asks for."""
    named = (part.literal for part in statements[0].parts if part.kind == "port-name")
    return tuple(literal.name for literal in named if literal.value and not literal.fact)


def conditions(found: Difference) -> Iterator[str]:
    """What keeps flows of a statement as they are."""
    opens = found.way is Way.OPENED
    if found.barred:
        other = "egress" if found.direction is Direction.INGRESS else "ingress"
        end = "source" if found.direction is Direction.INGRESS else "destination"
        tense = "do" if opens else "did"
        yield f"the {other} policies of the {end} {tense} not allow it"
    if found.already:
        yield "another rule allowed it before" if opens else "another rule still allows it"


def parts(old: Decided, new: Decided) -> Iterator[Part]:
    """What the two sides do differently about one flow: what decides each direction that they
    decide differently."""
    for direction in Direction:
        before, after = trace(old, direction), trace(new, direction)
        if before.decision is after.decision:
            continue
        sides: tuple[tuple[Literal["old", "new"], Trace], ...] = (("old", before), ("new", after))
        for side, one in sides:
            for because in one.because[: 1 if one.decision is Decision.ALLOW else None]:
                yield Part(
                    side,
                    direction,
                    role_of(because.kind),
                    because.policy,
                    because.rule,
                    because.peer,
                    because.location,
                )


def role_of(kind: Literal["rule", "selects", "tier"]) -> Literal["admits", "selects", "tier"]:
    """What a policy does about a flow."""
    return "admits" if kind == "rule" else kind


def trace(decided: Decided, direction: Direction) -> Trace:
    """The trace of one direction."""
    return decided.egress if direction is Direction.EGRESS else decided.ingress
