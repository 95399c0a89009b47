"""`no-path`: no chain of allowed flows leads from one end to the other (M-19)."""

from collections.abc import Mapping
from functools import partial

from verifier.decision import Decided, Decision
from verifier.dialect import Dialect, Level
from verifier.engine.asker import Deadline
from verifier.engine.chain import Chain
from verifier.engine.replay import decisions
from verifier.engine.session import Session
from verifier.engine.shown_chain import chain_objection, hops_of, in_words, settle_chain
from verifier.engine.universal import graded
from verifier.errors import SoundnessError
from verifier.flow import Flow
from verifier.query import Query
from verifier.smt.extract import OpenFacts
from verifier.smt.groups import level_assumptions
from verifier.verdict import Counterexample, Hop, Proved, Refuted, Vacuous, Verdict


def judge_paths(
    session: Session, query: Query, dialect: Dialect, timeout_ms: int
) -> Mapping[Level, Verdict]:
    """The verdict at each level, the shortest chain first. Raises SoundnessError where a chain
    does not stand up to the reference evaluator."""
    deadline = Deadline.after(timeout_ms)
    counts = range(1, query.hops + 1)
    chains = [Chain(session, query, dialect, deadline, count) for count in counts]
    return graded(partial(judge_level, session, chains))


def judge_level(
    session: Session, chains: list[Chain], level: Level, shown: Counterexample | None
) -> Verdict:
    """The verdict at one level; a chain shown at a lower level is one at this level too."""
    query, assumed = chains[0].query, level_assumptions(level)
    if shown is not None:
        flows = [shown.flow, *(hop.flow for hop in shown.onward)]
        if not chain_objection(session, query, level, flows):
            return Refuted(shown)
    for chain in chains:
        if chain.asker.ask(*assumed, chain.violation):
            return Refuted(present(session, chain, level))
    if not any(chain.asker.ask(*assumed, chain.premise) for chain in chains):
        return Vacuous(
            f"nothing to judge at {level.text}: no chain could lead from one to the other"
        )
    return Proved()


def present(session: Session, chain: Chain, level: Level) -> Counterexample:
    """The chain of the last model, made easy to read, replayed hop by hop."""
    values = settle_chain(chain, level)
    flows = hops_of(chain, values)
    hops = [
        Hop(flow, replayed(session, flow, link.extractor.facts(values)))
        for link, flow in zip(chain.links, flows, strict=True)
    ]
    trouble = chain_objection(session, chain.query, level, flows)
    if trouble:
        raise SoundnessError(f"{trouble}\nchain: {flows}\nquery: {chain.query}")
    words, facts = in_words(chain, level, values)
    return Counterexample(hops[0].flow, hops[0].decided, words, facts=facts, onward=tuple(hops[1:]))


def replayed(session: Session, flow: Flow, facts: OpenFacts) -> Decided:
    """The reference's decision on one hop. Raises SoundnessError unless it is allowed."""
    for decided in decisions(session, flow, facts):
        if decided.decision is Decision.ALLOW:
            return decided
    raise SoundnessError(f"the reference evaluator denies {flow} under {facts}")
