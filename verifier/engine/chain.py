"""Several flows in a row, encoded side by side: each hop's destination is the next hop's source
(M-19)."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise

from verifier.dialect import Dialect
from verifier.engine.asker import Asker, Deadline
from verifier.engine.enrolment import Enrolment
from verifier.engine.literals import Reader
from verifier.engine.rulings import Rulings
from verifier.engine.session import Session
from verifier.flow import Direction
from verifier.model import PolicySet
from verifier.query import ANYTHING, End, Query
from verifier.smt.compiler import Compiler
from verifier.smt.conditions import external_ends, ports_match, workloads_of
from verifier.smt.declared import Candidates, DeclaredClass
from verifier.smt.extract import Extractor
from verifier.smt.groups import Groups
from verifier.smt.logic import Term, conj, disj, equal, implies, is_number, neg
from verifier.smt.podterms import PodTerms
from verifier.smt.solver import Solver, Values
from verifier.smt.stated import bare_otherwise, holds
from verifier.smt.symbols import SymbolicEnd, SymbolicFlow
from verifier.smt.universe import Universe


class Link:
    """One hop: what a session has for its single flow."""

    def __init__(self, session: Session, query: Query, number: int, last: bool) -> None:
        names = (f"node{number}", f"node{number + 1}")
        self.flow = SymbolicFlow(session.footprint, names, f"hop{number}.")
        self.compiler = Compiler(PolicySet(session.compiler.tiers), self.flow)
        self.groups = Groups(self.compiler, session.roster, session.cluster)
        keys = session.universe.stated_keys
        self.universe = Universe(self.compiler, session.inventory, session.cluster, keys)
        self.rulings = Rulings(self.compiler)
        self.extractor = Extractor(self.flow, session.inventory, session.looks)
        ends: tuple[End, ...] = (
            query.source if number == 0 else ANYTHING,
            query.destination if last else ANYTHING,
        )
        candidates = {
            name: Candidates(session.roster, (end,), workloads_of(query))
            for name, end in zip(names, ends, strict=True)
        }
        self.enrolment = Enrolment(PodTerms(self.universe), candidates)
        outer = external_ends(query)
        places = (("source", names[0], number == 0), ("destination", names[1], last))
        self.external = [name for role, name, outermost in places if outermost and role in outer]

    @property
    def ends(self) -> tuple[SymbolicEnd, SymbolicEnd]:
        """Both ends of the hop."""
        return self.flow.source, self.flow.destination

    @property
    def allowed(self) -> Term:
        """Both sides let the hop pass."""
        return conj(self.flow.allowed[direction] for direction in Direction)


@dataclass(frozen=True, slots=True)
class ChainRulings:
    """The policies of every hop."""

    links: tuple[Link, ...]

    @property
    def ends(self) -> tuple[SymbolicEnd, ...]:
        """The nodes of the chain, first to last."""
        return (self.links[0].flow.source, *(link.flow.destination for link in self.links))

    def first(self) -> list[Term]:
        """What holds before any policy is known."""
        return [term for link in self.links for term in link.rulings.first()]

    def refine(self, values: Values) -> list[Term]:
        """The verdicts that the model needs."""
        return [term for link in self.links for term in link.rulings.refine(values)]

    def later(self, values: Values) -> list[Term]:
        """Nothing waits."""
        return []


class ChainEnrolment:
    """The declared pods of every node; no pod is two of them."""

    def __init__(self, rulings: ChainRulings) -> None:
        self.links = rulings.links
        self.ends = rulings.ends
        self.classes: dict[str, dict[int, DeclaredClass]] = {end.name: {} for end in self.ends}
        self.limited: set[int] = set()

    def first(self) -> list[Term]:
        """What holds before any class is known."""
        return [term for link in self.links for term in link.enrolment.first()]

    def refine(self, values: Values) -> list[Term]:
        """The classes that the model needs."""
        found = [term for link in self.links for term in link.enrolment.refine(values)]
        for link in self.links:
            for name, classes in link.enrolment.classes.items():
                self.classes[name].update(classes)
        for known in {c.code: c for classes in self.classes.values() for c in classes.values()}:
            found += self.limit(known)
        return found

    def later(self, values: Values) -> list[Term]:
        """Nothing waits."""
        return []

    def limit(self, code: int) -> list[Term]:
        """No more nodes are of a class of bare pods than it has pods."""
        if code in self.limited:
            return []
        self.limited.add(code)
        pods = next(c[code] for c in self.classes.values() if code in c).pods
        if any(pod.pod is None for pod in pods):
            return []
        return [
            neg(conj(is_number(end.who, code) for end in too_many))
            for too_many in combinations(self.ends, len(pods) + 1)
        ]


class Chain:
    """`count` hops, with what an invariant asks of them. `premise`: the ends and the last port are
    those of the query. `violation`: and every hop is allowed."""

    def __init__(
        self, session: Session, query: Query, dialect: Dialect, deadline: Deadline, count: int
    ) -> None:
        self.query = query
        self.links = tuple(
            Link(session, query, number, number == count - 1) for number in range(count)
        )
        self.rulings = ChainRulings(self.links)
        self.nodes = self.rulings.ends
        self.enrolment = ChainEnrolment(self.rulings)
        self.readers = [Reader(link.flow, self.enrolment.classes) for link in self.links]
        common = (term for link in self.links for term in link.universe.common)
        self.asker = Asker(self.rulings, deadline, self.enrolment, Solver(*common))
        self.asker.used = session.used
        for link in self.links:
            self.asker.add(*link.universe.exists(dialect, link.external))
            self.asker.add(*bare_otherwise(query.facts, link.universe, link.groups))
            for fact in query.facts:
                self.asker.state(fact.id, holds(fact, link.groups, link.ends))
        self.asker.add(*(neg(end.own) for end in self.nodes))
        for one, other in combinations(self.nodes, 2):
            if (one, other) not in pairwise(self.nodes):
                self.asker.add(*self.apart(session, one, other))
        first, last = self.links[0], self.links[-1]
        self.premise = conj(
            (
                first.groups.member(query.source, first.flow.source),
                last.groups.member(query.destination, last.flow.destination),
                ports_match(query.ports, last.flow),
            )
        )
        self.violation = conj((self.premise, *(link.allowed for link in self.links)))

    def apart(self, session: Session, one: SymbolicEnd, other: SymbolicEnd) -> list[Term]:
        """Two nodes that no hop connects: equal namespaces have equal labels, and an address that
        a pod has is nobody else's."""
        same = equal(one.namespace, other.namespace)
        shared = (
            equal(one.label("namespace", key), other.label("namespace", key))
            for key in session.footprint.keys("namespace")
        )
        addresses = (neg(equal(one.address[w], other.address[w])) for w in (32, 128))
        some_pod = disj((one.is_pod, other.is_pod))
        return [implies(same, conj(shared)), implies(some_pod, conj(addresses))]

    @property
    def classes(self) -> Mapping[str, Mapping[int, DeclaredClass]]:
        """The declared classes that models so far have named, by node and code."""
        return self.enrolment.classes
