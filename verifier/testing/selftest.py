"""The encoder held against the reference evaluator on random cases, outside of a test suite."""

from dataclasses import dataclass

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from verifier.dialect import Dialect
from verifier.flow import Flow
from verifier.resources import AdminPolicy, NetworkPolicy, Node
from verifier.testing import strategies
from verifier.testing.agreement import assert_agreement


@dataclass(frozen=True, slots=True)
class Case:
    """Policies of all tiers, the nodes of the cluster, and a flow near them."""

    policies: tuple[NetworkPolicy, ...]
    admin: tuple[AdminPolicy, ...]
    nodes: tuple[Node, ...]
    flow: Flow


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Half of them with NetworkPolicies alone."""
    policies = draw(strategies.policy_sets())
    admin = draw(st.one_of(st.just(()), strategies.admin_policy_sets()))
    count = draw(st.integers(0, 2)) if admin else 0
    nodes = tuple(draw(strategies.nodes(f"node-{n}", n)) for n in range(count))
    near = strategies.near(*nodes, *admin, *policies)
    return Case(policies, admin, nodes, draw(strategies.flows(near)))


def selftest(number: int, count: int) -> int:
    """Encoder and reference on `count` random cases, the same for the same `number`; how many were
    tried. Raises SoundnessError with a smallest case in which the two disagree."""
    tried = 0

    @seed(number)
    @settings(
        max_examples=count,
        phases=(Phase.generate, Phase.shrink),
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases(), dialect=strategies.dialects())
    def agree(case: Case, dialect: Dialect) -> None:
        nonlocal tried
        tried += 1
        assert_agreement(case.policies, case.flow, dialect, case.admin, case.nodes)

    agree()
    return tried
