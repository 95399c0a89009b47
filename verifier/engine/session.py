"""One set of manifests, encoded once, asked about many queries."""

from collections.abc import Iterable
from dataclasses import dataclass

from verifier.dialect import Dialect
from verifier.engine.asker import Asker, Deadline
from verifier.engine.literals import Reader
from verifier.manifests import Manifests
from verifier.model import AddressPeer, Inventory
from verifier.normalise import inventory, policy_set
from verifier.query import ClusterFacts, End, Query
from verifier.smt.compiler import Compiler
from verifier.smt.conditions import Conditions, conditions, ends_of_source
from verifier.smt.declared import DeclaredClass, candidates, declared_classes
from verifier.smt.extract import Extractor
from verifier.smt.footprint import footprint
from verifier.smt.groups import Groups
from verifier.smt.symbols import SymbolicFlow
from verifier.smt.universe import Universe

Classes = tuple[DeclaredClass, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One query, ready to be asked: its terms, its solver, and how to read models."""

    query: Query
    conditions: Conditions
    asker: Asker
    classes: dict[str, Classes]
    reader: Reader


class Session:
    """Policies, declared pods and cluster facts, with one symbolic flow over their footprint.

    `queries` are all that will be asked: they add to the footprint.
    """

    def __init__(
        self, manifests: Manifests, cluster: ClusterFacts, queries: Iterable[Query]
    ) -> None:
        self.manifests = manifests
        self.cluster = cluster
        self.inventory: Inventory = inventory(manifests)
        policies = policy_set(manifests.policies)
        self.footprint = footprint(policies, self.inventory, queries)
        self.flow = SymbolicFlow(self.footprint)
        self.compiler = Compiler(policies, self.flow)
        self.groups = Groups(self.compiler, self.inventory, cluster)
        self.universe = Universe(self.compiler, self.inventory, cluster)
        self.class_memo: dict[object, Classes] = {}
        looks = any(
            isinstance(peer, AddressPeer)
            for tier in policies.tiers
            for policy in tier.policies
            for rule in (*(policy.ingress or ()), *(policy.egress or ()))
            for peer in rule.peers
        )
        self.extractor = Extractor(self.flow, self.inventory, looks)

    def prepare(self, query: Query, dialect: Dialect, timeout_ms: int) -> Asked:
        """A solver that knows which flows exist, and the terms of the query. `timeout_ms`
        (milliseconds) bounds all that is asked of it."""
        sources = self.classes(ends_of_source(query))
        destinations = self.classes((query.destination,))
        asker = Asker(self.compiler, Deadline.after(timeout_ms))
        asker.add(*self.universe.exists(sources, destinations, dialect))
        classes = {"source": sources, "destination": destinations}
        listed = frozenset(n.name for n in self.inventory.listed)
        return Asked(
            query,
            conditions(query, self.flow, self.groups, sources, destinations),
            asker,
            classes,
            Reader(self.flow, classes, listed),
        )

    def classes(self, ends: tuple[End, ...]) -> Classes:
        """The declared pods that may be in one of the ends, in classes."""
        key = tuple(end.members for end in ends)
        if key not in self.class_memo:
            pods = {id(pod): pod for end in ends for pod in candidates(self.inventory, end)}
            self.class_memo[key] = declared_classes(pods.values(), self.footprint, ends)
        return self.class_memo[key]
