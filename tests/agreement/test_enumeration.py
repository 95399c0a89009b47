"""Small inputs: the verdict at `declared` is that of trying every flow on the reference, under
every reading of what is open, and if only the Admin tier counts, after what owners may do."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from ipaddress import ip_address
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agreement.asking import near_all, share_of_examples
from tests.agreement.deciding import passes, readings
from verifier.dialect import Dialect, Level
from verifier.engine.judging import judge
from verifier.engine.membership import Judge
from verifier.engine.session import Session
from verifier.flow import Direction, Flow, NamedPort, PodEndpoint, Protocol
from verifier.manifests import Manifests
from verifier.query import ClusterFacts, End, Member, PodGroup, PortRange, Query, Verb
from verifier.resources import (
    AdminPolicy,
    LabelSelector,
    NetworkPolicy,
    Node,
    Pod,
    PodSpec,
    Workload,
)
from verifier.testing import strategies
from verifier.verdict import Proved, Refuted, Unknown, Vacuous

NAME_LABEL = "kubernetes.io/metadata.name"
Owner = Pod | Workload


@dataclass(frozen=True, slots=True)
class Small:
    """An input in which all addresses are known, and a question about its pods."""

    manifests: Manifests
    query: Query


@st.composite
def small_inputs(
    draw: st.DrawFn, verbs: tuple[Verb, ...], tiers: bool = False, robust: bool = False
) -> Small:
    """Bare pods with addresses, twins among them where no policy looks at addresses; `tiers`:
    admin policies, and nodes that some pods share an address with."""
    found = draw(strategies.manifests(policies=strategies.policy_sets(2), most_workloads=1))
    admin: tuple[AdminPolicy, ...] = ()
    nodes: tuple[Node, ...] = ()
    if tiers:
        admin = draw(strategies.admin_policy_sets(3, most_rules=2, domains=False).filter(bool))
        nodes = tuple(
            draw(strategies.nodes(f"node-{n}", n)) for n in range(draw(st.integers(0, 2)))
        )
    looks = looks_at_addresses(found.policies, admin)
    pods = tuple(
        Pod(
            name=pod.name,
            namespace=pod.namespace,
            labels=pod.labels,
            spec=PodSpec(ports=pod.spec.ports, host_network=pod.spec.host_network),
            phase=draw(st.sampled_from(("Failed", None, "Running", "Succeeded"))),
            ips=(draw(st.sampled_from(addresses(index, pod, nodes))),) if looks else (),
        )
        for index, pod in enumerate(found.pods)
    )
    workloads = tuple(
        Workload(
            kind="ReplicaSet",
            name=item.name,
            namespace=item.namespace,
            labels=item.labels,
            spec=PodSpec(ports=item.spec.ports),
        )
        for item in found.workloads
    )
    manifests = Manifests(
        policies=found.policies,
        admin_policies=admin,
        nodes=nodes,
        namespaces=found.namespaces,
        pods=pods,
        workloads=() if looks else workloads,
    )
    return Small(manifests, draw(strategies.queries(verbs, pods_only=True, robust=robust)))


def looks_at_addresses(policies: tuple[NetworkPolicy, ...], admin: tuple[AdminPolicy, ...]) -> bool:
    """Some peer is a range, or nodes."""
    blocks = (
        peer.ip_block
        for policy in policies
        for rule in (*(policy.spec.ingress or ()), *(policy.spec.egress or ()))
        for peer in rule.peers or ()
    )
    others = (
        peer.networks is not None or peer.nodes is not None
        for policy in admin
        for rule in policy.egress or ()
        for peer in rule.peers
    )
    return any(blocks) or any(others)


def addresses(index: int, pod: Pod, nodes: tuple[Node, ...]) -> tuple[str, ...]:
    """One that no other pod has; for a hostNetwork pod perhaps that of a node."""
    own = f"10.0.0.{4 + index}"
    node = nodes[index].addresses if index < len(nodes) and pod.spec.host_network else ()
    return (*(ip for ip in node if ip_address(ip).version == 4), own)


def endpoints(manifests: Manifests) -> list[PodEndpoint]:
    """Every declared pod that runs; two of each controller."""
    labels = {n.name: {**n.labels, NAME_LABEL: n.name} for n in manifests.namespaces}
    running = [p for p in manifests.pods if p.phase not in ("Succeeded", "Failed")]
    found: list[PodEndpoint] = []
    owners: list[Owner] = [*running, *manifests.workloads, *manifests.workloads]
    for index, item in enumerate(owners):
        bare = isinstance(item, Pod)
        full = f"{item.namespace}/{item.name}"
        kind = "Pod" if isinstance(item, Pod) else item.kind
        found.append(
            PodEndpoint(
                namespace=item.namespace,
                labels=item.labels,
                namespace_labels=labels.get(item.namespace, {NAME_LABEL: item.namespace}),
                named_ports=tuple(
                    NamedPort(port.name, Protocol(port.protocol or "TCP"), port.number)
                    for port in item.spec.ports
                    if port.name
                ),
                ip=item.ips[0] if isinstance(item, Pod) and item.ips else f"10.9.0.{index + 1}",
                host_network=bool(item.spec.host_network),
                pod=full if bare else None,
                workload=f"{full}[{kind}]",
            )
        )
    return found


def flows(small: Small) -> Iterator[Flow]:
    """Every flow between two different pods, at every port where something can turn."""
    mentioned = near_all(small.manifests, small.query).ports
    asked = [(p.first, p.last) for p in small.query.ports if isinstance(p, PortRange)]
    ports = sorted({*mentioned, *(p for pair in asked for p in pair), 1, 53, 80, 8080})
    pods = endpoints(small.manifests)
    for source, destination in product(pods, pods):
        if source is destination:
            continue
        for protocol, port in product(Protocol, ports):
            yield Flow(source, destination, protocol, port)


def may_pass(small: Small, flow: Flow, dialect: Dialect) -> bool:
    """Some reading lets the flow pass."""
    found = readings(small.manifests, small.query, flow, dialect)
    return any(passes(small.query, each) for each in found)


def must_pass(small: Small, flow: Flow, dialect: Dialect) -> bool:
    """Every reading lets the flow pass."""
    found = readings(small.manifests, small.query, flow, dialect)
    return all(passes(small.query, each) for each in found)


def judged_flows(small: Small) -> list[Flow]:
    """The flows that the query judges."""
    found = small.manifests
    names = {n.name for n in found.namespaces} | {p.namespace for p in found.policies}
    names |= {p.namespace for p in found.pods} | {w.namespace for w in found.workloads}
    judge_ = Judge(ClusterFacts(), frozenset(names), Level.DECLARED)
    return [flow for flow in flows(small) if judge_.judges(small.query, flow)]


UNIVERSAL = (Verb.NEVER, Verb.ALWAYS)


@settings(max_examples=share_of_examples(4))
@given(small=small_inputs(UNIVERSAL))
def test_universal_verdicts_are_those_of_every_flow(small: Small) -> None:
    assert_every_flow(small)


@settings(max_examples=share_of_examples(4))
@given(small=small_inputs(UNIVERSAL, tiers=True), dialect=strategies.dialects())
def test_verdicts_on_tiers_are_those_of_every_flow(small: Small, dialect: Dialect) -> None:
    assert_every_flow(small, dialect)


@settings(max_examples=share_of_examples(4))
@given(small=small_inputs(UNIVERSAL, tiers=True, robust=True), dialect=strategies.dialects())
def test_robust_verdicts_are_those_of_every_policy_of_an_owner(
    small: Small, dialect: Dialect
) -> None:
    assert_every_flow(small, dialect)


@settings(max_examples=share_of_examples(4))
@given(
    small=st.one_of(small_inputs((Verb.NEVER,)), small_inputs((Verb.NEVER,), tiers=True)),
    side=st.one_of(st.none(), st.sampled_from(tuple(Direction))),
)
def test_what_is_allowed_by_default_is_what_no_rule_admits(
    small: Small, side: Direction | None
) -> None:
    query = replace(small.query, by_default=True, side=side, where=(), exemptions=())
    assert_every_flow(replace(small, query=query))


def assert_every_flow(small: Small, dialect: Dialect | None = None) -> None:
    """The verdict at `declared` is that of trying every flow."""
    dialect = Dialect() if dialect is None else dialect
    session = Session(small.manifests, ClusterFacts(), [small.query])
    verdict = judge(session, small.query, dialect, 60_000)[Level.DECLARED]
    judged = judged_flows(small)
    if small.query.verb is Verb.NEVER:
        broken = (flow for flow in judged if may_pass(small, flow, dialect))
    else:
        broken = (flow for flow in judged if not must_pass(small, flow, dialect))
    first = next(broken, None)
    expected = Refuted if first else Proved if judged else Vacuous
    assert isinstance(verdict, expected), (verdict, first)


@settings(max_examples=share_of_examples(4))
@given(
    small=st.one_of(small_inputs((Verb.POSSIBLE,)), small_inputs((Verb.POSSIBLE,), tiers=True)),
    dialect=strategies.dialects(),
)
def test_possible_is_one_flow_that_every_reading_allows(small: Small, dialect: Dialect) -> None:
    session = Session(small.manifests, ClusterFacts(), [small.query])
    dialect = replace(dialect, families="ipv4")
    verdict = judge(session, small.query, dialect, 60_000)[Level.DECLARED]
    assert not isinstance(verdict, Unknown)
    judged = judged_flows(small)
    assert all(ip_address(f.source.ip or "").version == 4 for f in judged)
    first = next((flow for flow in judged if must_pass(small, flow, dialect)), None)
    expected = Proved if first else Refuted if judged else Vacuous
    assert isinstance(verdict, expected), (verdict, first)


@settings(max_examples=share_of_examples(4))
@given(pod=strategies.pods(), count=st.integers(1, 3))
def test_equal_pods_reach_each_other_and_one_alone_nobody(pod: Pod, count: int) -> None:
    pods = tuple(replace(pod, name=f"pod-{n}", ips=(), phase=None) for n in range(count))
    group = PodGroup((pod.namespace,), LabelSelector())
    end = End((Member(group, "all"),), "all")
    query = Query(verb=Verb.NEVER, source=end, destination=end)
    session = Session(Manifests(pods=pods), ClusterFacts(), [query])
    found = judge(session, query, Dialect(), 60_000)[Level.DECLARED]
    assert isinstance(found, Refuted if count > 1 else Vacuous)
