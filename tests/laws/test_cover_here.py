"""What others cover for declared pods: they see no difference when all of it is removed at once."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from hypothesis import event, given, settings
from hypothesis import strategies as st

from tests.agreement.asking import share_of_examples
from tests.laws.test_redundancy import agree, edited
from verifier.analysis.lint import cover_here
from verifier.analysis.lint.context import Context
from verifier.analysis.lint.readings import Home
from verifier.flow import Flow, PodEndpoint, Protocol
from verifier.manifests import Manifests
from verifier.model import DeclaredPod
from verifier.normalise import inventory
from verifier.resources import (
    ContainerPort,
    IPBlock,
    LabelSelector,
    LabelSelectorRequirement,
    Namespace,
    NetworkPolicy,
    NetworkPolicyPeer,
    NetworkPolicyPort,
    NetworkPolicyRule,
    NetworkPolicySpec,
    Pod,
    PodSpec,
    Workload,
)
from verifier.testing import strategies
from verifier.testing.strategies.existing import endpoint_of

PORTS = (1, 80, 81, 443, 444)
PEER = "10.200.0.1"


def endpoints(
    data: st.DataObject, pods: tuple[DeclaredPod, ...], manifests: Manifests
) -> Iterator[PodEndpoint]:
    """Declared pods, what only a controller or a plugin knows drawn."""
    listed = {n.name: n.labels for n in inventory(manifests).listed}
    for pod in pods:
        yield endpoint_of(
            pod,
            labels={key: data.draw(st.sampled_from(("x", "z"))) for key in pod.unknown_labels},
            sidecar=tuple(p for p in pod.sidecar_ports if data.draw(st.booleans())),
            namespace_labels=dict(
                listed.get(pod.namespace) or {"team": data.draw(st.sampled_from("xz"))}
            ),
            ip=next((ip for ip in pod.addresses if ":" not in ip), PEER),
        )


def pods(**labels: str) -> NetworkPolicyPeer:
    """Pods of the policy's namespace."""
    return NetworkPolicyPeer(pod_selector=LabelSelector(match_labels=tuple(labels.items())))


def spaces(peer: NetworkPolicyPeer, **labels: str) -> NetworkPolicyPeer:
    """The same pods, in namespaces with labels."""
    chosen = LabelSelector(match_labels=tuple(labels.items()))
    return replace(peer, namespace_selector=chosen)


def where(operator: str, *values: str) -> NetworkPolicyPeer:
    """Pods by an expression."""
    item = LabelSelectorRequirement(key="app", operator=operator, values=values or None)
    return NetworkPolicyPeer(pod_selector=LabelSelector(match_expressions=(item,)))


NEAR = (
    *(pods(app="x"), pods(app="z"), pods(tier="x"), pods(app="x", tier="x"), pods()),
    *(where("In", "x", "z"), where("NotIn", "z"), where("Exists")),
)
PEERS = (*NEAR, *(spaces(peer, team=name) for peer in NEAR for name in ("x", "z")))
ANY = NetworkPolicyPeer(ip_block=IPBlock(cidr="10.0.0.0/8"))
SOME = (
    NetworkPolicyPort(port=80),
    NetworkPolicyPort(port=80, end_port=443),
    NetworkPolicyPort(port="web"),
    NetworkPolicyPort(),
)
RULES = st.builds(
    NetworkPolicyRule,
    peers=st.none() | st.lists(st.sampled_from((*PEERS, ANY)), min_size=1, max_size=3).map(tuple),
    ports=st.none() | st.lists(st.sampled_from(SOME), min_size=1, max_size=2).map(tuple),
)
LABELS = st.sampled_from(
    ({}, {"app": "x"}, {"app": "x", "tier": "x"}, {"app": "z"}, {"app": "z", "tier": "x"})
)
WEB = ContainerPort(number=80, name="web", protocol=None)


@st.composite
def crowds(draw: st.DrawFn) -> Manifests:
    """Policies of one namespace, and few pods, so that different labels often mean the same."""
    policies = tuple(
        NetworkPolicy(
            name=f"p-{n}",
            namespace="a",
            spec=NetworkPolicySpec(
                pod_selector=draw(st.sampled_from(NEAR)).pod_selector or LabelSelector(),
                policy_types=("Ingress", "Egress"),
                ingress=draw(st.lists(RULES, min_size=1, max_size=2).map(tuple)),
                egress=draw(st.lists(RULES, min_size=1, max_size=2).map(tuple)),
            ),
        )
        for n in range(draw(st.integers(2, 3)))
    )
    made = tuple(
        Pod(
            name=f"pod-{n}",
            namespace="ab"[n % 2],
            labels=draw(LABELS),
            spec=PodSpec(ports=(WEB,), host_network=draw(st.sampled_from((None, None, True)))),
        )
        for n in range(draw(st.integers(3, 5)))
    )
    listed = [Namespace(name=n, labels={"team": draw(st.sampled_from("xz"))}) for n in "ab"]
    controlled = Workload(
        kind="StatefulSet", name="w", namespace="a", labels=draw(LABELS), spec=PodSpec()
    )
    return Manifests(
        policies=policies,
        namespaces=tuple(listed[: draw(st.integers(0, 2))]),
        pods=made,
        workloads=(controlled,) if draw(st.booleans()) else (),
    )


@settings(max_examples=share_of_examples(2))
@given(data=st.data(), manifests=crowds())
def test_declared_pods_see_no_difference(data: st.DataObject, manifests: Manifests) -> None:
    context = Context(manifests, 30_000)
    findings = list(cover_here.in_namespace(context, Home(context, "a"), set()))
    event(f"{min(len(findings), 5)} findings")
    if not findings:
        return
    fields: defaultdict[str, set[str]] = defaultdict(set)
    for finding in findings:
        assert not finding.removable
        fields[finding.object].add(finding.field)
    edits = (edited(p, fields[p.text]) for p in manifests.policies)
    rest = [policy for policy in edits if policy is not None]
    ends = list(endpoints(data, inventory(manifests).pods, manifests))
    for source in ends:
        for destination in ends:
            for _ in range(2):
                port = data.draw(st.sampled_from(PORTS))
                protocol = data.draw(st.sampled_from(tuple(Protocol)))
                flow = Flow(source, destination, protocol, port)
                dialect = data.draw(strategies.dialects(fixed=True))
                assert agree(flow, dialect, manifests.policies, rest), flow
