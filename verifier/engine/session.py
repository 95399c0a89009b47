"""One set of manifests, encoded once, asked about many queries."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from verifier.dialect import Dialect, Level
from verifier.engine.asker import Asker, Deadline
from verifier.engine.enrolment import Enrolment
from verifier.engine.existence import Place
from verifier.engine.literals import ENDS, Reader
from verifier.engine.membership import Judge
from verifier.engine.replay import Replayed, replay
from verifier.engine.rulings import Rulings
from verifier.flow import Flow
from verifier.manifests import Manifests
from verifier.model import Inventory
from verifier.normalise import inventory, policy_set
from verifier.query import ClusterFacts, Query, StatedFact
from verifier.smt.compiler import Compiler
from verifier.smt.conditions import Conditions, conditions, external_ends, sources_of, workloads_of
from verifier.smt.declared import Candidates, DeclaredClass, Roster
from verifier.smt.extract import Extractor, OpenFacts
from verifier.smt.groups import Groups
from verifier.smt.logic import Term
from verifier.smt.mentions import footprint, namespaces_of
from verifier.smt.nodes import Bits, Span
from verifier.smt.podterms import PodTerms
from verifier.smt.slices import address_widths
from verifier.smt.solver import Solver
from verifier.smt.stated import bare_otherwise, holds, stated_keys
from verifier.smt.symbols import SymbolicFlow
from verifier.smt.universe import Universe

FEW = 3  # namespaces that an end may be in without being wide
HEAVY = 12  # namespaces in a solver, from which on a new one is quicker to ask for a model
PART = 25  # namespaces whose declared pods are asked about at once


@dataclass(frozen=True, slots=True)
class Asked:
    """One query, ready to be asked: its terms, its solver, and how to read models. `settled`: of
    targets, whether it is known that no flow meets them at any level."""

    query: Query
    dialect: Dialect
    conditions: Conditions
    asker: Asker
    reader: Reader
    rulings: Rulings
    enrolment: Enrolment
    settled: dict[Term, bool] = field(default_factory=dict)

    @property
    def classes(self) -> Mapping[str, Mapping[int, DeclaredClass]]:
        """The declared classes that models so far have named, by end and code."""
        return self.reader.classes


class Session:
    """Policies, declared pods and cluster facts, with one symbolic flow over their footprint.

    `at_a_glance`: what follows from who the ends are can be told without the solver.

    `queries` are all that will be asked: they add to the footprint. `declared` stands in for what
    the manifests declare. `looks`: some policy looks at addresses.
    """

    at_a_glance = True

    def __init__(
        self,
        manifests: Manifests,
        cluster: ClusterFacts,
        queries: Iterable[Query],
        declared: Inventory | None = None,
    ) -> None:
        self.manifests = manifests
        self.cluster = cluster
        queries = tuple(queries)
        self.inventory = declared or inventory(
            manifests, {*namespaces_of(queries), *cluster.namespaces}
        )
        policies = policy_set(manifests.policies, manifests.admin_policies, manifests.nodes)
        self.footprint = footprint(policies, self.inventory, queries)
        self.flow = SymbolicFlow(self.footprint)
        self.compiler = Compiler(policies, self.flow)
        self.roster = Roster(self.inventory, self.footprint)
        self.groups = Groups(self.compiler, self.roster, cluster)
        self.universe = Universe(self.compiler, self.inventory, cluster, stated_keys(queries))
        self.used: set[str] = set()  # stated facts that some answer rests on
        self.listed = {n.name: dict(n.labels) for n in self.inventory.listed}
        self.with_hosts = {pod.namespace for pod in self.inventory.pods if pod.host_network}
        self.spans: dict[tuple[str, object], Mapping[Bits, Span]] = {}  # a memo of `knowing`
        self.pod_terms = PodTerms(self.universe)
        self.solver = Solver(*self.universe.common)
        self.looks = bool(address_widths(policies.tiers))
        self.place = Place.of(self.inventory, cluster)
        self.extractor = Extractor(self.flow, self.inventory, self.looks)

    def replay(self, query: Query, level: Level, flow: Flow, facts: OpenFacts) -> Replayed:
        """The reference's decision on a flow that violates. Raises SoundnessError unless it
        confirms that it does."""
        return replay(self, query, level, flow, facts)

    def judge(self, level: Level) -> Judge:
        """Who tells, flow by flow, what queries judge at a level."""
        known = frozenset((*(n.name for n in self.inventory.listed), *self.inventory.named))
        nodes = tuple(address for node in self.manifests.nodes for address in node.addresses)
        return Judge(self.cluster, known, level, nodes)

    def prepare(
        self,
        query: Query,
        dialect: Dialect,
        deadline: Deadline,
        within: Mapping[str, Sequence[str]] | None = None,
    ) -> Asked:
        """A solver that knows which flows exist, and the terms of the query; `deadline` bounds
        all that is asked of it. `within` limits the declared pods of an end to namespaces."""
        terms = conditions(query, self.flow, self.groups)
        rulings = self.rulings(terms, query)
        enrolment = self.enrolment(query, within)
        rulings.wide = enrolment.wide = self.wide(enrolment)
        external = external_ends(query)
        asker = self.asker(enrolment, dialect, external, deadline, rulings, query.facts)
        reader = self.reader(enrolment, query)
        return Asked(query, dialect, terms, asker, reader, rulings, enrolment)

    def enrolment(self, query: Query, within: Mapping[str, Sequence[str]] | None) -> Enrolment:
        """What comes into a solver of the declared pods."""
        apart = workloads_of(query)
        candidates = {
            "source": Candidates(self.roster, sources_of(query), apart),
            "destination": Candidates(self.roster, (query.destination,), apart),
        }
        for end, names in (within or {}).items():
            candidates[end].limit(names)
        return Enrolment(self.pod_terms, candidates)

    def wide(self, enrolment: Enrolment) -> tuple[str, ...]:
        """The end that may be in many more namespaces than the other one."""
        if not self.at_a_glance:
            return ()
        spread = {end: len(names) for end, names in enrolment.spread().items()}
        least = min(spread.values())
        return tuple(end for end, size in spread.items() if size > max(least, FEW))

    def rulings(self, terms: Conditions, query: Query) -> Rulings:
        """What comes into a solver of the policies."""
        return Rulings(self.compiler, terms.inside, terms.scope, query.by_default, query.robust)

    def reader(self, enrolment: Enrolment, query: Query) -> Reader:
        """How models are read."""
        return Reader(self.flow, enrolment.classes, query.robust)

    def parts(self, asked: Asked) -> Iterator[Asked]:
        """The same query about the declared pods of some namespaces after the other, where one
        end may be in many: together they are the whole of it at `declared`."""
        spread = asked.enrolment.spread()
        end = max(spread, key=lambda name: len(spread[name]))
        names = spread[end]
        if len(names) <= PART:
            yield asked
            return
        for first in range(0, len(names), PART):
            chunk = {end: names[first : first + PART]}
            yield self.prepare(asked.query, asked.dialect, asked.asker.deadline, chunk)

    def lighter(self, asked: Asked) -> tuple[Asked, list[Term]]:
        """The same query in a new solver, with the ends of the last model pinned, where the old
        one has taken in many namespaces on its way."""
        if len(asked.rulings.defined) + asked.enrolment.enrolled < HEAVY:
            return asked, []
        literals = asked.reader.read(asked.asker.values())
        fresh = self.prepare(asked.query, asked.dialect, asked.asker.deadline)
        return fresh, [literal.term for literal in literals if literal.kind in ENDS]

    def asker(
        self,
        enrolment: Enrolment,
        dialect: Dialect,
        external: Collection[str],
        deadline: Deadline,
        rulings: Rulings | None = None,
        facts: Sequence[StatedFact] = (),
    ) -> Asker:
        """The solver's next user, over the flows that exist, with these declared pods at the
        ends; ends that `external` does not name are pods."""
        asker = Asker(rulings or Rulings(self.compiler), deadline, enrolment, self.solver)
        asker.add(*self.universe.exists(dialect, external))
        asker.add(*bare_otherwise(facts, self.universe, self.groups))
        for fact in facts:
            ends = (self.flow.source, self.flow.destination)
            asker.state(fact.id, holds(fact, self.groups, ends))
        asker.used = self.used
        return asker
