"""Laws of the Admin and Baseline tiers, on the encoder for every flow that its footprint can tell
apart, and on the reference for drawn flows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agreement.asking import share_of_examples
from tests.agreement.test_tiers import Tiers, admin_sets, tiers_with_flows
from verifier import reference
from verifier.dialect import Dialect
from verifier.engine.judging import judge
from verifier.engine.session import Session
from verifier.flow import Direction
from verifier.manifests import Manifests
from verifier.model import Inventory, PolicySet
from verifier.normalise import policy_set
from verifier.query import ClusterFacts, Query, Verb
from verifier.resources import (
    AdminKind,
    AdminPeer,
    AdminPolicy,
    AdminRule,
    LabelSelector,
    NetworkPolicy,
    PodSpec,
    Subject,
)
from verifier.smt.compiler import Compiler
from verifier.smt.logic import conj, iff, neg
from verifier.smt.mentions import footprint
from verifier.smt.solver import Solver
from verifier.smt.symbols import SymbolicFlow
from verifier.smt.ties import ties
from verifier.testing import strategies
from verifier.verdict import Proved, Vacuous

V1ALPHA1: tuple[AdminKind, ...] = ("AdminNetworkPolicy", "BaselineAdminNetworkPolicy")
NEWEST: tuple[AdminKind, ...] = ("ClusterNetworkPolicy",)
NEW_ACTIONS = {"Allow": "Accept", "Deny": "Deny", "Pass": "Pass"}
EVERYTHING = LabelSelector()
NO_ONE = Inventory((), (), ("a", "b"))
FEW = settings(max_examples=share_of_examples(2))


@dataclass(frozen=True, slots=True)
class Set:
    """NetworkPolicies, with admin policies around them."""

    policies: Sequence[NetworkPolicy]
    admin: Sequence[AdminPolicy]


def equivalent(one: Set, other: Set) -> bool:
    """Both sets decide every direction of every flow alike, where ties of one place in the order
    end alike."""
    tiers = [policy_set(found.policies, found.admin) for found in (one, other)]
    merged = PolicySet(tuple(tier for found in tiers for tier in found.tiers))
    shared = footprint(merged, NO_ONE, ())
    flows = [SymbolicFlow(replace(shared, ties=ties(found))) for found in tiers]
    compilers = [Compiler(*pair) for pair in zip(tiers, flows, strict=True)]
    places = [(d, space) for d in Direction for space in (*compilers[0].slices.names, None)]
    solver = Solver()
    same = (iff(*(c.direction_allows(*place) for c in compilers)) for place in places)
    return solver.check(60_000, neg(conj(same))) == "unsat"


def translated(policy: AdminPolicy) -> AdminPolicy:
    """A v1alpha1 policy as one of v1alpha2."""
    ingress, egress = (
        None if rules is None else tuple(map(new_rule, rules))
        for rules in (policy.ingress, policy.egress)
    )
    return replace(
        policy,
        kind="ClusterNetworkPolicy",
        tier="Admin" if policy.kind == "AdminNetworkPolicy" else "Baseline",
        priority=500 if policy.priority is None else policy.priority,
        ingress=ingress,
        egress=egress,
    )


def new_rule(rule: AdminRule) -> AdminRule:
    """A rule of v1alpha1 as one of v1alpha2."""
    ports = rule.ports and tuple(
        replace(p, protocol=None if p.named_port else p.protocol or "TCP") for p in rule.ports
    )
    return replace(rule, action=NEW_ACTIONS[rule.action], ports=ports)


def for_all(name: str, action: str, priority: int) -> AdminPolicy:
    """An Admin policy with one rule about all traffic of all pods, in both directions."""
    rule = AdminRule(action=action, peers=EVERYBODY)
    return AdminPolicy(
        kind="ClusterNetworkPolicy",
        name=name,
        tier="Admin",
        priority=priority,
        subject=Subject(namespaces=EVERYTHING),
        ingress=(replace(rule, peers=EVERYBODY[:1]),),
        egress=(rule,),
    )


EVERYBODY = (
    AdminPeer(namespaces=EVERYTHING),
    AdminPeer(networks=("0.0.0.0/0", "::/0")),
)
NOBODY = Subject(namespaces=LabelSelector(match_labels=(("kubernetes.io/metadata.name", "-"),)))


@FEW
@given(found=tiers_with_flows(admin_sets(3, V1ALPHA1)))
def test_a_v1alpha1_policy_and_its_translation_are_equivalent(found: Tiers) -> None:
    new = [translated(policy) for policy in found.admin]
    assert equivalent(Set(found.policies, found.admin), Set(found.policies, new))


@given(found=tiers_with_flows(admin_sets(3, V1ALPHA1)), dialect=strategies.dialects())
def test_the_reference_decides_a_translation_alike(found: Tiers, dialect: Dialect) -> None:
    new = [translated(policy) for policy in found.admin]
    one, other = (
        reference.decide(found.flow, found.policies, dialect, admin, found.nodes)
        for admin in (found.admin, new)
    )
    assert one.decision == other.decision
    assert one.egress.decision == other.egress.decision
    assert one.ingress.decision == other.ingress.decision


@FEW
@given(found=tiers_with_flows(admin_sets(2)), extra=strategies.admin_policies("extra", NEWEST))
def test_a_policy_without_subjects_changes_nothing(found: Tiers, extra: AdminPolicy) -> None:
    added = replace(extra, subject=NOBODY, priority=900)
    with_it = Set(found.policies, [*found.admin, added])
    assert equivalent(Set(found.policies, found.admin), with_it)


@FEW
@given(found=tiers_with_flows(admin_sets(2)))
def test_a_last_policy_that_passes_everything_changes_nothing(found: Tiers) -> None:
    added = for_all("extra", "Pass", 900)
    with_it = Set(found.policies, [*found.admin, added])
    assert equivalent(Set(found.policies, found.admin), with_it)


@FEW
@given(found=tiers_with_flows(admin_sets(2)))
def test_a_first_policy_that_denies_everything_closes_every_pod(found: Tiers) -> None:
    first = for_all("first", "Deny", 0)
    others = [p for p in found.admin if p.priority != 0]
    egress = Direction.EGRESS
    tiers = policy_set(found.policies, [first, *others])
    flow = SymbolicFlow(footprint(tiers, NO_ONE, ()))
    compiler = Compiler(tiers, flow)
    solver = Solver()
    solver.add(flow.source.is_pod, neg(flow.source.host))
    for space in (*compiler.slices.names, None):
        assert solver.check(60_000, compiler.direction_allows(egress, space)) == "unsat"


@settings(max_examples=share_of_examples(4))
@given(
    manifests=strategies.manifests(),
    query=strategies.queries((Verb.NEVER,), pods_only=True),
    robust=st.booleans(),
)
def test_an_admin_deny_of_everything_proves_every_never(
    manifests: Manifests, query: Query, robust: bool
) -> None:
    first = for_all("first", "Deny", 0)
    others = tuple(p for p in manifests.admin_policies if p.priority != 0)
    manifests = replace(
        manifests,
        admin_policies=(first, *others),
        pods=tuple(replace(p, spec=PodSpec(ports=p.spec.ports)) for p in manifests.pods),
        workloads=tuple(replace(w, spec=PodSpec(ports=w.spec.ports)) for w in manifests.workloads),
    )
    query = replace(query, robust=robust, by_default=query.by_default and not robust)
    session = Session(manifests, ClusterFacts(), [query])
    for level, verdict in judge(session, query, Dialect(), 60_000).items():
        assert isinstance(verdict, Proved | Vacuous), level
