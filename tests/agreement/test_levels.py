"""Who may exist: no flow that can exist is unknown to the encoder, at any level."""

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agreement.asking import EVERYTHING, Case, cases, pinned, share_of_examples
from verifier.dialect import Dialect, Level
from verifier.engine.existence import Place, doubt
from verifier.engine.judging import judge
from verifier.engine.session import Session
from verifier.flow import ExternalEndpoint, Flow, PodEndpoint, Protocol
from verifier.manifests import Manifests
from verifier.query import ClusterFacts, End, Member, PodGroup, Query, StatedFact, Verb
from verifier.resources import (
    LabelSelector,
    LabelSelectorRequirement,
    Namespace,
    Pod,
    PodSpec,
)
from verifier.resources.meta import NOWHERE
from verifier.testing import strategies
from verifier.testing.strategies.pools import NAME_LABEL
from verifier.verdict import Refuted

Labels = Mapping[str, str]
TOP, FACTS = Level.ANY_NAMESPACE, ClusterFacts()


@settings(max_examples=share_of_examples(2))
@given(case=cases(anything=True), dialect=strategies.dialects())
def test_every_flow_that_can_exist_is_known_at_every_level_above(
    case: Case, dialect: Dialect
) -> None:
    for flow in case.flows:
        for level in Level:
            if level >= case.level:
                at = pinned(case, flow, level, dialect)
                assert at.exists(), f"{flow} can exist at {case.level.text}"
                assert not doubt(flow, level, Place.of(at.session.inventory, case.cluster))


@settings(max_examples=share_of_examples(2))
@given(case=cases(anything=True, doubted=True), dialect=strategies.dialects())
def test_no_flow_that_cannot_exist_is_known(case: Case, dialect: Dialect) -> None:
    assert_known_iff_possible(case, dialect)


@settings(max_examples=share_of_examples(2))
@given(case=cases(anything=True, doubted=True, count=2), fact=strategies.stated_facts())
def test_facts_keep_flows_from_existing(case: Case, fact: StatedFact) -> None:
    assert_known_iff_possible(replace(case, query=replace(case.query, facts=(fact,))), Dialect())


def assert_known_iff_possible(case: Case, dialect: Dialect) -> None:
    """The encoder knows the flows of the case that can exist, and no others."""
    for flow in case.flows:
        at = pinned(case, flow, case.level, dialect)
        place = Place.of(at.session.inventory, case.cluster)
        why = doubt(flow, case.level, place, case.query.facts)
        assert at.exists() == (not why), why


@given(one=strategies.namespace_label_sets(), other=strategies.namespace_label_sets())
def test_one_namespace_has_one_set_of_labels(one: Labels, other: Labels) -> None:
    source, destination = (
        PodEndpoint(namespace="d", namespace_labels={**labels, NAME_LABEL: "d"}, ip=ip)
        for labels, ip in ((one, "10.0.0.1"), (other, "10.0.0.2"))
    )
    flow = Flow(source, destination, Protocol.TCP, 80)
    case = Case(Manifests(), ClusterFacts(), EVERYTHING, TOP, (flow,))
    at = pinned(case, flow, TOP)
    assert at.exists() == (one == other) == (not doubt(flow, TOP, at.session.place))


@given(ip=st.sampled_from(("10.0.0.4", "10.0.0.5", "192.0.2.1")), pod=strategies.pods())
def test_the_known_address_of_a_pod_is_no_external_one(ip: str, pod: Pod) -> None:
    taken = replace(pod, ips=("10.0.0.4",), phase=None, spec=PodSpec())
    inside = PodEndpoint(namespace="d", namespace_labels={NAME_LABEL: "d"}, ip="10.0.0.1")
    flow = Flow(inside, ExternalEndpoint(ip=ip), Protocol.TCP, 80)
    case = Case(Manifests(pods=(taken,)), FACTS, EVERYTHING, TOP, (flow,))
    at = pinned(case, flow, TOP)
    assert at.exists() == (ip != "10.0.0.4") == (not doubt(flow, TOP, at.session.place))


@given(count=st.integers(0, 6))
def test_two_namespaces_that_nothing_mentions_can_differ(count: int) -> None:
    listed = tuple(Namespace(name=f"n{index}") for index in range(count))
    source, target = (
        End((Member(PodGroup(chosen, LabelSelector()), text),), text)
        for text, chosen in (("from", with_env("prod")), ("to", with_env("dev")))
    )
    query = Query(verb=Verb.NEVER, source=source, destination=target)
    session = Session(Manifests(namespaces=listed), ClusterFacts(), [query])
    found = judge(session, query, Dialect(), 30_000)[Level.ANY_NAMESPACE]
    assert isinstance(found, Refuted)


def with_env(value: str) -> LabelSelector:
    """Namespaces with that `env` label."""
    return LabelSelector(match_labels=(("env", value),))


@given(labels=strategies.namespace_label_sets(), level=st.sampled_from(tuple(Level)))
def test_a_fact_gives_labels_to_namespaces_that_are_not_listed(
    labels: Labels, level: Level
) -> None:
    source, destination = (Pod(name=f"p{n}", namespace="d", ips=(f"10.0.0.{n}",)) for n in (1, 2))
    exists = LabelSelectorRequirement(key="env", operator="Exists", values=None)
    have = LabelSelector(match_expressions=(exists,))
    group = PodGroup(None, LabelSelector())
    fact = StatedFact("fact", "why", "namespace", group, have, "fact", NOWHERE)
    one, other = (
        PodEndpoint(
            namespace="d",
            namespace_labels={**labels, NAME_LABEL: "d"},
            ip=pod.ips[0],
            pod=f"d/{pod.name}",
            workload=f"d/{pod.name}[Pod]",
        )
        for pod in (source, destination)
    )
    flow = Flow(one, other, Protocol.TCP, 80)
    query = replace(EVERYTHING, facts=(fact,))
    case = Case(Manifests(pods=(source, destination)), FACTS, query, level, (flow,))
    at = pinned(case, flow, level)
    assert at.exists() == ("env" in labels) == (not doubt(flow, level, at.session.place, [fact]))
