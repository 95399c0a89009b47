"""M-08: a few namespaces and values stand for all of them."""

import pytest

from tests.clauses.asking import (
    ANY_NAMESPACE,
    ANY_POD,
    DECLARED,
    PROVED,
    REFUTED,
    VACUOUS,
    deployment,
    namespace,
    namespaces_with,
    pods_where,
    policy,
    result,
    shown,
    verdict,
)
from verifier.flow import PodEndpoint

NAME = '["kubernetes.io/metadata.name"]'
SAME_NAMESPACE = f"from.namespace.labels{NAME} = to.namespace.labels{NAME}"
OTHER_NAMESPACE = f"from.namespace.labels{NAME} != to.namespace.labels{NAME}"
CLOSED = policy("prod", ingress=[], egress=[])
DB = deployment("prod/db", {"app": "db"})


def pods(selector: str) -> str:
    """Possible pods of any namespace."""
    return f"{{namespaces: any, pods: {selector}, undeclared: true}}"


def where(*comparisons: str, source: str = "any-pod", destination: str = "any-pod") -> str:
    """No flow for which all comparisons hold."""
    listed = ", ".join(f"'{text}'" for text in comparisons)
    return f"{{never: {{from: {source}, to: {destination}}}, where: [{listed}]}}"


# Namespaces


def test_each_end_may_be_in_an_unlisted_namespace_of_its_own() -> None:
    """With one fresh name, every flow between namespaces would have an end in prod, and pass."""
    found = result([CLOSED], where(OTHER_NAMESPACE))
    flow = shown(found).flow

    assert isinstance(flow.source, PodEndpoint)
    assert isinstance(flow.destination, PodEndpoint)
    assert len({"prod", flow.source.namespace, flow.destination.namespace}) == 3


def test_two_unlisted_namespaces_have_labels_of_their_own() -> None:
    red, blue = "{namespaces: team=red}", "{namespaces: team=blue}"

    assert verdict([CLOSED], f"{{never: {{from: {red}, to: {blue}}}}}") == REFUTED


def test_two_pods_of_one_namespace_share_its_labels() -> None:
    red, blue = "{namespaces: team=red}", "{namespaces: team=blue}"

    assert verdict([CLOSED], where(SAME_NAMESPACE, source=red, destination=blue)) == VACUOUS


@pytest.mark.parametrize("level", [ANY_POD, ANY_NAMESPACE])
def test_policies_see_one_set_of_labels_per_namespace(level: str) -> None:
    """The one side asks for team=red, the other for team=blue, of the same namespace."""
    objects = [
        policy("dev", egress=[{"to": [namespaces_with({"team": "red"})]}], name="out"),
        policy("dev", ingress=[{"from": [namespaces_with({"team": "blue"})]}], name="in"),
    ]

    assert (
        verdict(objects, "{never: {from: {namespace: dev}, to: {namespace: dev}}}", level) == PROVED
    )


# Values of one label


def test_a_label_may_be_absent() -> None:
    peers = [pods_where("app", "NotIn", "web")]
    objects = [DB, policy("prod", {"app": "db"}, ingress=[{"from": peers}])]

    assert (
        verdict(
            objects,
            "{never: {from: {namespace: prod, pods: '!app', undeclared: true}, to: prod/db}}",
        )
        == REFUTED
    )


def test_a_label_may_have_a_value_that_nothing_mentions() -> None:
    peers = [pods_where("app", "NotIn", "web")]
    objects = [DB, policy("prod", {"app": "db"}, ingress=[{"from": peers}])]
    group = '{namespace: prod, pods: "app, app notin (web, db)", undeclared: true}'

    assert verdict(objects, f"{{never: {{from: {group}, to: prod/db}}}}") == REFUTED


# Linked labels


def test_two_linked_labels_may_have_two_values_that_nothing_mentions() -> None:
    group = pods("app")

    assert (
        verdict(
            [CLOSED], where("from.labels.app != to.labels.app", source=group, destination=group)
        )
        == REFUTED
    )


def test_three_linked_labels_may_have_three_values_that_nothing_mentions() -> None:
    """All present, none of them x, pairwise different: two fresh values would not do."""
    source, destination = pods('"a, a notin (x)"'), pods('"b, b notin (x), c, c notin (x)"')
    different = (
        "from.labels.a != to.labels.b",
        "to.labels.b != to.labels.c",
        "from.labels.a != to.labels.c",
    )

    found = result([CLOSED], where(*different, source=source, destination=destination))
    flow = shown(found).flow

    assert isinstance(flow.source, PodEndpoint)
    assert isinstance(flow.destination, PodEndpoint)
    values = {flow.source.labels["a"], flow.destination.labels["b"], flow.destination.labels["c"]}
    assert len(values - {"x"}) == 3


def test_one_key_at_both_ends_is_two_linked_labels() -> None:
    """Two keys at two ends, pairwise different: four fresh values."""
    group = pods('"a, b, a notin (x), b notin (x)"')
    slots = ("from.labels.a", "from.labels.b", "to.labels.a", "to.labels.b")
    different = [f"{one} != {two}" for n, one in enumerate(slots) for two in slots[n + 1 :]]

    assert verdict([CLOSED], where(*different, source=group, destination=group)) == REFUTED


def test_labels_are_linked_across_pods_and_namespaces() -> None:
    comparisons = (
        "from.labels.tenant = from.namespace.labels.tenant",
        "to.labels.tenant = to.namespace.labels.tenant",
        "from.labels.tenant != to.labels.tenant",
    )
    group = '{namespaces: "tenant, tenant notin (x)", undeclared: true}'

    assert verdict([CLOSED], where(*comparisons, source=group, destination=group)) == REFUTED


def test_two_linked_labels_may_share_a_value_that_nothing_mentions() -> None:
    group = pods('"app, app notin (x)"')
    equal = where("from.labels.app = to.labels.app", source=group, destination=group)

    assert verdict([CLOSED], equal) == REFUTED


def test_two_pods_of_a_controller_may_share_the_value_that_it_adds() -> None:
    key = "labels.pod-template-hash"
    equal = where(f"from.{key} = to.{key}", source="prod/db", destination="prod/db")

    assert verdict([DB], equal, DECLARED) == REFUTED


def test_equality_carries_through_a_chain() -> None:
    chain = ("from.labels.a = to.labels.b", "to.labels.b = from.labels.c")
    source = pods('"a in (x), c in (y)"')

    assert verdict([CLOSED], where(*chain, source=source)) == VACUOUS


def test_a_value_mentioned_for_one_linked_label_counts_for_the_other() -> None:
    """Equal to a label that is x: so x, although nothing says so of this key."""
    objects = [DB, policy("prod", {"app": "db"}, ingress=[{"from": [pods_where("b", "In", "x")]}])]
    source = '{namespace: prod, pods: "a in (x)", undeclared: true}'
    equal = where("from.labels.a = from.labels.b", source=source, destination="prod/db")

    assert verdict(objects, equal) == REFUTED
    assert verdict(objects, equal.replace("never", "always")) == PROVED
    assert verdict(objects, equal.replace("a in (x)", "a in (z)")) == PROVED


def test_values_of_declared_pods_are_told_apart_where_labels_are_linked() -> None:
    invariant = where("from.labels.app = to.labels.app")
    one, two = deployment("prod/a", {"app": "one"}), deployment("prod/b", {"app": "two"})
    between = where("from.labels.app = to.labels.app", source="prod/a", destination="prod/b")

    assert verdict([one, two], between, DECLARED) == VACUOUS
    assert verdict([one, two], between.replace(" = ", " != "), DECLARED) == REFUTED
    assert verdict([one, two], invariant, DECLARED) == REFUTED  # a controller's own pods


def test_values_of_listed_namespaces_are_told_apart_where_labels_are_linked() -> None:
    key = "from.namespace.labels.team = to.namespace.labels.team"
    between = where(key, source="dev/a", destination="ops/b")
    objects = [deployment("dev/a"), deployment("ops/b")]
    apart = [namespace("dev", {"team": "red"}), namespace("ops", {"team": "blue"})]
    alike = [namespace("dev", {"team": "red"}), namespace("ops", {"team": "red"})]

    assert verdict([*objects, *apart], between) == VACUOUS
    assert verdict([*objects, *alike], between) == REFUTED


def test_a_label_may_equal_the_name_of_an_unlisted_namespace() -> None:
    equal = where(f"from.labels.tenant = to.namespace.labels{NAME}", OTHER_NAMESPACE)
    found = result([CLOSED], equal)
    flow = shown(found).flow

    assert isinstance(flow.source, PodEndpoint)
    assert isinstance(flow.destination, PodEndpoint)
    assert flow.source.labels["tenant"] == flow.destination.namespace
