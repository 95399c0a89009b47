"""Laws of policy sets, on the encoder, for every flow that its footprint can tell apart."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agreement.asking import share_of_examples
from verifier.flow import Direction
from verifier.model import Inventory, PolicySet
from verifier.normalise import policy_set
from verifier.resources import NetworkPolicy, NetworkPolicyRule, NetworkPolicySpec
from verifier.smt.compiler import Compiler
from verifier.smt.footprint import footprint
from verifier.smt.logic import Solver, Term, conj, iff, implies, neg
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
        end = self.flow.subject(direction)
        here = self.compilers[index].namespaces_match
        del here, end
        return self.compilers[index].direction_allows(direction, namespace)

    def always(self, direction: Direction, namespace: str, law: Term) -> bool:
        """The law holds for every flow with its subject in the namespace."""
        end = self.flow.subject(direction)
        solver = Solver()
        code = end.footprint.namespaces.codes[namespace]
        compiler = self.compilers[0]
        solver.add(compiler.is_subject(end), is_in(self.flow, direction, code), neg(law))
        return solver.check(30_000) == "unsat"


def is_in(flow: SymbolicFlow, direction: Direction, code: int) -> Term:
    """The subject's namespace has that code."""
    from verifier.smt.logic import is_number

    return is_number(flow.subject(direction).namespace, code)


def assert_equivalent(one: Policies, other: Policies) -> None:
    """Both sets decide every direction of every flow alike."""
    both = Sets(one, other)
    for direction in Direction:
        for space in ("a", "b"):
            law = iff(both.allows(0, direction, space), both.allows(1, direction, space))
            assert both.always(direction, space, law)


def assert_never_allows_more(less: Policies, more: Policies, isolated_by: Policies) -> None:
    """Whatever `less` allows `more` allows too, for pods that `isolated_by` isolates."""
    sets = Sets(less, more, isolated_by)
    for direction in Direction:
        for space in ("a", "b"):
            isolated = neg(conj(()))
            for policy in sets.compilers[2].policies_in(space)[0]:
                isolated = neg(
                    conj((neg(isolated), neg(sets.compilers[2].selects(policy, direction))))
                )
            law = implies(sets.allows(0, direction, space), sets.allows(1, direction, space))
            assert sets.always(direction, space, implies(isolated, law))


def shuffled(draw: st.DrawFn, rules: tuple[NetworkPolicyRule, ...] | None) -> tuple[NetworkPolicyRule, ...] | None:
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
    closed = replace(more, spec=NetworkPolicySpec(pod_selector=more.spec.pod_selector, policy_types=types))
    sets = Sets([*policies, closed], policies)
    for direction in Direction:
        for space in ("a", "b"):
            law = implies(sets.allows(0, direction, space), sets.allows(1, direction, space))
            assert sets.always(direction, space, law)


@HALF
@given(policies=strategies.policy_sets(2), more=strategies.network_policies("more"))
def test_another_policy_never_denies_more_to_an_isolated_pod(
    policies: Policies, more: NetworkPolicy
) -> None:
    assert_never_allows_more(policies, [*policies, more], isolated_by=policies)


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
    sets = Sets([*policies, policy], [*policies, longer])
    for direction in Direction:
        for space in ("a", "b"):
            law = implies(sets.allows(0, direction, space), sets.allows(1, direction, space))
            assert sets.always(direction, space, law)


@HALF
@given(policies=strategies.policy_sets(2), policy=strategies.network_policies("more"))
def test_an_isolating_policy_never_allows_more_than_no_policy(
    policies: Policies, policy: NetworkPolicy
) -> None:
    alone = Sets([policy], [])
    for direction in Direction:
        for space in ("a", "b"):
            law = implies(alone.allows(0, direction, space), alone.allows(1, direction, space))
            assert alone.always(direction, space, law)
    assert_never_allows_more([*policies, policy], [], isolated_by=[policy])
