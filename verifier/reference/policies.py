"""Which pods a policy applies to, and for which direction."""

from verifier.flow import Direction, PodEndpoint
from verifier.reference.selectors import selector_matches
from verifier.resources import NetworkPolicy, NetworkPolicyRule, NetworkPolicySpec


def selects(policy: NetworkPolicy, pod: PodEndpoint, direction: Direction) -> bool:
    """True iff `policy` applies to `pod` for `direction`, which isolates the pod that way.

    Source: NP-02, NP-03.
    """
    # "podSelector selects the pods to which this NetworkPolicy object applies. The array of rules
    # is applied to any pods selected by this field. An empty selector matches all pods in the
    # policy's namespace." (networking/v1 types.go, NetworkPolicySpec)
    return applies(policy, pod) and direction.value in policy_types(policy.spec)


def applies(policy: NetworkPolicy, pod: PodEndpoint) -> bool:
    """True iff `policy` is about `pod`, for whichever direction. Source: NP-02."""
    return pod.namespace == policy.namespace and subject_matches(policy.spec, pod)


def subject_matches(spec: NetworkPolicySpec, pod: PodEndpoint) -> bool:
    """True iff the labels of `pod` are those that `spec` applies to."""
    # "This field is optional. If it is not specified, it defaults to an empty selector."
    # (networking/v1 types.go, NetworkPolicySpec)
    if spec.pod_selector is None:
        return True
    return selector_matches(spec.pod_selector, pod.labels)


def policy_types(spec: NetworkPolicySpec) -> tuple[str, ...]:
    """The directions that `spec` is about, as the API server fills them in at creation.

    Source: NP-10 to NP-15.
    """
    # "If this field is not specified, it will default based on the existence of ingress or egress
    # rules; policies that contain an egress section are assumed to affect egress, and all policies
    # (whether or not they contain an ingress section) are assumed to affect ingress."
    # (networking/v1 types.go, NetworkPolicySpec)
    if spec.policy_types is not None and len(spec.policy_types) > 0:
        return spec.policy_types
    if spec.egress is not None and len(spec.egress) > 0:
        return ("Ingress", "Egress")
    return ("Ingress",)


def rules(policy: NetworkPolicy, direction: Direction) -> tuple[NetworkPolicyRule, ...]:
    """The rules of `policy` for `direction`; none at all admit nothing."""
    # "If this field is empty then this NetworkPolicy does not allow any traffic (and serves solely
    # to ensure that the pods it selects are isolated by default)"
    # (networking/v1 types.go, NetworkPolicySpec)
    spec = policy.spec
    return (spec.ingress if direction is Direction.INGRESS else spec.egress) or ()
