"""An invariant that holds now and would notice a change, as text to paste into the file."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain

from verifier.analysis.coverage.drafts import (
    Draft,
    exact,
    meaning_of,
    selected_by,
    with_wide_port,
)
from verifier.analysis.coverage.effects import LEVEL, every_flow
from verifier.analysis.coverage.mutants import Mutant
from verifier.analysis.coverage.noticing import Examiner
from verifier.analysis.coverage.wording import end_text, ports_text, readings_text
from verifier.analysis.typos import unmatched_groups
from verifier.dialect import Dialect, Level
from verifier.engine import Session, judge
from verifier.engine.asker import Deadline, GaveUpError
from verifier.engine.generality import generalise
from verifier.engine.literals import Literal as FlowLiteral
from verifier.engine.session import Asked
from verifier.engine.settling import settle
from verifier.errors import InputError
from verifier.flow import Direction, Flow
from verifier.invariants import read_spec
from verifier.query import End, Invariant, Spec
from verifier.smt.groups import level_assumptions
from verifier.smt.literal import pins
from verifier.smt.logic import Term, conj, neg
from verifier.verdict import Proved

PATH = "suggestion"


@dataclass(frozen=True, slots=True)
class Advice:
    """An item of `invariants`, and what it is read as."""

    text: str
    invariant: Invariant


class Adviser:
    """Finds invariants for the gaps of one input; what it found for one may serve the next."""

    def __init__(self, session: Session, spec: Spec, timeout_ms: int) -> None:
        self.session = session
        self.spec = spec
        self.timeout_ms = timeout_ms
        self.given: list[Advice] = []

    def known(self, mutants: Sequence[Mutant]) -> tuple[str, Sequence[Mutant]]:
        """An item given before that notices some of these mutants, and those; "" and all of them
        if there is none."""
        for advice in self.given:
            noticed = self.noticed(advice.invariant, mutants)
            if noticed:
                return advice.text, noticed
        return "", mutants

    def advise(self, found: Mutant, adds: bool, side: Direction | None, flow: Flow) -> str:
        """An item that is proved now, and not once the mutant lets the flow through or cuts it
        off; "" where none is found."""
        isolating = self.isolations(found) if adds else ()
        for draft in chain(isolating, self.drafts(adds, side, flow)):
            invariant = self.read(draft.text())
            if invariant is not None and self.holds_and_notices(invariant, found):
                text = self.with_names(draft, invariant).text()
                self.given.append(Advice(text, invariant))
                return text
        return ""

    def isolations(self, found: Mutant) -> Iterator[Draft]:
        """That the pods of a policy, whose isolation is lifted, are isolated."""
        if found.mutation.element.rule is None:
            direction = found.direction.value.lower()
            for typo in (False, True):
                pods = selected_by(found, typo)
                yield Draft("isolated", "any", pods, direction, self.modifiers(LEVEL, ""))

    def drafts(self, adds: bool, side: Direction | None, flow: Flow) -> Iterator[Draft]:
        """Items to try: about all flows that share what decides this one, then about this one."""
        with suppress(GaveUpError):
            yield from self.general(adds, side, flow)
        ends = [exact(end) for end in (flow.source, flow.destination)]
        if all(ends):
            protocol = flow.protocol.value.lower()
            port = f"{flow.port}" if protocol == "tcp" else f"{protocol}/{flow.port}"
            yield self.draft(adds, side, (*ends, port, ""), Level.DECLARED)

    def general(self, adds: bool, side: Direction | None, flow: Flow) -> Iterator[Draft]:
        """Items about the flows that are decided alike, for the same reasons."""
        asked = self.session.prepare(every_flow(side), Dialect(), Deadline.after(self.timeout_ms))
        target = self.target(adds, asked)
        pinned = conj(pins(self.session.flow, flow))
        fixed = [*level_assumptions(LEVEL), target, pinned]
        if not asked.asker.ask(*fixed):
            return
        values = settle(asked, fixed)
        literals = generalise(self.session, asked, LEVEL, target, values)
        literals = with_wide_port(asked, target, literals)
        for typo in ((False, False), (True, False), (False, True), (True, True)):
            yield self.draft(adds, side, self.parts(literals, asked, typo), LEVEL)

    def target(self, adds: bool, asked: Asked) -> Term:
        """What the policies say now of the flow, and of all that the item will be about."""
        allowed = asked.conditions.allowed
        return conj((asked.conditions.premise, neg(allowed) if adds else allowed))

    def parts(
        self, literals: Sequence[FlowLiteral], asked: Asked, typo: tuple[bool, bool]
    ) -> tuple[str, str, str, str]:
        """`from`, `to`, `ports` and `dialect` of an item."""
        source, destination = (
            end_text(literals, end, self.session.footprint, asked.classes, unmatched)
            for end, unmatched in zip(("source", "destination"), typo, strict=True)
        )
        return source, destination, ports_text(literals), readings_text(literals)

    def draft(
        self, adds: bool, side: Direction | None, parts: tuple[str, ...], level: Level
    ) -> Draft:
        """The item with the modifiers that it needs beside the file's defaults."""
        source, destination, ports, dialect = parts
        more: tuple[str, ...] = (f"side: {side.value.lower()}",) if side else ()
        more += self.modifiers(level, dialect)
        return Draft("never" if adds else "always", source, destination, ports, more)

    def modifiers(self, level: Level, dialect: str) -> tuple[str, ...]:
        """What differs from the file's defaults."""
        more: tuple[str, ...] = ()
        if level is not self.spec.defaults.level:
            more += (f"level: {level.text}",)
        if dialect or self.spec.defaults.dialect != Dialect():
            more += (f"dialect: {dialect or 'any'}",)
        return more

    def with_names(self, draft: Draft, invariant: Invariant) -> Draft:
        """The draft with the file's groups where they are the same ends."""
        query = invariant.query
        source, destination = query.source, query.destination
        if draft.verb == "isolated" and query.side is Direction.EGRESS:
            destination = source
        return replace(
            draft,
            source=self.name_of(source) or draft.source,
            destination=self.name_of(destination) or draft.destination,
        )

    def name_of(self, end: End) -> str:
        """The group of the file that means the same pods; "" if there is none."""
        meaning = [meaning_of(member.part) for member in end.members]
        for group in self.spec.groups:
            if [meaning_of(member.part) for member in group.end.members] == meaning:
                return group.name
        return ""

    def read(self, text: str) -> Invariant | None:
        """The item as the file's reader understands it; None where it does not."""
        defaults = self.spec.defaults
        head = f"apiVersion: netproof/v1\ndefaults: {{level: {defaults.level.text}}}\n"
        try:
            return read_spec(f"{head}invariants:\n  - {text}\n", PATH).invariants[0]
        except InputError:
            return None

    def holds_and_notices(self, invariant: Invariant, found: Mutant) -> bool:
        """The item is proved now, no group of it is a typo, and the mutant changes that."""
        if unmatched_groups(invariant.query, self.session.roster):
            return False
        levels = judge(self.session, invariant.query, invariant.dialect, self.timeout_ms)
        proved = isinstance(levels[invariant.level], Proved)
        return proved and bool(self.noticed(invariant, [found]))

    def noticed(self, invariant: Invariant, mutants: Sequence[Mutant]) -> list[Mutant]:
        """The mutants under which the verdict of the item is another one."""
        examiner = Examiner(self.session, invariant, self.timeout_ms)
        found = examiner.noticed(mutants, {m.index: n for n, m in enumerate(mutants)})
        return [m for m in mutants if m.index in found]
