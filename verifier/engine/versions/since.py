"""Invariants about what another version decided otherwise (`since`, M-20)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from verifier.dialect import Dialect, Level
from verifier.engine.asker import Deadline
from verifier.engine.enrolment import Enrolment
from verifier.engine.existence import doubt
from verifier.engine.literals import Reader
from verifier.engine.replay import Replayed, objection, refusal
from verifier.engine.session import Asked, Session
from verifier.engine.universal import judge_universal
from verifier.engine.versions.session import TwoVersions
from verifier.errors import SoundnessError
from verifier.flow import Direction, Flow
from verifier.manifests import Manifests
from verifier.query import ANYTHING, ClusterFacts, Query, Verb
from verifier.smt.conditions import conditions
from verifier.smt.extract import OpenFacts
from verifier.smt.logic import Term, conj, neg
from verifier.verdict import Proved, Refuted, Unknown, Vacuous, Verdict

EVERY_FLOW = Query(verb=Verb.NEVER, source=ANYTHING, destination=ANYTHING)
STRENGTH = (Proved, Vacuous, Unknown, Refuted)  # the later ones beat those before (M-10)


class Since(TwoVersions):
    """Both versions, asked whether flows violate invariants in the new one, and not in the old."""

    def __init__(
        self, old: Manifests, new: Manifests, cluster: ClusterFacts, queries: Sequence[Query]
    ) -> None:
        super().__init__(old, new, cluster, EVERY_FLOW, queries)

    def prepare(
        self,
        query: Query,
        dialect: Dialect,
        deadline: Deadline,
        within: Mapping[str, Sequence[str]] | None = None,
    ) -> Asked:
        """The query's terms, by the verdicts of the new side; violated only where the old side
        does not violate it."""
        asked = super().prepare(query, dialect, deadline, within)
        terms = conditions(query, self.new.flow, self.groups)
        bad = conj((terms.bad, neg(self.violated_before(query))))
        return replace(asked, conditions=replace(terms, bad=bad))

    def violated_before(self, query: Query) -> Term:
        """A judged flow with it violates in the old version."""
        allowed = conj(self.old.flow.allowed[d] for d in Direction if query.side in (None, d))
        return neg(allowed) if query.verb is Verb.ALWAYS else allowed

    def enrolment(self, query: Query, within: Mapping[str, Sequence[str]] | None) -> Enrolment:
        """The declared pods that the query may be about."""
        return Session.enrolment(self, query, within)

    def reader(self, enrolment: Enrolment, query: Query) -> Reader:
        """Models are read as for other invariants."""
        return Session.reader(self, enrolment, query)

    def replay(self, query: Query, level: Level, flow: Flow, facts: OpenFacts) -> Replayed:
        """Both decisions of the reference. Raises SoundnessError unless they say what the solver
        says."""
        old, new = self.decide(flow, facts)
        trouble = objection(self, query, level, flow) or refusal(query, new)
        trouble = trouble or doubt(self.as_before(flow), level, self.places[0], query.facts)
        if not trouble and not refusal(query, old):
            trouble = "the reference evaluator says that the old version is violated, too"
        if trouble:
            raise SoundnessError(f"{trouble}\nflow: {flow}\nfacts: {facts}\nquery: {query}")
        return Replayed(new, earlier=old)


def judge_since(
    versions: Since, query: Query, dialect: Dialect, timeout_ms: int
) -> Mapping[Level, Verdict]:
    """The verdict at each level, over what may be allowed and what must be. Raises
    SoundnessError."""
    found = [
        judge_universal(versions.under(modality), query, dialect, timeout_ms)
        for modality in versions.modalities(dialect)
    ]
    return {
        level: max((levels[level] for levels in found), key=lambda v: STRENGTH.index(type(v)))
        for level in found[0]
    }
