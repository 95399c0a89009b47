"""Cases: concrete flows of an invariants file with the decision that its author expects."""

import time

from verifier.analysis.concrete import numbers_of, pair_of, session_for
from verifier.analysis.results import InvariantResult
from verifier.analysis.services.backing import Backings
from verifier.analysis.services.cases import judge_service_case, query_of, service_notes
from verifier.analysis.standing import name, traffic_kinds
from verifier.decision import Decision
from verifier.dialect import Dialect, Level
from verifier.engine import Session
from verifier.engine.asker import GaveUpError
from verifier.errors import InputError, Problem, UsageError
from verifier.manifests import Manifests
from verifier.query import Case, CaseEnd, End, Invariant, PortRange, Query, Spec, Verb
from verifier.verdict import Counterexample, Proved, Refuted, Unknown, Verdict


def judge_cases(
    manifests: Manifests, spec: Spec, reading: Dialect, timeout_ms: int
) -> list[InvariantResult]:
    """A result for each case, at `declared` (M-22). Raises InputError for an end that is not in
    the input."""
    if not spec.cases:
        return []
    ends = [end for case in spec.cases for end in (case.source, case.destination)]
    backings = Backings(manifests)
    queries = [query_of(case, backings) for case in spec.cases]
    pods = [end for end in ends if isinstance(end, CaseEnd)]
    session = session_for(manifests, spec.cluster, pods, filter(None, queries))
    unread = traffic_kinds(manifests, spec.ignore_kinds)
    doubt = f"not modelled, and may change traffic: {', '.join(map(name, unread))}"
    results: list[InvariantResult] = []
    problems: list[Problem] = []
    for index, (case, query) in enumerate(zip(spec.cases, queries, strict=True)):
        start = time.perf_counter()
        try:
            verdict = (
                judge_case(session, case, reading, timeout_ms)
                if query is None
                else judge_service_case(session, case, query, backings, reading, timeout_ms)
            )
        except GaveUpError as error:
            verdict = Unknown(str(error))
        except UsageError as error:
            problems.append(Problem("NP982", str(error), case.location, f"cases[{index}]"))
            continue
        if unread and isinstance(verdict, Proved):
            verdict = Unknown(doubt)
        seconds = time.perf_counter() - start
        invariant = as_invariant(case, index, reading)
        notes = () if query is None else service_notes(query, session, backings)
        levels = {Level.DECLARED: verdict}
        results.append(InvariantResult(invariant, verdict, levels, seconds, notes))
    if problems:
        raise InputError(tuple(problems))
    return results


def judge_case(session: Session, case: Case, dialect: Dialect, timeout_ms: int) -> Verdict:
    """Proved iff the decision is the expected one under every open fact, on each port of the name
    where one is given. Raises UsageError where there is no such flow, and GaveUpError."""
    assert isinstance(case.destination, CaseEnd)
    pair = pair_of(session, case.source, case.destination, dialect, timeout_ms, case.location)
    port, protocol = case.port, case.protocol
    numbers = [port] if isinstance(port, int) else numbers_of(pair, port, protocol)
    for number in numbers:
        if not pair.exists(protocol, number):
            raise UsageError("there is no such flow: the ends have no address family in common")
        flow, decided = pair.decide(protocol, number)
        if decided.decision is Decision(case.expect):
            continue
        reason = f"expected {case.expect}, but the decision is {decided.decision.value}"
        if decided.depends_on:
            reason += f" on {', '.join(decided.depends_on)}"
        return Refuted(Counterexample(flow, decided, "this flow"), reason)
    return Proved()


def as_invariant(case: Case, index: int, dialect: Dialect) -> Invariant:
    """The case in the shape of an invariant, for reports."""
    nothing = End((), "")
    number = case.port if isinstance(case.port, int) else 1
    return Invariant(
        id=f"case-{index + 1}",
        title=case.text,
        sentence=case.text,
        query=Query(
            verb=Verb.ALWAYS if case.expect == "allow" else Verb.NEVER,
            source=nothing,
            destination=nothing,
            ports=(PortRange(case.protocol, number, number),),
        ),
        level=Level.DECLARED,
        dialect=dialect,
        location=case.location,
    )
