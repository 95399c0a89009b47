"""Rung one: label selectors on labels of pods and of namespaces."""

from typing import Literal

from hypothesis import given

from verifier import reference
from verifier.dialect import Dialect
from verifier.flow import Flow, PodEndpoint, Protocol
from verifier.normalise import selector as normalised
from verifier.reference.ends import namespace_labels
from verifier.resources import (
    LabelSelector,
    NetworkPolicy,
    NetworkPolicyPeer,
    NetworkPolicyRule,
    NetworkPolicySpec,
)
from verifier.testing import strategies
from verifier.testing.agreement import Encoded

OTHER = PodEndpoint(namespace="a", ip="10.0.0.9")


def encoder_matches(
    selector: LabelSelector, pod: PodEndpoint, of: Literal["pod", "namespace"]
) -> bool:
    """The encoder's answer on one selector, in a policy that holds it as a peer."""
    pods, spaces = (selector, None) if of == "pod" else (None, selector)
    peer = NetworkPolicyPeer(pod_selector=pods, namespace_selector=spaces)
    spec = NetworkPolicySpec(ingress=(NetworkPolicyRule(peers=(peer,)),))
    policy = NetworkPolicy(name="p0", namespace="a", spec=spec)
    encoded = Encoded([policy], Flow(pod, OTHER, Protocol.TCP, 80), Dialect())
    written = normalised(selector)
    return encoded.holds(encoded.compiler.selector_matches(written, encoded.flow.source, of))


@given(selector=strategies.selectors(), pod=strategies.pod_endpoints())
def test_pod_selectors_match_alike(selector: LabelSelector, pod: PodEndpoint) -> None:
    expected = reference.selector_matches(selector, pod.labels)
    assert encoder_matches(selector, pod, "pod") == expected


@given(selector=strategies.namespace_selectors(), pod=strategies.pod_endpoints())
def test_namespace_selectors_match_alike(selector: LabelSelector, pod: PodEndpoint) -> None:
    expected = reference.selector_matches(selector, namespace_labels(pod))
    assert encoder_matches(selector, pod, "namespace") == expected
