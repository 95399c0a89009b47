"""Laws of policy sets, on the encoder, for every flow that its footprint can tell apart."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agreement.asking import share_of_examples
from verifier.flow import Direction
from verifier.model import InNamespace, Inventory, PolicySet
from verifier.normalise import policy_set
from verifier.resources import NetworkPolicy, NetworkPolicyRule, NetworkPolicySpec
from verifier.smt.compiler import Compiler
from verifier.smt.logic import Term, disj, iff, implies, neg
from verifier.smt.mentions import footprint
from verifier.smt.solver import Solver
from verifier.smt.symbols import SymbolicFlow
from verifier.testing import strategies

NO_ONE = Inventory((), (), ("a", "b"))
HALF = settings(max_examples=share_of_examples(2))
Policies = Sequence[NetworkPolicy]


class Sets:
    """Several policy sets over one symbolic flow."""

    def __init__(self, *sets: Policies) -> None:
        tiers = [policy_set(found) for found in sets]
        merged = PolicySet(tuple(tier for found in tiers for tier in found.tiers))
        self.flow = SymbolicFlow(footprint(merged, NO_ONE, ()))
        self.compilers = [Compiler(found, self.flow) for found in tiers]

    def allows(self, index: int, direction: Direction, namespace: str) -> Term:
        """The verdict of one set, for subjects of a namespace."""
        return self.compilers[index].direction_allows(direction, namespace)

    def always(self, direction: Direction, namespace: str, law: Term) -> bool:
        """The law holds for every flow with its subject in the namespace."""
        end, compiler = self.flow.subject(direction), self.compilers[0]
        here = compiler.namespaces_match(InNamespace(namespace), end)
        solver = Solver()
        solver.add(compiler.is_subject(end), here, neg(law))
        return solver.check(30_000) == "unsat"

    def isolates(self, index: int, direction: Direction, namespace: str) -> Term:
        """Some policy of one set selects the subject."""
        compiler = self.compilers[index]
        (policies,) = compiler.slices.policies_in(namespace)
        return disj(compiler.selects(policy, direction) for policy in policies)


def assert_equivalent(one: Policies, other: Policies) -> None:
    """Both sets decide every direction of every flow alike."""
    both = Sets(one, other)
    for direction in Direction:
        for space in ("a", "b"):
            law = iff(both.allows(0, direction, space), both.allows(1, direction, space))
            assert both.always(direction, space, law)


def assert_never_allows_more(less: Policies, more: Policies) -> None:
    """Whatever `less` allows `more` allows too."""
    sets = Sets(less, more)
    for direction in Direction:
        for space in ("a", "b"):
            law = implies(sets.allows(0, direction, space), sets.allows(1, direction, space))
            assert sets.always(direction, space, law)


def shuffled(
    draw: st.DrawFn, rules: tuple[NetworkPolicyRule, ...] | None
) -> tuple[NetworkPolicyRule, ...] | None:
    """The rules in another order, each with its peers and ports in another order."""
    if rules is None:
        return None
    return tuple(
        replace(
            rule,
            peers=None if rule.peers is None else tuple(draw(st.permutations(rule.peers))),
            ports=None if rule.ports is None else tuple(draw(st.permutations(rule.ports))),
        )
        for rule in draw(st.permutations(rules))
    )


@st.composite
def sets_in_two_orders(draw: st.DrawFn) -> tuple[Policies, Policies]:
    """A policy set, and the same with policies, rules, peers and ports in another order."""
    policies = draw(strategies.policy_sets())
    other = [
        replace(
            policy,
            spec=replace(
                policy.spec,
                ingress=shuffled(draw, policy.spec.ingress),
                egress=shuffled(draw, policy.spec.egress),
            ),
        )
        for policy in draw(st.permutations(policies))
    ]
    return policies, other


@HALF
@given(sets=sets_in_two_orders())
def test_order_is_irrelevant(sets: tuple[Policies, Policies]) -> None:
    assert_equivalent(*sets)


@HALF
@given(policies=strategies.policy_sets())
def test_a_set_is_equivalent_to_itself_twice(policies: Policies) -> None:
    copies = [replace(policy, name=f"{policy.name}-copy") for policy in policies]
    assert_equivalent(policies, [*policies, *copies])


@HALF
@given(policies=strategies.policy_sets(2), more=strategies.network_policies("more"))
def test_a_policy_without_rules_never_allows_more(policies: Policies, more: NetworkPolicy) -> None:
    types = ("Ingress", "Egress")
    closed = replace(
        more, spec=NetworkPolicySpec(pod_selector=more.spec.pod_selector, policy_types=types)
    )
    assert_never_allows_more([*policies, closed], policies)


@HALF
@given(policies=strategies.policy_sets(2), more=strategies.network_policies("more"))
def test_another_policy_never_denies_more_to_an_isolated_pod(
    policies: Policies, more: NetworkPolicy
) -> None:
    sets = Sets(policies, [*policies, more])
    for direction in Direction:
        for space in ("a", "b"):
            law = implies(sets.allows(0, direction, space), sets.allows(1, direction, space))
            isolated = sets.isolates(0, direction, space)
            assert sets.always(direction, space, implies(isolated, law))


@HALF
@given(
    policies=strategies.policy_sets(2),
    policy=strategies.network_policies("more"),
    rule=strategies.rules(),
)
def test_an_added_rule_never_denies_more(
    policies: Policies, policy: NetworkPolicy, rule: NetworkPolicyRule
) -> None:
    policy = replace(policy, spec=replace(policy.spec, policy_types=("Ingress", "Egress")))
    ingress = (*(policy.spec.ingress or ()), rule)
    longer = replace(policy, spec=replace(policy.spec, ingress=ingress))
    assert_never_allows_more([*policies, policy], [*policies, longer])


@HALF
@given(policies=strategies.policy_sets(2), more=strategies.network_policies("more"))
def test_an_isolating_policy_allows_no_more_to_pods_that_were_open(
    policies: Policies, more: NetworkPolicy
) -> None:
    sets = Sets([*policies, more], policies)
    for direction in Direction:
        for space in ("a", "b"):
            law = implies(sets.allows(0, direction, space), sets.allows(1, direction, space))
            opened = neg(sets.isolates(1, direction, space))
            assert sets.always(direction, space, implies(opened, law))
