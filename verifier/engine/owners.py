"""What owners of namespaces can make of their NetworkPolicies (M-18): the concrete twin of the
free verdicts below the Admin tier."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Literal

from verifier.flow import Direction, Flow, PodEndpoint
from verifier.resources import (
    LabelSelector,
    NetworkPolicy,
    NetworkPolicyRule,
    NetworkPolicySpec,
)
from verifier.verdict import OwnersChange

Wish = Literal["keep", "allow", "deny", "clear"]  # fewer changes first
WISHES: tuple[Wish, ...] = ("keep", "allow", "deny", "clear")


def owners_changes(policies: Sequence[NetworkPolicy], flow: Flow) -> Iterator[OwnersChange]:
    """What owners of the ends' namespaces may do about the flow, small changes first: nothing, let
    a direction pass, stop it, or delete all that they have."""
    wishes = sorted(product(WISHES, WISHES), key=lambda pair: sum(map(WISHES.index, pair)))
    for egress, ingress in wishes:
        changes = [
            change_of(policies, direction, end.namespace, wish)
            for direction, end, wish in (
                (Direction.EGRESS, flow.source, egress),
                (Direction.INGRESS, flow.destination, ingress),
            )
            if isinstance(end, PodEndpoint)
        ]
        yield OwnersChange(
            tuple(policy for change in changes for policy in change.added),
            tuple(dict.fromkeys(name for change in changes for name in change.removed)),
        )


def change_of(
    policies: Sequence[NetworkPolicy], direction: Direction, namespace: str, wish: Wish
) -> OwnersChange:
    """One direction of the pods of one namespace."""
    here = tuple(policy.text for policy in policies if policy.namespace == namespace)
    match wish:
        case "keep":
            return OwnersChange()
        case "allow":
            return OwnersChange((policy_for(direction, namespace, wish),))
        case "deny":
            return OwnersChange((policy_for(direction, namespace, wish),), here)
        case "clear":
            return OwnersChange((), here)


def policy_for(
    direction: Direction, namespace: str, wish: Literal["allow", "deny"]
) -> NetworkPolicy:
    """A NetworkPolicy that lets all pods of the namespace do everything one way, or nothing."""
    rules = (NetworkPolicyRule(),) if wish == "allow" else ()
    ingress = direction is Direction.INGRESS
    return NetworkPolicy(
        name=f"owner-{wish}-{direction.value.lower()}",
        namespace=namespace,
        spec=NetworkPolicySpec(
            pod_selector=LabelSelector(),
            policy_types=(direction.value,),
            ingress=rules if ingress else None,
            egress=None if ingress else rules,
        ),
    )


def changed(policies: Sequence[NetworkPolicy], change: OwnersChange) -> list[NetworkPolicy]:
    """The policies after a change."""
    if not change.removed:
        return [*policies, *change.added]
    kept = [policy for policy in policies if policy.text not in change.removed]
    return [*kept, *change.added]
