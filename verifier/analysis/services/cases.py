"""Cases that go to Services: the flows to all declared pods behind (M-23)."""

from verifier.analysis.concrete import found_end
from verifier.analysis.services.backing import Backings
from verifier.analysis.services.ends import resolved, service_words
from verifier.analysis.services.targets import led_to
from verifier.decision import Decision
from verifier.dialect import Dialect
from verifier.engine import Session
from verifier.engine.behind import Behind
from verifier.engine.pairs import Pair
from verifier.errors import UsageError
from verifier.query import Case, End, Query, ServiceName, Verb
from verifier.verdict import Counterexample, Proved, Refuted, Verdict


def service_query(case: Case, backings: Backings) -> Query | None:
    """What the Service of a case leads to, as a query has it; None where the case names none.
    Raises InputError."""
    if not isinstance(case.destination, ServiceName):
        return None
    verb = Verb.ALWAYS if case.expect == "allow" else Verb.NEVER
    destination = End((), case.destination.text)
    query = Query(verb=verb, source=End((), ""), destination=destination, service=case.destination)
    return resolved(query, backings.services)


def judge_service_case(
    session: Session,
    case: Case,
    query: Query,
    backings: Backings,
    dialect: Dialect,
    timeout_ms: int,
) -> Verdict:
    """Proved iff the decision on each of the flows is the expected one under every open fact.
    Raises UsageError where there is none, and GaveUpError."""
    assert query.service is not None
    led_to(query.service, backings)
    source = found_end(session, case.source, case.location)
    behind = Behind(session, source, query.destination, query.ports, dialect, timeout_ms)
    if not behind.any_exists():
        if source == behind.pods:
            raise UsageError(f"{query.service.text} leads to the source alone: no policy decides")
        raise UsageError("there is no such flow: the ends have no address family in common")
    found = behind.decided_as(allowed=case.expect == "deny")
    if found is None:
        return Proved()
    flow, pod = found
    shown, decided = Pair(session, source, (pod,), dialect, timeout_ms).decide(
        flow.protocol, flow.port
    )
    where = f"{pod.workload}, {flow.protocol.value.lower()}/{flow.port}"
    reason = f"expected {case.expect}, but the decision at {where} is {decided.decision.value}"
    if decided.decision is Decision.DEPENDS:
        reason += f" on {', '.join(decided.depends_on)}"
    return Refuted(Counterexample(shown, decided, "this flow"), reason)


def service_notes(query: Query, session: Session, backings: Backings) -> tuple[str, ...]:
    """Both hops, and the workloads behind the Service to which none of its flows comes."""
    assert query.service is not None
    lacking = led_to(query.service, backings).lacking
    told = service_words(query.service, session.manifests)
    return (told, *([f"no container has the named port: {', '.join(lacking)}"] if lacking else []))
