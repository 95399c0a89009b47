"""Exposure: what is said of pods beyond the declared ones is what the reference says of them."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from tests.agreement.asking import EVERYTHING, near_all, share_of_examples
from tests.agreement.deciding import outcomes
from tests.laws.test_cover import Steady
from verifier.dialect import Level
from verifier.engine.exposure import Facing, Question, covering, exposures, letting, likenesses
from verifier.engine.exposure.covering import admitted, judge
from verifier.engine.exposure.found import Found
from verifier.flow import Direction, Flow, PodEndpoint
from verifier.manifests import Manifests
from verifier.model import DeclaredPod
from verifier.normalise import inventory
from verifier.query import ANYTHING, Query, Verb
from verifier.resources import LabelSelector, NetworkPolicy
from verifier.smt.groups import level_assumptions
from verifier.smt.literal import pins, reading_pins
from verifier.smt.logic import disj, is_number, neg
from verifier.smt.solver import Solver
from verifier.testing import strategies

TIMEOUT_MS = 10_000
FLOWS = 16
MOST = 40
LEVELS = (Level.ANY_POD, Level.ANY_NAMESPACE)


@dataclass(frozen=True, slots=True)
class Case:
    """An input, and flows between declared pods and others that can exist beside it."""

    manifests: Manifests
    session: Facing
    question: Question
    flows: tuple[Flow, ...]


@st.composite
def cases(draw: st.DrawFn, tiers: bool = True) -> Case:
    """Inputs of a few policies; without `tiers`, of NetworkPolicies alone."""
    policies = strategies.policy_sets(3)
    manifests = draw(strategies.manifests(policies=policies, most_pods=2))
    manifests = manifests if tiers else replace(manifests, admin_policies=())
    homes = sorted({pod.namespace for pod in inventory(manifests).pods})
    assume(homes)
    aimed = tuple(aim(policy, draw(st.sampled_from(homes))) for policy in manifests.policies)
    manifests = replace(
        manifests, policies=draw(st.sampled_from((aimed, aimed, manifests.policies)))
    )
    cluster = draw(strategies.cluster_facts())
    session = Facing(manifests, cluster)
    level = draw(st.sampled_from(LEVELS))
    question = Question(draw(strategies.dialects()), level, Steady(0), MOST)
    around = near_all(manifests, EVERYTHING)
    found = strategies.existing_flows(session.inventory, cluster, level, around)
    flows = (draw(found) for _ in range(FLOWS))
    return Case(manifests, session, question, tuple(f for f in flows if f and is_about(f)))


def aim(policy: NetworkPolicy, namespace: str) -> NetworkPolicy:
    """The policy about all pods of a namespace."""
    spec = replace(policy.spec, pod_selector=LabelSelector())
    return replace(policy, namespace=namespace, spec=spec)


def is_about(flow: Flow) -> bool:
    """One end is a declared pod, and the other is neither that nor a node."""
    ends = (flow.source, flow.destination)
    declared = [isinstance(end, PodEndpoint) and end.workload is not None for end in ends]
    nodes = [not isinstance(end, PodEndpoint) and end.node is not None for end in ends]
    return declared.count(True) == 1 and not any(nodes)


def at(case: Case, flow: Flow) -> tuple[Direction, DeclaredPod]:
    """The declared pod of a flow, and its direction."""
    source = isinstance(flow.source, PodEndpoint) and flow.source.workload is not None
    end = flow.source if source else flow.destination
    assert isinstance(end, PodEndpoint)
    pods = case.session.inventory.pods
    pod = next(
        pod
        for pod in pods
        if (pod.workload, pod.pod) == (end.workload, end.pod)
        and dict(pod.labels).items() <= end.labels.items()
        and end.labels.keys() == {*dict(pod.labels), *pod.unknown_labels}
    )
    return (Direction.EGRESS if source else Direction.INGRESS), pod


class Answers:
    """What is said of the pods of a case, each kind asked once."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.kinds = {d: likenesses(case.session, d) for d in Direction}
        self.memo: dict[int, tuple[list[Found], list[tuple[list[Found], str]]]] = {}

    def of(self, direction: Direction, pod: DeclaredPod) -> tuple[list[Found], list[Found]]:
        """What its own policies admit, and what those of the other end let through."""
        kind, index = next(
            (kind, index)
            for kind in self.kinds[direction]
            for index, pods in enumerate(kind.pods)
            if any(one is pod for one in pods)
        )
        if id(kind) not in self.memo:
            session, question = self.case.session, self.case.question
            ((own, reason),) = admitted(session, [kind], question)
            assume(not reason)
            event(f"{min(len(own), 5)} statements, read off rules: {kind.certain}")
            self.memo[id(kind)] = own, judge(session, [kind], question)[0]
        own, judged = self.memo[id(kind)]
        return own, judged[index][0]


def holds(case: Case, found: list[Found], flow: Flow, direction: Direction) -> bool:
    """The flow is in one of the statements, under some reading that the dialect leaves open."""
    symbolic, solver = case.session.flow, Solver()
    peer = symbolic.peer(direction)
    solver.add(*pins(symbolic, flow), *reading_pins(symbolic, case.question.dialect))
    solver.add(*level_assumptions(case.question.level), is_number(peer.who, 0))
    return solver.check(TIMEOUT_MS, disj(one.term for one in found)) == "sat"


def passes(case: Case, flow: Flow, side: Direction | None) -> bool:
    """The reference lets the flow pass, under some reading of what is open."""
    query = Query(verb=Verb.NEVER, source=ANYTHING, destination=ANYTHING, side=side)
    return True in outcomes(case.manifests, query, flow, case.question.dialect)


@settings(max_examples=share_of_examples(2))
@given(case=cases() | cases(tiers=False))
def test_the_statements_are_right_and_all_there_is(case: Case) -> None:
    answers = Answers(case)
    for flow in case.flows:
        direction, pod = at(case, flow)
        own, found = answers.of(direction, pod)
        assert holds(case, own, flow, direction) == passes(case, flow, direction)
        allowed = passes(case, flow, None)
        if allowed:
            assert holds(case, found, flow, direction), "a flow in no statement"
        if holds(case, [one for one in found if not one.reach.barred], flow, direction):
            assert allowed, "a flow that is not allowed"


@settings(max_examples=share_of_examples(4))
@given(case=cases(tiers=False))
def test_none_is_to_spare_and_what_is_barred_is_so(case: Case) -> None:
    session, level = case.session, case.question.level
    for direction in Direction:
        for kind in likenesses(session, direction)[:2]:
            found, reason = judge(session, [kind], case.question)[0][0]
            assume(not reason)
            pod = kind.pods[0][0]
            about = (pod, direction, case.question.dialect, case.question.deadline)
            asked = session.ask_about(*about, both=True)
            ask, fixed = asked.asker.ask, level_assumptions(level)
            passing = asked.conditions.bad
            for one in found:
                others = [other.term for other in found if other is not one]
                assert ask(*fixed, one.term, passing), "nothing of it passes"
                assert ask(*fixed, one.term, *map(neg, others)), "to spare"
                if not one.free:
                    assert one.reach.barred == ask(*fixed, one.term, neg(passing))


@settings(max_examples=share_of_examples(4))
@given(case=cases(tiers=False))
def test_what_is_told_outright_is_what_a_search_finds(case: Case) -> None:
    session, question = case.session, case.question
    for direction in Direction:
        for kind in likenesses(session, direction)[:2]:
            quick = exposures(session, [kind], question)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(covering, "exact", lambda _, several, __: [False for _ in several])
                patch.setattr(letting, "seen", lambda _pod, _found: ())
                slow = exposures(session, [kind], question)
            for one, other in zip(quick[0], slow[0], strict=True):
                assume(not one.reason and not other.reason)
                event(f"{len(one.reaches)} statements, read off rules: {kind.certain}")
                assert one == other
