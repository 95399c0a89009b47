"""Inputs with questions about them, and the encoder's terms for one flow."""

from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import settings
from hypothesis import strategies as st

from tests.agreement.deciding import unlisted
from verifier.dialect import Dialect, Level
from verifier.engine.asker import Deadline
from verifier.engine.membership import Judge
from verifier.engine.session import Asked, Session
from verifier.flow import Endpoint, Flow, PodEndpoint, Protocol
from verifier.manifests import Manifests
from verifier.normalise import inventory
from verifier.query import (
    ALL_PORTS,
    ANYTHING,
    AddressGroup,
    BuiltIn,
    ClusterFacts,
    Comparison,
    End,
    LabelOf,
    Member,
    NamedWorkload,
    Part,
    PortName,
    Query,
    Verb,
)
from verifier.smt.declared import Candidates
from verifier.smt.groups import level_assumptions
from verifier.smt.literal import pins
from verifier.smt.logic import Term, is_number
from verifier.smt.solver import Solver
from verifier.smt.symbols import SymbolicEnd
from verifier.testing import strategies
from verifier.testing.strategies import Near
from verifier.testing.strategies.pools import NAMESPACE_KEYS

TIMEOUT_MS = 30_000
PARTS: tuple[Part, ...] = (
    *(BuiltIn.ANY, BuiltIn.NODES, BuiltIn.OWN_NODE),
    *(NamedWorkload(space, f"pod-{n}") for space in ("a", "b", "c") for n in range(3)),
)  # twins are named, so that each is a class of its own
ALL = End(tuple(Member(part, "part") for part in PARTS), "all")
NAMES = (PortName(Protocol.TCP, "http"), PortName(Protocol.UDP, "dns"))
EVERYTHING = Query(verb=Verb.NEVER, source=ALL, destination=ALL, ports=(*ALL_PORTS, *NAMES))


def share_of_examples(parts: int) -> int:
    """The profile's number of examples, divided: for tests that ask the engine itself."""
    profile = settings.default
    assert profile is not None
    return max(10, profile.max_examples // parts)


@dataclass(frozen=True, slots=True)
class Case:
    """An input with a question, and flows that can exist beside it at `level`."""

    manifests: Manifests
    cluster: ClusterFacts
    query: Query
    level: Level
    flows: tuple[Flow, ...]


def groups_of(query: Query) -> list[str]:
    """The ranges that a query mentions."""
    ends = [query.source, query.destination, query.among or ANYTHING]
    for item in query.exemptions:
        ends += [end for end in (item.source, item.destination) if end is not None]
    parts = [member.part for end in ends for member in end.members]
    return [c for p in parts if isinstance(p, AddressGroup) for c in (*p.cidrs, *p.excepts)]


def near_all(manifests: Manifests, query: Query) -> Near:
    """Near what policies and the query mention."""
    known = (f"{ip}/{128 if ':' in ip else 32}" for pod in manifests.pods for ip in pod.ips)
    admin, nodes = manifests.admin_policies, manifests.nodes
    return strategies.near(*known, *manifests.policies, *admin, *nodes, *groups_of(query))


@st.composite
def cases(
    draw: st.DrawFn,
    verbs: tuple[Verb, ...] = tuple(Verb),
    count: int = 1,
    anything: bool = False,
    doubted: bool = False,
) -> Case:
    """Up to `count` flows; `anything`: the query judges all of them."""
    manifests, cluster = draw(strategies.manifests()), draw(strategies.cluster_facts())
    level = draw(st.sampled_from(tuple(Level)))
    query = EVERYTHING if anything else draw(strategies.queries(verbs))
    found = strategies.existing_flows(
        inventory(manifests), cluster, level, near_all(manifests, query), doubted
    )
    flows = [draw(found) for _ in range(count)]
    return Case(manifests, cluster, query, level, tuple(f for f in flows if f is not None))


def judge_of(session: Session, level: Level = Level.ANY_NAMESPACE) -> Judge:
    """The concrete judge of a session, at a level."""
    names = (*(n.name for n in session.inventory.listed), *session.inventory.named)
    return Judge(session.cluster, frozenset(names), level)


def labels_of(pod: PodEndpoint) -> Iterator[tuple[LabelOf, str]]:
    """Every label of a pod and of its namespace."""
    for key, value in pod.labels.items():
        yield LabelOf("from", "pod", key), value
    for key, value in pod.namespace_labels.items():
        yield LabelOf("from", "namespace", key), value


def mentioning(flow: Flow) -> Query:
    """A query that mentions every key, and every value of the flow, so that no two are fresh."""
    found = (
        *(Comparison(LabelOf("from", "namespace", key), "=", "db") for key in NAMESPACE_KEYS),
        *(
            Comparison(label, "=", value)
            for end in (flow.source, flow.destination)
            if isinstance(end, PodEndpoint)
            for label, value in labels_of(end)
        ),
    )
    return Query(verb=Verb.NEVER, source=ANYTHING, destination=ANYTHING, where=found)


@dataclass(frozen=True, slots=True)
class Pinned:
    """A session whose symbolic flow is one concrete flow, at a level."""

    session: Session
    asked: Asked
    terms: tuple[Term, ...]

    def holds(self, *terms: Term) -> bool:
        """The flow can meet all terms, whether or not it can exist."""
        solver = Solver()
        solver.add(*self.terms)
        return solver.check(TIMEOUT_MS, *terms) == "sat"

    def exists(self) -> bool:
        """The encoder knows the flow as one that can exist."""
        return self.asked.asker.ask(*self.terms)


def pinned(
    case: Case,
    flow: Flow,
    level: Level,
    dialect: Dialect | None = None,
    mention: bool = True,
) -> Pinned:
    """The encoder over one flow of a case; `mention`: each of its labels and names is mentioned."""
    session = Session(
        case.manifests, case.cluster, [case.query, *([mentioning(flow)] if mention else [])]
    )
    asked = session.prepare(case.query, dialect or Dialect(), Deadline.after(TIMEOUT_MS))
    candidates = asked.enrolment.candidates
    terms = (
        *pins(session.flow, flow, unlisted=any(unlisted(case.manifests, flow))),
        *level_assumptions(level),
        who(session.flow.source, flow.source, candidates["source"]),
        who(session.flow.destination, flow.destination, candidates["destination"]),
    )
    return Pinned(session, asked, terms)


def who(end: SymbolicEnd, found: Endpoint, candidates: Candidates) -> Term:
    """The end is of the class that counts the pod; 0 where none does."""
    code = 0
    if isinstance(found, PodEndpoint) and found.workload is not None:
        for declared in candidates.classes(found.namespace):
            if any((p.workload, p.pod) == (found.workload, found.pod) for p in declared.pods):
                code = declared.code
    return is_number(end.who, code)
