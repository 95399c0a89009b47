"""All flows that a change opens or closes, as few general statements.

A flow is opened iff the new side allows it in both directions, and in one of them the old side does
not. So each direction is listed by itself, and of its policies only the rules that changed: that
takes few of the policies, and few statements. Where the other direction does not let all of a
statement through, or rules that did not change admitted some of it before, the statement says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from verifier.decision import Decided
from verifier.dialect import Level
from verifier.engine.asker import Deadline, GaveUpError
from verifier.engine.counterexample import as_known, facts_of
from verifier.engine.cover import Confirm, Member, alike, gather, told
from verifier.engine.literals import Literal
from verifier.engine.replay import Replayed
from verifier.engine.session import Asked
from verifier.engine.settling import settle
from verifier.engine.versions.answers import Difference, Differences, Question
from verifier.engine.versions.naming import Names, Roll
from verifier.engine.versions.session import Pair, TwoVersions, Way
from verifier.engine.words import fact_words
from verifier.flow import Direction, Flow
from verifier.smt.extract import OpenFacts
from verifier.smt.groups import level_assumptions
from verifier.smt.logic import Term, conj, disj, neg
from verifier.smt.modal import Modality
from verifier.smt.solver import Values

FEW = 12  # namespaces whose declared pods one solver takes in


def differences(versions: TwoVersions, way: Way, question: Question) -> Differences:
    """All flows that exist at the level and are opened, or closed: by some outcome of ties the one
    side allows them, and by none the other; or by all, and not by all. Raises SoundnessError."""
    if not versions.differing:
        return Differences((), True, False)
    modalities = versions.modalities(question.dialect)
    answers = [
        Search(versions.under(modality).anew(), way, question).run() for modality in modalities
    ]
    if len(modalities) == 1:  # one sense is the other
        both = (replace(item, modalities=tuple(Modality)) for item in answers[0].members)
        answers[0] = replace(answers[0], members=tuple(both))
    found = {answer.found for answer in answers}
    return Differences(
        merged(answers),
        all(answer.complete for answer in answers),
        True if True in found else None if None in found else False,
        next((answer.reason for answer in answers if answer.reason), ""),
    )


def merged(answers: Sequence[Differences]) -> tuple[Difference, ...]:
    """All statements; those that hold in both senses are said once."""
    found: dict[object, Difference] = {}
    for member in (member for answer in answers for member in answer.members):
        shown = member.shown
        text = (shown.general, shown.facts, tuple(sorted(shown.readings.items())))
        same = (member.direction, member.barred, member.already, member.level, text)
        if same in found:
            modalities = (*found[same].modalities, *member.modalities)
            found[same] = replace(found[same], modalities=modalities)
        else:
            found[same] = member
    return tuple(sorted(found.values(), key=foremost))


def foremost(member: Difference) -> tuple[bool, int, str]:
    """What declared workloads notice comes first, then what takes few words."""
    general = member.shown.general
    return member.level > Level.DECLARED, len(general), general


class Search:
    """The statements about one way of a change."""

    def __init__(self, versions: TwoVersions, way: Way, question: Question) -> None:
        self.versions = versions
        self.way = way
        self.question = question
        self.level = question.level
        self.wide = max(self.level, Level.ANY_POD)  # pairs of declared workloads would be too many
        self.deadline = Deadline.after(question.timeout_ms, "diff")
        self.asked = versions.prepare(versions.query, question.dialect, self.deadline)
        self.ask = self.asked.asker.ask
        self.roll = Roll(versions)
        self.found: list[Difference] = []
        self.reason = ""

    def run(self) -> Differences:
        """All of them. Raises SoundnessError."""
        known: bool | None
        try:
            for direction in Direction:
                for group in alike(self.gained(direction)):
                    self.add(direction, group)
            self.prune()
            known = True if self.found else self.exists() if self.reason else False
        except GaveUpError as error:
            self.reason = f"perhaps more: {error}"
            known = True if self.found else None
        return Differences(tuple(self.found), not self.reason, known, self.reason)

    def gained(self, direction: Direction) -> list[Member]:
        """What the rules that changed admit more in one direction. Raises GaveUpError."""
        versions = self.versions.undecided(direction)
        asked = versions.prepare(versions.query, self.question.dialect, self.deadline)
        target = conj((asked.conditions.premise, versions.may_gain(self.way, direction)))
        most = self.question.most - len(self.found)
        members, reason = gather(versions, asked, self.wide, target, most, self.confirm(direction))
        self.reason = self.reason or reason
        return members

    def confirm(self, direction: Direction) -> Confirm:
        """Replays a flow that may be gained in a direction."""

        def replayed(level: Level, flow: Flow, facts: OpenFacts) -> Replayed:
            pair = self.versions.confirm(self.way, direction, level, flow, facts)
            return Replayed(self.more(pair))

        return replayed

    def more(self, pair: Pair) -> Decided:
        """The decision of the side that allows more."""
        return pair[1] if self.way is Way.OPENED else pair[0]

    def add(self, direction: Direction, members: list[Member]) -> None:
        """One more statement, unless the other direction lets none of its flows through. Raises
        GaveUpError."""
        statements = tuple(member.statement for member in members)
        names = self.roll.names(statements)
        inside = conj((self.asked.conditions.premise, disj(s.term for s in statements)))
        lacks, through = self.versions.lacks(self.way, direction), self.through(direction)
        for level in (at for at in Level if at <= self.level):
            for asked in self.askers(level, names):
                fixed = [*level_assumptions(level), inside, lacks, through]
                if asked.asker.ask(*fixed):
                    wide = [*level_assumptions(self.wide), inside]
                    barred, already = self.ask(*wide, neg(through)), self.ask(*wide, neg(lacks))
                    values = settle(asked, fixed)
                    target = conj((inside, lacks, through))
                    facts = (
                        facts_of(self.versions, asked, level, target, values)
                        if barred or already
                        else [x.literal for s in statements for x in s.parts if x.literal.fact]
                    )
                    flow, (old, new) = self.example(asked, level, values)
                    shown = replace(
                        told(members), flow=as_known(flow, facts), decided=self.more((old, new))
                    )
                    takes = taken(facts, asked, values) if barred or already else ()
                    about = (
                        self.way,
                        direction,
                        barred,
                        already,
                        shown,
                        old,
                        new,
                        level,
                        names,
                        statements,
                        (self.versions.modality,),
                        takes,
                    )
                    self.found.append(Difference(*about))
                    return

    def askers(self, level: Level, names: Names) -> Iterator[Asked]:
        """The declared pods that a statement may be about, some namespaces at a time; above
        `declared`, of one namespace, where the other end need not be declared."""
        ends = {"source": names.sources, "destination": names.destinations}
        spaces = {end: namespaces(found) for end, found in ends.items()}
        if level is Level.DECLARED and not names.complete:
            return
        if level is not Level.DECLARED:
            yield self.prepare({end: found[:1] for end, found in spaces.items()})
            return
        for sources in chunks(spaces["source"]):
            for destinations in chunks(spaces["destination"]):
                yield self.prepare({"source": sources, "destination": destinations})

    def prepare(self, within: Mapping[str, Sequence[str]]) -> Asked:
        """A solver that knows the declared pods of these namespaces."""
        query, dialect = self.versions.query, self.question.dialect
        return self.versions.prepare(query, dialect, self.deadline, within)

    def through(self, direction: Direction) -> Term:
        """The other direction lets the flow through, on the side that allows more."""
        return conj(self.versions.allows(self.way, d) for d in Direction if d is not direction)

    def example(self, asked: Asked, level: Level, values: Values) -> tuple[Flow, Pair]:
        """The flow of a model, which is opened, or closed, replayed. Raises SoundnessError."""
        extractor = self.versions.extractor
        flow = extractor.extract(values, asked.classes)
        return flow, self.versions.confirm(self.way, None, level, flow, extractor.facts(values))

    def prune(self) -> None:
        """Leave out each statement whose flows are all in the others. Raises GaveUpError."""
        assumed = [*level_assumptions(self.wide), self.asked.conditions.premise]
        for member in sorted(self.found, key=self.dispensable):
            others = [self.flows(other) for other in self.found if other is not member]
            if others and not self.ask(*assumed, self.flows(member), *map(neg, others)):
                self.found = [other for other in self.found if other is not member]

    def flows(self, member: Difference) -> Term:
        """The flows that a statement is about."""
        inside = disj(statement.term for statement in member.statements)
        lacks = self.versions.lacks(self.way, member.direction)
        return conj((inside, lacks, self.through(member.direction)))

    def dispensable(self, member: Difference) -> tuple[bool, int, str]:
        """Those that say less come first."""
        general = member.shown.general
        return not (member.barred or member.already), -len(general), general

    def exists(self) -> bool | None:
        """Some flow at the level is opened, or closed; None where that would take too long. Raises
        GaveUpError."""
        if self.level < self.wide:
            return None
        allowed = (self.versions.allows(self.way, d) for d in Direction)
        lacking = disj(self.versions.lacks(self.way, d) for d in Direction)
        premise = self.asked.conditions.premise
        return self.ask(*level_assumptions(self.wide), premise, *allowed, lacking)


def taken(facts: Sequence[Literal], asked: Asked, values: Values) -> tuple[str, ...]:
    """The open facts, in words."""
    pods = [literal for literal in asked.reader.read(values) if literal.kind == "pod"]
    return fact_words([*facts, *pods])


def namespaces(names: tuple[str, ...] | None) -> list[str]:
    """The namespaces of workloads."""
    return list(dict.fromkeys(name.partition("/")[0] for name in names or ()))


def chunks(found: list[str]) -> Iterator[list[str]]:
    """A few at a time; at least once."""
    for first in range(0, max(len(found), 1), FEW):
        yield found[first : first + FEW]
