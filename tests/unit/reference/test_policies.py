"""selects: which pods a policy applies to, and for which directions."""

import pytest

from tests.unit.reference.building import EVERYTHING, labelled, pod
from verifier.flow import Direction
from verifier.reference import selects
from verifier.resources import LabelSelector, NetworkPolicy, NetworkPolicyRule, NetworkPolicySpec

RULES = (NetworkPolicyRule(),)


def directions(spec: NetworkPolicySpec) -> list[str]:
    """The directions for which a policy with this spec applies to a pod of its namespace."""
    policy = NetworkPolicy(name="p", namespace="shop", spec=spec)
    return [direction.value for direction in Direction if selects(policy, pod("shop"), direction)]


@pytest.mark.parametrize("types", [None, ()])
@pytest.mark.parametrize("egress", [None, ()])
@pytest.mark.parametrize("ingress", [None, (), RULES])
def test_without_types_and_egress_rules_it_is_ingress(
    types: None, egress: None, ingress: tuple[NetworkPolicyRule, ...] | None
) -> None:
    spec = NetworkPolicySpec(ingress=ingress, egress=egress, policy_types=types)

    assert directions(spec) == ["Ingress"]


@pytest.mark.parametrize("types", [None, ()])
@pytest.mark.parametrize("ingress", [None, (), RULES])
def test_without_types_and_with_an_egress_rule_it_is_both(
    types: None, ingress: tuple[NetworkPolicyRule, ...] | None
) -> None:
    spec = NetworkPolicySpec(ingress=ingress, egress=RULES, policy_types=types)

    assert directions(spec) == ["Ingress", "Egress"]


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        (("Ingress",), ["Ingress"]),
        (("Egress",), ["Egress"]),
        (("Egress", "Ingress"), ["Ingress", "Egress"]),
        (("Ingress", "Ingress"), ["Ingress"]),
    ],
)
def test_types_that_are_written_win(types: tuple[str, ...], expected: list[str]) -> None:
    spec = NetworkPolicySpec(ingress=RULES, egress=RULES, policy_types=types)

    assert directions(spec) == expected


@pytest.mark.parametrize("selector", [None, EVERYTHING])
def test_without_requirements_every_pod_is_selected(selector: LabelSelector | None) -> None:
    assert directions(NetworkPolicySpec(pod_selector=selector)) == ["Ingress"]


def test_labels_decide() -> None:
    spec = NetworkPolicySpec(pod_selector=labelled(app="web"))
    policy = NetworkPolicy(name="p", namespace="shop", spec=spec)

    assert selects(policy, pod("shop", {"app": "web"}), Direction.INGRESS)
    assert not selects(policy, pod("shop", {"app": "db"}), Direction.INGRESS)


def test_another_namespace_is_left_alone() -> None:
    policy = NetworkPolicy(name="p", namespace="shop")

    assert not selects(policy, pod("other"), Direction.INGRESS)
