"""The tiers against trying it out: each order of the policies, each set of names that resolve."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, permutations, product

from hypothesis import event, given, settings
from hypothesis import strategies as st

from tests.unit.reference.admin_building import (
    ANY_NODE,
    ANY_POD,
    accept,
    admin_policy,
    baseline_policy,
    deny,
    domain,
    networks,
    node,
    old_baseline,
    pass_on,
    pods,
    port,
)
from tests.unit.reference.building import (
    WORLD,
    block,
    egress,
    flow,
    ingress,
    labelled,
    pod,
    rule,
)
from verifier.decision import Decision
from verifier.dialect import Dialect
from verifier.flow import Direction, Endpoint, ExternalEndpoint, Flow, PodEndpoint
from verifier.reference import (
    Reading,
    admin_rule_matches,
    admin_selects,
    decide,
    every_reading,
)
from verifier.reference.admin_rules import action_of, admin_rules, domains_of
from verifier.reference.directions import outcomes
from verifier.reference.ends import judged_end, seen_as_pod
from verifier.reference.isolation import trace_policies
from verifier.resources import AdminPeer, AdminPolicy, AdminRule, NetworkPolicy

NODES = (node("a", "192.0.2.4"), node("b", "10.0.0.1"))


def orders(tier: Sequence[AdminPolicy], dialect: Dialect) -> Iterator[Sequence[AdminPolicy]]:
    """Each order of the policies of a tier that respects what is said of their order."""
    for order in permutations(tier):
        ranked = [(policy.priority, policy.name) for policy in order if policy.priority is not None]
        key = ranked if dialect.ties == "by-name" else [priority for priority, _ in ranked]
        if key == sorted(key):
            yield order


def subsets(names: Sequence[str]) -> Iterator[frozenset[str]]:
    """Each set of these names."""
    for count in range(len(names) + 1):
        yield from map(frozenset, combinations(names, count))


def first_action(
    order: Sequence[AdminPolicy], direction: Direction, judged: Flow, domains: frozenset[str]
) -> str | None:
    """The action of the first rule about the flow, of these policies one after the other."""
    subject = judged_end(judged, direction)
    for policy in order:
        if not isinstance(subject, PodEndpoint) or not admin_selects(policy, subject):
            continue
        for written in admin_rules(policy, direction):
            if admin_rule_matches(written, direction, judged, NODES, domains):
                return action_of(written)
    return None


def by_trial(
    direction: Direction,
    judged: Flow,
    policies: Sequence[NetworkPolicy],
    dialect: Dialect,
    admin: Sequence[AdminPolicy],
) -> set[Decision]:
    """Every decision of one side that some order and some resolution lead to."""
    if not seen_as_pod(judged_end(judged, direction), dialect):
        return {Decision.ALLOW}
    isolating = trace_policies(direction, judged, policies, dialect)
    other = Direction.EGRESS if direction is Direction.INGRESS else Direction.INGRESS
    mirrored = replace(judged, source=judged.destination, destination=judged.source)
    elsewhere = dialect.baseline == "per-pod" and trace_policies(other, mirrored, policies, dialect)
    first, last = ([p for p in admin if p.tier == tier] for tier in ("Admin", "Baseline"))
    rules = [found for policy in admin for found in admin_rules(policy, direction)]
    names = sorted({name for found in rules for name in domains_of(found)})
    decisions = set()
    for upper, lower, domains in product(
        orders(first, dialect), orders(last, dialect), subsets(names)
    ):
        action = first_action(upper, direction, judged, domains)
        if action in (None, "pass"):
            if isolating is not None:
                decisions.add(isolating.decision)
                continue
            action = None if elsewhere else first_action(lower, direction, judged, domains)
        decisions.add(Decision.DENY if action == "deny" else Decision.ALLOW)
    return decisions


FIXED = st.builds(
    Dialect,
    ipblock_matches_pods=st.sampled_from(("yes", "no")),
    host_network=st.sampled_from(("node", "pod")),
    own_node_egress=st.sampled_from(("allow", "policy")),
    baseline=st.sampled_from(("per-direction", "per-pod")),
    ties=st.sampled_from(("any", "by-name")),
)
SOME_OPEN = st.builds(
    Dialect,
    host_network=st.sampled_from(("any", "node")),
    baseline=st.sampled_from(("any", "any", "per-pod")),
    ties=st.sampled_from(("any", "by-name")),
)
ENDS: st.SearchStrategy[Endpoint] = st.sampled_from(
    (
        pod(labels={"app": "web"}, ip="10.0.0.1"),
        pod(labels={"app": "web"}),
        pod("other", ip="10.0.0.2"),
        pod(host_network=True, ip="192.0.2.4"),
        pod(host_network=True),
        WORLD,
        ExternalEndpoint(ip="192.0.2.4", node="own"),
    )
)
PODS = ENDS.filter(lambda end: isinstance(end, PodEndpoint))
FLOWS = st.one_of(
    st.builds(flow, PODS, ENDS, st.sampled_from((80, 443))),
    st.builds(flow, ENDS, PODS, st.sampled_from((80, 443))),
)
POLICIES = st.lists(
    st.sampled_from((ingress(), ingress(rule()), egress(), egress(rule(block("10.0.0.0/8"))))),
    max_size=2,
)
PEERS = (
    *(ANY_POD, ANY_POD, pods(labelled(app="web")), ANY_NODE, networks("0.0.0.0/0")),
    *(networks("10.0.0.0/31"), domain("a.test"), domain("b.test", "a.test")),
)
ON = st.sampled_from((None, (port(80),)))


def rules_to(*peers: AdminPeer) -> st.SearchStrategy[tuple[AdminRule, ...]]:
    """Up to two rules about some of these."""
    actions = st.sampled_from((accept, deny, pass_on))
    peer = st.sampled_from(peers)
    found = st.builds(lambda act, one, on: act(one, on=on), actions, peer, ON)
    return st.lists(found, min_size=1, max_size=2).map(tuple)


@st.composite
def admin_sets(draw: st.DrawFn) -> tuple[AdminPolicy, ...]:
    """One to four policies about all pods, with priorities that tie."""
    found = []
    for number in range(draw(st.integers(1, 4))):
        make = draw(st.sampled_from((admin_policy, admin_policy, baseline_policy, baseline_policy)))
        into, out = draw(rules_to(*PEERS[:3])), draw(rules_to(*PEERS))
        rank = draw(st.sampled_from((1, 1, 2)))
        found.append(make(f"p{number}", rank, ingress=into, egress=out))
    if draw(st.booleans()):
        found.append(
            old_baseline(ingress=draw(rules_to(*PEERS[:3])), egress=draw(rules_to(*PEERS)))
        )
    return tuple(draw(st.permutations(found)))


@settings(max_examples=150)
@given(judged=FLOWS, policies=POLICIES, admin=admin_sets(), dialect=FIXED)
def test_each_side_is_decided_as_trial_finds(
    judged: Flow, policies: list[NetworkPolicy], admin: tuple[AdminPolicy, ...], dialect: Dialect
) -> None:
    judged = with_addresses(judged)
    for direction in Direction:
        found = outcomes(direction, judged, policies, dialect, admin, NODES)
        decisions = {outcome.trace.decision for outcome in found}
        event("open" if len(decisions) > 1 else found[0].trace.reason.value)

        assert decisions == by_trial(direction, judged, policies, dialect, admin)


@given(judged=FLOWS, policies=POLICIES, admin=admin_sets(), dialect=SOME_OPEN)
def test_a_decision_is_what_all_readings_have_in_common(
    judged: Flow, policies: list[NetworkPolicy], admin: tuple[AdminPolicy, ...], dialect: Dialect
) -> None:
    decided = decide(judged, policies, dialect, admin, NODES)
    readings = every_reading(judged, policies, dialect, admin, NODES)
    found = {reading.decision for reading in readings}
    event(f"depends on {len(decided.depends_on)} points")

    assert (decided.decision is Decision.DEPENDS) is (len(found) == 2) is bool(decided.depends_on)
    assert decided.decision is Decision.DEPENDS or found == {decided.decision}
    assert decided.depends_on == points_by_trial(readings)
    assert decide(judged, policies, dialect, admin[::-1], NODES).decision is decided.decision


def points_by_trial(readings: Sequence[Reading]) -> tuple[str, ...]:
    """The points of each smallest change from a reading to one that decides otherwise."""
    changes = {
        frozenset(
            point
            for before, after in zip(choices(one), choices(other), strict=True)
            for point, value in before.items()
            if after.get(point, value) != value
        )
        for one, other in combinations(readings, 2)
        if one.decision is not other.decision
    }
    least = [change for change in changes if not any(less < change for less in changes)]
    return tuple(sorted({point for change in least for point in change}))


def choices(reading: Reading) -> list[dict[str, str]]:
    """What a reading takes each point to be."""
    return [dict(taken) for taken in (*reading.case, *reading.left_open)]


def with_addresses(judged: Flow) -> Flow:
    """The flow with an address for each pod."""
    source, destination = (
        replace(end, ip="10.0.0.3") if end.ip is None else end
        for end in (judged.source, judged.destination)
    )
    return replace(judged, source=source, destination=destination)
