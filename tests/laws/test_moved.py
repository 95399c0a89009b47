"""What a diff tells of a workload that is declared differently is what the reference decides."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product
from typing import Literal

from hypothesis import event, given, settings
from hypothesis import strategies as st

from tests.agreement.asking import near_all, share_of_examples
from tests.agreement.map_lookup import between, has
from tests.agreement.test_map import NOTHING, boundary_ports, endpoint, name_of, settled
from verifier import reference
from verifier.analysis.diff.moving import flows_moved
from verifier.analysis.map.results import Connections
from verifier.decision import Decision
from verifier.dialect import Dialect
from verifier.engine.existence import Place, external_doubt
from verifier.engine.versions import TwoVersions
from verifier.flow import Endpoint, ExternalEndpoint, Flow, Protocol
from verifier.manifests import Manifests
from verifier.normalise import inventory
from verifier.query import ClusterFacts
from verifier.resources import LabelSelector
from verifier.testing import strategies
from verifier.testing.strategies.pools import FURTHER_VALUE, POD_KEYS, VALUES


@st.composite
def changed(draw: st.DrawFn) -> tuple[Manifests, Manifests]:
    """An input of bare pods in which nothing is open, and the same with one pod that has other
    labels, and perhaps other ports: a policy selects it for one of its labels, before or after."""
    count = draw(st.integers(1, 3))
    first, *rest = (draw(strategies.pods(f"pod-{n}", n)) for n in range(count))
    key, value = draw(st.sampled_from(POD_KEYS)), draw(st.sampled_from(VALUES))
    labels = draw(strategies.label_sets())
    states = draw(st.permutations((labels | {key: value}, labels | {key: FURTHER_VALUE})))
    chosen, other = (draw(strategies.network_policies(name)) for name in ("p0", "p1"))
    asking = LabelSelector(match_labels=((key, value),))
    chosen = replace(chosen, spec=replace(chosen.spec, pod_selector=asking))
    old = settled(
        Manifests(
            policies=draw(st.sampled_from(((chosen,), (chosen, other)))),
            pods=(replace(first, labels=states[0]), *rest),
        )
    )
    first, *rest = old.pods
    spec = draw(st.sampled_from((first.spec, first.spec, replace(first.spec, ports=()))))
    return old, replace(old, pods=(replace(first, labels=states[1], spec=spec), *rest))


def ends(manifests: Manifests, both: Iterable[str]) -> list[Endpoint]:
    """The pods, in an order that labels do not change, and addresses outside."""
    place = Place.of(inventory(manifests), ClusterFacts())
    outside = [ExternalEndpoint(ip=ip) for ip in both]
    pods = sorted(place.inventory.pods, key=lambda pod: pod.pod or "")
    return [
        *(endpoint(pod, place) for pod in pods),
        *(end for end in outside if not external_doubt(end, place)),
    ]


def flows(old: Manifests, new: Manifests) -> Iterator[tuple[Flow, Flow]]:
    """Every flow on every port where something can turn, as it is in both versions."""
    near = {*near_all(old, NOTHING).addresses[4], *near_all(new, NOTHING).addresses[4]}
    pairs = list(zip(ends(old, sorted(near)), ends(new, sorted(near)), strict=True))
    ports = sorted({*boundary_ports(old), *boundary_ports(new)})
    for (source, later), (destination, after) in product(pairs, pairs):
        external = (isinstance(end, ExternalEndpoint) for end in (source, destination))
        if source is not destination and not all(external):
            for protocol, port in product(Protocol, ports):
                yield (
                    Flow(source, destination, protocol, port),
                    Flow(later, after, protocol, port),
                )


def is_told(groups: Iterable[Connections], flow: Flow) -> bool:
    """Some group holds the flow."""
    one, other = (str(name_of(end)) for end in (flow.source, flow.destination))
    return any(has(group, flow.protocol, flow.port) for group in between(groups, one, other))


@settings(max_examples=share_of_examples(5))
@given(versions=changed(), block=st.sampled_from(("yes", "no")))
def test_a_flow_is_gained_or_lost_iff_the_reference_decides_so(
    versions: tuple[Manifests, Manifests], block: Literal["yes", "no"]
) -> None:
    old, new = versions
    dialect = Dialect(ipblock_matches_pods=block, host_network="pod", families="ipv4")
    facts = ClusterFacts()
    both = TwoVersions(old, new, facts, NOTHING)
    found = flows_moved(old, new, both.union, both.footprint, dialect, facts)
    gains = [group for item in found for group in item.gains]
    loses = [group for item in found for group in item.loses]
    event(f"gains: {bool(gains)}, loses: {bool(loses)}")
    for before, after in flows(old, new):
        allowed = [
            reference.decide(flow, side.policies, dialect).decision is Decision.ALLOW
            for flow, side in ((before, old), (after, new))
        ]
        told = is_told(loses, before), is_told(gains, after)
        assert told == (allowed == [True, False], allowed == [False, True]), (before, after)
