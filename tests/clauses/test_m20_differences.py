"""M-20: two inputs share all facts but the outcome of ties."""

import pytest

from tests.clauses.asking import (
    Object,
    cluster_policy,
    deployment,
    load,
    namespace,
    namespaces_with,
    policy,
)
from verifier.analysis.diff.comparing import compare
from verifier.analysis.diff.results import Answer, Change, DiffReport, Verdict
from verifier.dialect import parse_dialect

SHOP: list[Object] = [namespace("shop"), deployment("shop/db", {"app": "db"})]
EVERYONE: Object = {"namespaces": {}}


def rule(action: str, way: str = "from", **peer: object) -> Object:
    """A rule about everyone, or about one peer."""
    return {"action": action, way: [peer or EVERYONE]}


def admin(name: str, action: str, priority: int = 10) -> Object:
    """A policy about the ingress of all pods from all pods."""
    return cluster_policy(name, "Admin", ingress=[rule(action)], priority=priority)


def changed(old: list[Object], new: list[Object], dialect: str = "any") -> DiffReport:
    """The report on two versions of the policies."""
    return compare(
        load(*SHOP, *old),
        load(*SHOP, *new),
        dialect=None if dialect == "any" else parse_dialect(dialect),
    )


def only(answer: Answer) -> Change:
    """The one statement."""
    assert answer.complete, answer.reason
    (change,) = answer.changes
    return change


# All pods but those of namespace `other` are denied whatever NetworkPolicies say.
OTHERS_ALONE = rule(
    "Deny",
    namespaces={
        "matchExpressions": [
            {"key": "kubernetes.io/metadata.name", "operator": "NotIn", "values": ["other"]}
        ]
    },
)
YES, NO, PASS = admin("yes", "Accept"), admin("no", "Deny"), admin("pass", "Pass")


@pytest.mark.parametrize(
    ("old", "new", "verdict", "ties"),
    [
        pytest.param([NO], [YES, NO], "more-permissive", "may pass now", id="never -> maybe"),
        pytest.param([YES, NO], [NO], "more-restrictive", "could pass before", id="maybe -> never"),
        pytest.param([YES, NO], [YES], "more-permissive", "however ties end", id="maybe -> always"),
        pytest.param([YES], [YES, NO], "more-restrictive", "however ties", id="always -> maybe"),
        pytest.param([NO], [YES], "more-permissive", "", id="never -> always"),
        pytest.param([YES, NO], [NO, PASS], "equivalent", "", id="maybe -> maybe"),
        pytest.param([YES, PASS], [YES], "equivalent", "", id="both outcomes alike"),
    ],
)
def test_a_side_may_allow_and_must_allow(
    old: list[Object], new: list[Object], verdict: str, ties: str
) -> None:
    report = changed(old, new)
    assert report.verdict.value == verdict
    for change in (*report.opened.changes, *report.closed.changes):
        assert ties in change.ties
        assert bool(ties) == bool(change.ties)


def test_names_decide_only_where_the_dialect_says_so() -> None:
    old = [admin("a", "Accept"), admin("b", "Deny")]
    new = [admin("a", "Deny"), admin("b", "Accept")]
    assert changed(old, new).verdict is Verdict.EQUIVALENT
    assert changed(old, new, "ties=by-name").verdict is Verdict.MORE_RESTRICTIVE


def test_another_priority_ends_a_tie() -> None:
    report = changed([YES, NO], [YES, admin("no", "Deny", 11)])
    assert report.verdict is Verdict.MORE_PERMISSIVE
    assert "however ties end" in only(report.opened).ties
    assert changed([YES, NO], [YES, admin("no", "Deny", 9)]).verdict is Verdict.MORE_RESTRICTIVE


def test_what_follows_a_tie_may_tie_again() -> None:
    accept, deny = (
        cluster_policy(name, "Baseline", ingress=[rule(action)])
        for name, action in (("open", "Accept"), ("shut", "Deny"))
    )
    maybe = changed([PASS, YES, accept, deny], [YES, NO])
    assert maybe.verdict is Verdict.EQUIVALENT
    sure = changed([PASS, YES, accept, deny], [PASS, YES, accept])
    assert sure.verdict is Verdict.MORE_PERMISSIVE


def test_a_policy_without_priority_ties_with_all_of_its_tier() -> None:
    default: Object = {
        "apiVersion": "policy.networking.k8s.io/v1alpha1",
        "kind": "BaselineAdminNetworkPolicy",
        "metadata": {"name": "default"},
        "spec": {"subject": {"namespaces": {}}, "ingress": [rule("Deny")]},
    }
    accept = cluster_policy("open", "Baseline", ingress=[rule("Accept")])
    assert changed([default], [default, accept]).verdict is Verdict.MORE_PERMISSIVE
    assert changed([accept], [default, accept]).verdict is Verdict.MORE_RESTRICTIVE
    by_name = changed([accept], [default, accept], "ties=by-name")
    assert by_name.verdict is Verdict.MORE_RESTRICTIVE


def test_a_domain_name_resolves_alike_on_both_sides() -> None:
    deny = rule("Deny", "to", networks=["0.0.0.0/0", "::/0"])
    first, second = (rule("Accept", "to", domainNames=[name]) for name in ("a.org", "b.org"))
    egress = {
        name: cluster_policy(name, "Admin", egress=[*rules, deny])
        for name, rules in (("one", [first]), ("two", [second, first]))
    }
    swapped = cluster_policy("two", "Admin", egress=[first, second, deny])
    assert changed([egress["two"]], [swapped]).verdict is Verdict.EQUIVALENT
    report = changed([egress["one"]], [egress["two"]])
    assert report.verdict is Verdict.MORE_PERMISSIVE
    assert report.opened.complete
    for change in report.opened.changes:
        assert any("b.org resolves" in fact for fact in change.facts)


def node(name: str, address: str, **labels: str) -> Object:
    """A Node."""
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": labels},
        "status": {"addresses": [{"type": "InternalIP", "address": address}]},
    }


def test_a_node_of_one_side_is_a_node_of_both() -> None:
    nodes = {"nodes": {"matchLabels": {"zone": "a"}}}
    egress = [rule("Accept", "to", **nodes), rule("Deny", "to", networks=["192.0.2.0/24"])]
    policy = cluster_policy("nodes", "Admin", egress=egress)
    listed = node("one", "192.0.2.7", zone="a")
    assert changed([policy], [policy, listed]).verdict is Verdict.EQUIVALENT
    moved = node("one", "192.0.2.7", zone="b")
    assert changed([policy, listed], [policy, moved]).verdict is Verdict.MORE_RESTRICTIVE


@pytest.mark.parametrize("sides", ["both", "old", "new"])
def test_labels_that_one_side_lists_hold_on_both(sides: str) -> None:
    """A namespace that is known to be no tenant of `a` gains nothing, whoever lists it."""
    other = namespace("other", {"tenant": "b"})
    old = [policy("shop", ingress=[])]
    new = [policy("shop", ingress=[{"from": [namespaces_with({"tenant": "a"})]}])]
    quiet = [cluster_policy("quiet", "Admin", ingress=[OTHERS_ALONE])]
    report = compare(
        load(*SHOP, *old, *quiet, *([other] if sides != "new" else [])),
        load(*SHOP, *new, *quiet, *([other] if sides != "old" else [])),
    )
    assert report.verdict is Verdict.EQUIVALENT
    assert changed([*old, *quiet], [*new, *quiet]).verdict is Verdict.MORE_PERMISSIVE
