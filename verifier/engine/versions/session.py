"""Two versions of an input over one symbolic flow."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import Enum
from typing import Self

from verifier import reference
from verifier.decision import Decided, Decision
from verifier.dialect import Dialect, Level
from verifier.engine.enrolment import Enrolment
from verifier.engine.existence import Place, doubt
from verifier.engine.literals import Reader
from verifier.engine.replay import resolves_alike
from verifier.engine.rulings import Rulings
from verifier.engine.session import Session
from verifier.engine.versions.gains import gains
from verifier.engine.versions.peculiar import Wide, peculiar_pods
from verifier.engine.versions.sides import Side, TwoSided, differing
from verifier.engine.versions.union import merged, unite, with_labels_of
from verifier.errors import SoundnessError
from verifier.flow import Direction, Endpoint, Flow, PodEndpoint
from verifier.manifests import Manifests
from verifier.normalise import inventory
from verifier.query import ClusterFacts, Query
from verifier.reference import Reading
from verifier.resources import Node
from verifier.smt.conditions import Conditions
from verifier.smt.declared import Chosen
from verifier.smt.extract import OpenFacts
from verifier.smt.logic import Term, neg
from verifier.smt.mentions import namespaces_of
from verifier.smt.modal import Modality
from verifier.smt.solver import Solver
from verifier.smt.ties import Tie


class Way(Enum):
    """What becomes of a flow that the two sides do not agree on."""

    OPENED = "opened"
    CLOSED = "closed"


Pair = tuple[Decided, Decided]  # of the old side, and of the new one


class TwoVersions(Session):
    """A session over what both versions declare, that knows the verdicts of both. `query` says
    which flows are compared: those of its premise; `others` will be asked, too."""

    at_a_glance = False

    def __init__(
        self,
        old: Manifests,
        new: Manifests,
        cluster: ClusterFacts,
        query: Query,
        others: Sequence[Query] = (),
    ) -> None:
        queries = [query, *others]
        names = {*namespaces_of(queries), *cluster.namespaces}
        self.union = unite(inventory(old, names), inventory(new, names))
        super().__init__(merged(old, new), cluster, queries, self.union.declared)
        self.query = query
        self.flow.winners = {}  # each side's ties end as they like
        before, after = (nodes_of(*pair) for pair in ((old, new), (new, old)))
        self.old = Side("old", old, before, self.flow, self.union.relabelled)
        self.new = Side("new", new, after, self.flow)
        self.modality = Modality.MAY
        earlier = with_labels_of(self.union.declared, self.union.relabelled)
        self.places = Place.of(earlier, cluster), self.place
        self.earlier_labels = {item.name: item.old for item in self.union.relabelled}
        keys = self.union.changed_keys
        self.differing = differing(self.old.compiler, self.new.compiler, keys)
        self.peculiar = tuple(peculiar_pods(self))
        codes = {id(pod): code for code, pod in enumerate(self.roster.pods, 1)}
        self.peculiar_codes = {codes[id(pod)]: pod.workload for pod in self.peculiar}
        self.peer = ""
        self.directions: tuple[Direction, ...] = tuple(Direction)

    def rulings(self, terms: Conditions, query: Query) -> Rulings:
        """What comes into a solver of the policies of both sides."""
        return TwoSided(self.old, self.new, self.differing, self.directions)

    def enrolment(self, query: Query, within: Mapping[str, Sequence[str]] | None) -> Enrolment:
        """The declared pods of these namespaces; where none are named, those that no possible pod
        is like."""
        if within is not None:
            return super().enrolment(query, within)
        candidates = {end: Chosen(self.roster, self.peculiar) for end in ("source", "destination")}
        return Enrolment(self.pod_terms, candidates)

    def reader(self, enrolment: Enrolment, query: Query) -> Reader:
        """How models are read."""
        return Wide(self.flow, enrolment.classes, self.peculiar_codes, self.peer)

    def sides(self, way: Way) -> tuple[Side, Side]:
        """The side that allows more, and the other one."""
        return (self.new, self.old) if way is Way.OPENED else (self.old, self.new)

    def may_gain(self, way: Way, direction: Direction) -> Term:
        """Flows that the rules that changed admit more in a direction."""
        more, less = self.sides(way)
        return gains(more, less, direction, self.differing, self.union.changed_keys)

    def lacks(self, way: Way, direction: Direction) -> Term:
        """The side that allows less does not allow the flow in a direction."""
        return neg(self.sides(way)[1].flow.allowed[direction])

    def allows(self, way: Way, direction: Direction) -> Term:
        """The side that allows more allows the flow in a direction."""
        return self.sides(way)[0].flow.allowed[direction]

    def modalities(self, dialect: Dialect) -> tuple[Modality, ...]:
        """The verdicts that have to be compared: where no tie is left open, one is the other."""
        found = (*self.old.ties, *self.new.ties)
        return tuple(Modality) if any(is_open(tie, dialect) for tie in found) else (Modality.MAY,)

    def under(self, modality: Modality) -> Self:
        """The same, for questions about what may be allowed, or must be."""
        other = copy.copy(self)
        other.modality = modality
        other.old, other.new = self.old.under(modality), self.new.under(modality)
        return other

    def undecided(self, direction: Direction) -> "TwoVersions":
        """The same, for questions about what rules of a direction say: none turns on verdicts."""
        other = copy.copy(self)
        other.directions = ()
        other.peer = self.flow.peer(direction).name
        return other

    def anew(self) -> "TwoVersions":
        """The same with a solver of its own: one that ran out of time is not to be asked again."""
        other = copy.copy(self)
        other.solver = Solver(*self.universe.common)
        return other

    def as_before(self, flow: Flow) -> Flow:
        """The flow as the old side sees it: with the labels that its namespaces had."""
        return replace(
            flow, source=self.end_before(flow.source), destination=self.end_before(flow.destination)
        )

    def end_before(self, end: Endpoint) -> Endpoint:
        """One end with the old labels of its namespace."""
        if isinstance(end, PodEndpoint) and end.namespace in self.earlier_labels:
            return replace(end, namespace_labels=self.earlier_labels[end.namespace])
        return end

    def decide(self, flow: Flow, facts: OpenFacts) -> Pair:
        """What the reference says of the flow on each side, under these facts, where ties end so
        that the most is allowed, or the least, as the modality asks."""
        return self.decide_on(self.old, self.as_before(flow), facts), self.decide_on(
            self.new, flow, facts
        )

    def decide_on(self, side: Side, flow: Flow, facts: OpenFacts) -> Decided:
        """The same on one side."""
        found = side.manifests
        readings = reference.every_reading(
            flow,
            found.policies,
            facts.dialect,
            found.admin_policies,
            (*side.nodes, *facts.nodes),
        )
        agreeing = [reading for reading in readings if resolves_alike(reading, facts)]
        decided: dict[object, set[Decision]] = {}
        for reading in agreeing:
            decided.setdefault(reading.case, set()).add(reading.decision)
        if len(set(map(frozenset, decided.values()))) != 1:
            raise SoundnessError(f"the {side.name} side is open\nflow: {flow}\nfacts: {facts}")
        extreme = max if self.modality is Modality.MAY else min
        chosen = extreme(agreeing, key=directions_allowed)
        return Decided(chosen.decision, chosen.egress, chosen.ingress)

    def confirm(
        self, way: Way, direction: Direction | None, level: Level, flow: Flow, facts: OpenFacts
    ) -> Pair:
        """Both decisions on a flow that is opened, or closed; with a direction, one that the side
        that allows more allows there. Raises SoundnessError unless the reference confirms that,
        and that the flow can exist at the level, and is compared."""
        old, new = self.decide(flow, facts)
        before, after = self.places
        trouble = doubt(flow, level, after, self.query.facts) or doubt(
            self.as_before(flow), level, before, self.query.facts
        )
        more, less = (new, old) if way is Way.OPENED else (old, new)
        if not trouble and not self.judge(level).judges(self.query, flow):
            trouble = "the flow is not one that is compared"
        found = (more.decision, less.decision)
        if direction is not None and decision(more, direction) is not Decision.ALLOW:
            trouble = "the reference evaluator does not allow it in that direction"
        if direction is None and found != (Decision.ALLOW, Decision.DENY):
            trouble = f"the reference evaluator says {old.decision} before, {new.decision} after"
        if trouble:
            raise SoundnessError(f"{trouble}\nflow: {flow}\nfacts: {facts}\n{way}")
        return old, new


def decision(decided: Decided, direction: Direction) -> Decision:
    """The decision in one direction."""
    trace = decided.egress if direction is Direction.EGRESS else decided.ingress
    return trace.decision


def directions_allowed(reading: Reading) -> int:
    """How many directions let the flow through."""
    traces = (reading.egress, reading.ingress)
    return sum(trace.decision is Decision.ALLOW for trace in traces)


def nodes_of(side: Manifests, other: Manifests) -> tuple[Node, ...]:
    """The nodes of one side, and those that the other alone lists."""
    names = {node.name for node in side.nodes}
    return (*side.nodes, *(node for node in other.nodes if node.name not in names))


def is_open(tie: Tie, dialect: Dialect) -> bool:
    """The dialect does not say who wins the tie."""
    names = [policy.partition(" ")[2] for policy in tie.policies]
    return dialect.ties == "any" or tie.priority is None or len(set(names)) < len(names)
