"""A session about one declared pod at a time, and whoever is not declared at the other end."""

import copy
from dataclasses import replace

from verifier.dialect import Dialect, Level
from verifier.engine.asker import Deadline
from verifier.engine.enrolment import Enrolment
from verifier.engine.literals import Literal, Reader
from verifier.engine.replay import Replayed, replay
from verifier.engine.rulings import Rulings
from verifier.engine.session import Asked, Session
from verifier.engine.spans import Axis, Labels, Namespaces
from verifier.engine.statements import Part
from verifier.engine.versions.peculiar import Wide
from verifier.flow import Direction, Flow, PodEndpoint
from verifier.manifests import Manifests
from verifier.model import DeclaredPod
from verifier.query import ANYTHING, ClusterFacts, End, Member, NamedWorkload, Query, Verb
from verifier.resources import NetworkPolicy
from verifier.smt.conditions import Conditions
from verifier.smt.extract import OpenFacts
from verifier.smt.footprint import NAME_SLOT, Slot
from verifier.smt.groups import level_assumptions
from verifier.smt.logic import TRUE, Term, conj, disj, is_number, key, neg
from verifier.smt.symbols import SymbolicEnd


class Facing(Session):
    """`ask_about` prepares questions about the flows between a declared pod and pods beyond the
    declared ones, or addresses outside the cluster; the direction is the declared pod's."""

    def __init__(self, manifests: Manifests, cluster: ClusterFacts) -> None:
        super().__init__(manifests, cluster, ())
        self.codes = {id(pod): code for code, pod in enumerate(self.roster.pods, 1)}
        self.axes: dict[tuple[str, Slot], Axis] = {}
        self.nearby: dict[Direction, Term] = {}
        self.touched: dict[tuple[Direction, Level, int], tuple[Term, tuple[bool, bool]]] = {}
        self.policies: dict[str, list[NetworkPolicy]] = {}
        for policy in manifests.policies:
            self.policies.setdefault(policy.namespace, []).append(policy)

    def ask_about(
        self,
        pod: DeclaredPod,
        direction: Direction,
        dialect: Dialect,
        deadline: Deadline,
        both: bool = False,
    ) -> Asked:
        """A solver that knows the flows of the pod. `both`: the verdict of the other end's
        policies matters, too."""
        query = query_about(pod, direction, None if both else direction)
        subject, peer = self.flow.subject(direction), self.flow.peer(direction)
        within = {subject.name: (pod.namespace,), peer.name: ()}
        asked = self.prepare(query, dialect, deadline, within)
        asked.asker.add(
            asked.conditions.premise,
            is_number(subject.who, self.code(pod)),
            disj((neg(peer.is_pod), is_number(peer.who, 0))),
        )
        return asked

    def code(self, pod: DeclaredPod) -> int:
        """The code of the pod's class."""
        found = self.roster.projection(self.codes[id(pod)])
        alike = (
            code
            for code in self.roster.by_namespace[pod.namespace]
            if self.roster.pods[code - 1].workload == pod.workload
            and self.roster.projection(code) == found
        )
        return next(alike)

    def subject(self, pod: DeclaredPod, direction: Direction) -> Part:
        """The end that the pod's policies speak for is that pod."""
        end, code = self.flow.subject(direction), self.code(pod)
        literal = Literal(is_number(end.who, code), end.name, "declared", value=str(code))
        return Part(literal, literal.term, pod.workload)

    @property
    def plain(self) -> bool:
        """There are no policies of administrators."""
        return len(self.compiler.tiers) == 1

    def near(self, direction: Direction) -> Term:
        """The other end is a pod that policies of its own may select for its direction."""
        if direction not in self.nearby:
            peer = self.flow.peer(direction)
            (other,) = (d for d in Direction if d is not direction)
            slices, where = self.compiler.slices, TRUE
            if self.plain:
                names = [
                    name
                    for name in slices.names
                    for policies in slices.policies_in(name)
                    if any(policy.rules(other) is not None for policy in policies)
                ]
                where = self.universe.named(peer, names)
            self.nearby[direction] = conj((peer.is_pod, where))
        return self.nearby[direction]

    def touches(
        self, asked: Asked, direction: Direction, level: Level, place: Term
    ) -> tuple[bool, bool]:
        """Some pods in such a place are `near`; some, or addresses outside, are not. Raises
        GaveUpError."""
        about = direction, level, key(place)
        found = self.touched.get(about)
        if found is None:
            near, fixed = self.near(direction), (*level_assumptions(level), place)
            answers = asked.asker.ask(*fixed, near), asked.asker.ask(*fixed, neg(near))
            found = self.touched[about] = (place, answers)
        return found[1]

    def replay(self, query: Query, level: Level, flow: Flow, facts: OpenFacts) -> Replayed:
        """The reference's decision, from the policies that live where an end does: no other
        NetworkPolicy selects one."""
        ends = (flow.source, flow.destination)
        places = {end.namespace for end in ends if isinstance(end, PodEndpoint)}
        policies = tuple(p for place in sorted(places) for p in self.policies.get(place, ()))
        small = copy.copy(self)
        small.manifests = replace(self.manifests, policies=policies)
        return replay(small, query, level, flow, facts)

    def axis(self, end: SymbolicEnd, slot: Slot) -> Axis:
        """The values of one label of an end."""
        if (end.name, slot) not in self.axes:
            domain = self.footprint.domains[slot]
            found = (
                Namespaces(end.namespace, domain)
                if slot == NAME_SLOT
                else Labels(end.labels[slot], domain, slot[1])
            )
            self.axes[end.name, slot] = found
        return self.axes[end.name, slot]

    def rulings(self, terms: Conditions, query: Query) -> Rulings:
        """Only the verdicts that are asked about."""
        asked = tuple(Direction) if query.side is None else (query.side,)
        return Rulings(self.compiler, terms.inside, terms.scope, directions=asked)

    def reader(self, enrolment: Enrolment, query: Query) -> Reader:
        """How models are read: namespaces by their labels, where those will do."""
        peer = self.flow.peer(Direction.INGRESS)
        if query.destination is ANYTHING:
            peer = self.flow.peer(Direction.EGRESS)
        return Wide(self.flow, enrolment.classes, {}, peer.name)


def query_about(pod: DeclaredPod, direction: Direction, side: Direction | None) -> Query:
    """The flows between the pod's workload and everything."""
    _, _, rest = pod.workload.partition("/")
    name, _, kind = rest.removesuffix("]").partition("[")
    member = Member(NamedWorkload(pod.namespace, name, kind), pod.workload)
    end = End((member,), pod.workload)
    inward = direction is Direction.INGRESS
    return Query(
        verb=Verb.NEVER,
        source=ANYTHING if inward else end,
        destination=end if inward else ANYTHING,
        side=side,
    )
