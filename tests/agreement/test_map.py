"""The map is held to the encoder and to the reference, on all pairs x all boundary ports."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import cycle, product
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agreement.asking import near_all, share_of_examples
from tests.agreement.map_lookup import answer, answer_within
from verifier import reference
from verifier.analysis.map.connectivity import connectivity
from verifier.decision import Decision
from verifier.dialect import Dialect, Level
from verifier.engine.existence import Place, external_doubt
from verifier.engine.pairs import Address, Pair, PairEnd
from verifier.engine.session import Session
from verifier.flow import Endpoint, ExternalEndpoint, Flow, PodEndpoint, Protocol
from verifier.manifests import Manifests
from verifier.model import DeclaredPod
from verifier.normalise import inventory
from verifier.normalise.networks import host_network
from verifier.query import ANYTHING, ClusterFacts, Query, Verb
from verifier.testing import strategies
from verifier.testing.strategies.existing import endpoint_of
from verifier.testing.strategies.pools import NAME_LABEL

TIMEOUT_MS = 60_000
NOTHING = Query(verb=Verb.NEVER, source=ANYTHING, destination=ANYTHING)
Ends = dict[str, PairEnd]


def ends_of(session: Session, addresses: list[str]) -> Ends:
    """Every workload, and addresses of the world."""
    found: dict[str, list[DeclaredPod]] = {}
    for pod in session.inventory.pods:
        found.setdefault(pod.workload, []).append(pod)
    ends: Ends = {name: tuple(pods) for name, pods in found.items()}
    outside = [a for a in addresses if not external_doubt(ExternalEndpoint(ip=a), session.place)]
    return ends | {text: Address(text) for text in outside}


def boundary_ports(manifests: Manifests) -> list[int]:
    """The ports where something can turn."""
    pods = inventory(manifests).pods
    named = {port.number for pod in pods for port in (*pod.named_ports, *pod.sidecar_ports)}
    found = named | set(near_all(manifests, NOTHING).ports)
    return sorted(port for port in found if 1 <= port <= 65535)


@dataclass(frozen=True, slots=True)
class Asked:
    """An input, and the flows to ask about: all pairs of workloads, some addresses and ports."""

    manifests: Manifests
    cluster: ClusterFacts
    dialect: Dialect
    addresses: list[str]
    ports: list[int]


@st.composite
def asked(draw: st.DrawFn) -> Asked:
    """Small inputs: the encoder is asked about each flow by itself."""
    policies = strategies.policy_sets(2)
    manifests = draw(strategies.manifests(policies=policies, most_pods=2, most_workloads=1))
    around = near_all(manifests, NOTHING).addresses
    some = st.lists(st.sampled_from([*around[4], *around[6]]), max_size=1)
    ports = st.sampled_from(boundary_ports(manifests))
    return Asked(
        manifests,
        draw(strategies.cluster_facts()),
        draw(strategies.dialects()),
        draw(some),
        draw(st.lists(ports, min_size=1, max_size=3, unique=True)),
    )


def pairs_in(session: Session, addresses: list[str]) -> Iterator[tuple[str, str, PairEnd, PairEnd]]:
    """Every pair of ends that a flow can have."""
    ends = ends_of(session, addresses)
    for (source, one), (destination, other) in product(ends.items(), ends.items()):
        if not (isinstance(one, Address) and isinstance(other, Address)):
            yield source, destination, one, other


def is_own_address(one: PairEnd, other: PairEnd) -> bool:
    """One end is an address that only the other end has: a range that holds it may count it in."""
    ends = (one, other)
    external = [host_network(end.ip) for end in ends if isinstance(end, Address)]
    pods = [pod for end in ends if not isinstance(end, Address) for pod in end]
    return any(host_network(text) in external for pod in pods for text in pod.addresses)


def disagreements(asked: Asked) -> Iterator[str]:
    """The pairs and ports of which the encoder says something else."""
    report = connectivity(asked.manifests, dialect=asked.dialect, cluster=asked.cluster)
    session = Session(asked.manifests, asked.cluster, [NOTHING])
    for source, destination, one, other in pairs_in(session, asked.addresses):
        pair = Pair(session, one, other, asked.dialect, TIMEOUT_MS)
        if pair.loopback() is not None:
            assert not any(source in within.workloads for within in report.within)
            continue
        for protocol, port in product(Protocol, asked.ports):
            found = (
                answer_within(report, source, protocol, port)
                if source == destination
                else answer(report, source, destination, protocol, port)
            )
            exists = pair.exists(protocol, port)
            always = exists and pair.always(protocol, port)
            expected = always, exists and pair.sometimes(protocol, port)
            if found != expected and (exists or not is_own_address(one, other)):
                yield f"{source} -> {destination} {protocol} {port}: {found}, not {expected}"


@settings(max_examples=share_of_examples(2))
@given(asked=asked())
def test_the_map_is_what_the_encoder_says_of_each_pair(asked: Asked) -> None:
    assert list(disagreements(asked)) == []


@given(data=st.data(), dialect=strategies.dialects())
def test_what_the_reference_decides_of_each_flow_is_on_the_map(
    data: st.DataObject, dialect: Dialect
) -> None:
    manifests, cluster = data.draw(strategies.manifests()), data.draw(strategies.cluster_facts())
    around = near_all(manifests, NOTHING)
    flows = strategies.existing_flows(inventory(manifests), cluster, Level.DECLARED, around)
    report = connectivity(manifests, dialect=dialect, cluster=cluster)
    for flow in filter(None, data.draw(st.lists(flows, min_size=1, max_size=8))):
        names = [name_of(end) for end in (flow.source, flow.destination)]
        if None in names:
            continue
        one, other = map(str, names)
        at = flow.protocol, flow.port
        found = answer_within(report, one, *at) if one == other else answer(report, one, other, *at)
        admin, nodes = manifests.admin_policies, manifests.nodes
        decided = reference.decide(flow, manifests.policies, dialect, admin, nodes).decision
        assert found[0] <= (decided is Decision.ALLOW), (flow, found, decided)
        assert any(found) or decided is Decision.DENY, (flow, found, decided)


@settings(max_examples=share_of_examples(5))
@given(data=st.data(), block=st.sampled_from(("yes", "no")))
def test_every_pair_on_every_boundary_is_what_the_reference_decides(
    data: st.DataObject, block: Literal["yes", "no"]
) -> None:
    """Of bare pods at known addresses, nothing is open: each answer is yes or no."""
    drawn = strategies.manifests(policies=strategies.policy_sets(2), most_pods=3, most_workloads=0)
    manifests = settled(data.draw(drawn))
    dialect = Dialect(ipblock_matches_pods=block, host_network="pod", families="ipv4")
    report = connectivity(manifests, dialect=dialect)
    place = Place.of(inventory(manifests), ClusterFacts())
    around = (ExternalEndpoint(ip=ip) for ip in near_all(manifests, NOTHING).addresses[4])
    outside: list[Endpoint] = [end for end in around if not external_doubt(end, place)]
    pods: list[Endpoint] = [endpoint(pod, place) for pod in place.inventory.pods]
    for source, destination in product((*pods, *outside), (*pods, *outside)):
        if source is destination or not (source in pods or destination in pods):
            continue
        for protocol, port in product(Protocol, boundary_ports(manifests)):
            flow = Flow(source, destination, protocol, port)
            decision = reference.decide(flow, manifests.policies, dialect).decision
            assert decision is not Decision.DEPENDS
            one, other = (str(name_of(end)) for end in (source, destination))
            found = answer(report, one, other, protocol, port)
            assert found == (decision is Decision.ALLOW, False), (flow, decision)


def settled(manifests: Manifests) -> Manifests:
    """NetworkPolicies alone, where there are pods: bare ones without sidecars, at addresses of
    their own."""
    pods = tuple(
        replace(
            pod,
            ips=(f"10.1.2.{number}",),
            phase=None,
            owner=None,
            spec=replace(pod.spec, host_network=None, sidecar_ports=()),
        )
        for number, pod in enumerate(manifests.pods, 1)
    )
    homes = cycle([pod.namespace for pod in pods] or ["a"])
    policies = tuple(replace(p, namespace=next(homes)) for p in manifests.policies)
    return Manifests(policies=policies, namespaces=manifests.namespaces, pods=pods)


def endpoint(pod: DeclaredPod, place: Place) -> PodEndpoint:
    """The one endpoint that the pod is."""
    listed = {n.name: dict(n.labels) for n in place.inventory.listed}
    labels = listed.get(pod.namespace, {NAME_LABEL: pod.namespace})
    return endpoint_of(pod, {}, (), labels, pod.addresses[0])


def name_of(end: Endpoint) -> str | None:
    """The name of an end on a map; None for nodes, which are no part of it."""
    match end:
        case PodEndpoint(workload=name):
            return name
        case ExternalEndpoint(ip=ip, node=None):
            return ip
        case _:
            return None
