"""Mutations as edited text, and the same as edits of the model."""

from dataclasses import replace

from hypothesis import given

from verifier.analysis.coverage.mutants import after_of
from verifier.analysis.mutations import elements_of, mutated_manifests, mutated_policy, rules_of
from verifier.flow import Direction
from verifier.manifests import Manifests
from verifier.normalise.policies import policy
from verifier.resources import NetworkPolicy, NetworkPolicyRule, NetworkPolicySpec
from verifier.testing import strategies


@given(written=strategies.network_policies())
def test_the_edited_text_means_the_edited_model(written: NetworkPolicy) -> None:
    before = policy(written)
    for element, mutations in elements_of(written):
        for mutation in mutations:
            after, edited = after_of(mutation, before), mutated_policy(mutation)
            if edited is None:
                assert (after.ingress, after.egress) == (None, None)
            else:
                assert after == policy(edited), (element.field, mutation.change)
            assert after.rules(other(element.direction)) == before.rules(other(element.direction))


def other(direction: Direction) -> Direction:
    """The other direction."""
    return Direction.EGRESS if direction is Direction.INGRESS else Direction.INGRESS


@given(written=strategies.network_policies())
def test_no_edit_empties_a_list_of_peers_or_ports(written: NetworkPolicy) -> None:
    for element, mutations in elements_of(written):
        for mutation in mutations:
            if mutation.rule is not None and element.rule is not None:
                rule = rules_of(written, element.direction)[element.rule]
                assert bool(mutation.rule.peers) == bool(rule.peers)
                if mutation.change == "removed":
                    assert bool(mutation.rule.ports) == bool(rule.ports)


def test_a_removed_rule_changes_no_policy_types() -> None:
    written = NetworkPolicy(
        name="p", namespace="a", spec=NetworkPolicySpec(egress=(NetworkPolicyRule(),))
    )
    found = {element.field: mutations for element, mutations in elements_of(written)}
    edited = mutated_policy(found["spec.egress[0]"][0])

    assert edited is not None
    assert edited.spec.policy_types == ("Ingress", "Egress")
    assert edited.spec.egress == ()


def test_a_namespace_that_only_the_lifted_policy_names_stays_named() -> None:
    written = NetworkPolicy(name="p", namespace="a")
    _, (mutation,) = next(iter(elements_of(written)))
    manifests = replace(Manifests(), policies=(written,))

    assert mutated_manifests(manifests, mutation).policies == ()
    assert mutated_manifests(manifests, mutation).other_namespaces == ("a",)
