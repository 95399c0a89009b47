"""A session about one declared pod at a time, and whoever is not declared at the other end."""

import copy
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from verifier.dialect import Dialect, Level
from verifier.engine.asker import Deadline
from verifier.engine.enrolment import Enrolment
from verifier.engine.exposure.peers import Peers
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
from verifier.smt.solver import Solver
from verifier.smt.symbols import SymbolicEnd


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: `most` statements for each pod, all of them by the deadline."""

    dialect: Dialect
    level: Level
    deadline: Deadline
    most: int


@dataclass(frozen=True, slots=True)
class Shared:
    """A solver that several pods share, and what it is about."""

    about: tuple[str, Direction, Dialect]
    asked: Asked


class Facing(Session):
    """`ask_about` prepares questions about the flows between a declared pod and pods beyond the
    declared ones, or addresses outside the cluster; the direction is the declared pod's."""

    def __init__(self, manifests: Manifests, cluster: ClusterFacts) -> None:
        super().__init__(manifests, cluster, ())
        self.codes = {id(pod): code for code, pod in enumerate(self.roster.pods, 1)}
        self.axes: dict[tuple[str, Slot], Axis] = {}
        self.spoken: dict[Direction, dict[str, None]] = {}
        self.nearby: dict[Direction, Term] = {}
        self.touched: dict[tuple[Direction, Level, int], tuple[Term, tuple[bool, bool]]] = {}
        self.others: dict[tuple[Level, Dialect], Peers] = {}
        self.shared: dict[bool, Shared] = {}
        self.second = Solver(*self.universe.common)  # for `ask_in` about other ends
        self.verdicts: dict[tuple[Direction, str | None], Term] = {}
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

    def ask_in(
        self,
        namespace: str,
        direction: Direction,
        dialect: Dialect,
        deadline: Deadline,
        other: bool = False,
    ) -> Asked:
        """A solver that knows the flows of all declared pods of a namespace; a question says which
        of them it is about (`is_one`). `other`: not their own policies' verdict on a flow matters,
        but that of the other end. It is at hand until one for another namespace is made."""
        about = namespace, direction, dialect
        shared = self.shared.get(other)
        if shared is None or shared.about != about or shared.asked.asker.deadline is not deadline:
            (beyond,) = (d for d in Direction if d is not direction)
            side = beyond if other else direction
            query = Query(verb=Verb.NEVER, source=ANYTHING, destination=ANYTHING, side=side)
            subject, peer = self.flow.subject(direction), self.flow.peer(direction)
            within = {subject.name: (namespace,), peer.name: ()}
            asked = self.prepare(query, dialect, deadline, within)
            if other:
                asked.asker.solver = self.second
            asked.asker.add(
                asked.conditions.premise,
                disj((neg(peer.is_pod), is_number(peer.who, 0))),
                *asked.enrolment.enrol(subject, namespace),
            )
            if not other:
                name = self.known_to_policies(namespace)
                asked.asker.add(asked.rulings.define(direction, name))
            shared = self.shared[other] = Shared(about, asked)
        return shared.asked

    def known_to_policies(self, namespace: str | None) -> str | None:
        """The namespace, where it has policies; else None, as for all that have none."""
        return namespace if namespace in self.compiler.slices.names else None

    def verdict(self, direction: Direction, namespace: str | None) -> Term:
        """What policies say of flows whose subject is a pod in the namespace."""
        about = direction, self.known_to_policies(namespace)
        if about not in self.verdicts:
            self.verdicts[about] = self.compiler.direction_allows(*about)
        return self.verdicts[about]

    def is_one(self, pod: DeclaredPod, direction: Direction) -> Term:
        """To the solvers of `ask_in`, the end that the pod's policies speak for is one like it."""
        return is_number(self.flow.subject(direction).who, next(self.alike(pod)))

    def code(self, pod: DeclaredPod) -> int:
        """The code of the pod's class, which is one of its workload."""
        workloads = self.roster.pods
        return next(c for c in self.alike(pod) if workloads[c - 1].workload == pod.workload)

    def alike(self, pod: DeclaredPod) -> Iterator[int]:
        """The codes of pods of its namespace that no policy tells apart from it."""
        found = self.roster.projection(self.codes[id(pod)])
        codes = self.roster.by_namespace[pod.namespace]
        return (code for code in codes if self.roster.projection(code) == found)

    def subject(self, pod: DeclaredPod, direction: Direction) -> Part:
        """The end that the pod's policies speak for is that pod."""
        end, code = self.flow.subject(direction), self.code(pod)
        literal = Literal(is_number(end.who, code), end.name, "declared", value=str(code))
        return Part(literal, literal.term, pod.workload)

    def peers(self, level: Level, dialect: Dialect) -> Peers:
        """Who may be at the other end."""
        about = level, dialect
        if about not in self.others:
            self.others[about] = Peers(self, level, dialect)
        return self.others[about]

    @property
    def plain(self) -> bool:
        """There are no policies of administrators."""
        return len(self.compiler.tiers) == 1

    def near(self, direction: Direction) -> Term:
        """The other end is a pod that policies of its own may select for its direction."""
        if direction not in self.nearby:
            peer = self.flow.peer(direction)
            (other,) = (d for d in Direction if d is not direction)
            where = self.universe.named(peer, list(self.speaking(other))) if self.plain else TRUE
            self.nearby[direction] = conj((peer.is_pod, where))
        return self.nearby[direction]

    def speaking(self, direction: Direction) -> Collection[str]:
        """The namespaces of policies that speak of a direction."""
        if direction not in self.spoken:
            slices = self.compiler.slices
            self.spoken[direction] = {
                name: None
                for name in slices.names
                for policies in slices.policies_in(name)
                if any(policy.rules(direction) is not None for policy in policies)
            }
        return self.spoken[direction]

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
        """The reference's decision, from the policies that live where an end does whose side is
        asked about: no other NetworkPolicy selects one."""
        sides = {Direction.EGRESS: flow.source, Direction.INGRESS: flow.destination}
        ends = [end for side, end in sides.items() if query.side in (None, side)]
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
