"""Cases that go to Services: the flows to all declared pods behind (M-23)."""

from verifier.analysis.concrete import found_end
from verifier.analysis.services.backing import Backings
from verifier.analysis.services.ends import service_words
from verifier.analysis.services.hops import none_exists
from verifier.analysis.services.targets import led_to, service_query
from verifier.decision import Decision
from verifier.dialect import Dialect
from verifier.engine import Session
from verifier.engine.behind import Behind
from verifier.query import Case, Query, ServiceName
from verifier.verdict import Counterexample, Proved, Refuted, Verdict


def query_of(case: Case, backings: Backings) -> Query | None:
    """What the Service of a case leads to, as a query has it; None where the case names none.
    Raises InputError."""
    if not isinstance(case.destination, ServiceName):
        return None
    return service_query(case.destination, backings)


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
        raise none_exists(query.service.text, source, behind.pods)
    found = behind.decided_as(allowed=case.expect == "deny")
    if found is None:
        return Proved()
    flow, pod = found
    alone = Behind(
        session, source, query.destination, query.ports, dialect, timeout_ms, only=(pod,)
    )
    shown, decided = alone.decide(flow.protocol, flow.port)
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
