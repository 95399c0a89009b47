"""M-02: a workload is any number of equal pods, a bare pod is one."""

import pytest

from tests.clauses.asking import (
    DECLARED,
    PROVED,
    REFUTED,
    VACUOUS,
    deployment,
    expression,
    pod,
    pods_where,
    policy,
    result,
    shown,
    verdict,
)
from verifier.flow import PodEndpoint

X = {"app": "x"}
ALL_X = "{namespace: prod, pods: app=x}"
HASH = "pod-template-hash"
TWINS = [deployment("prod/a", X), deployment("prod/b", X)]


def never(source: str, destination: str, more: str = "") -> str:
    """No flow between the two ends."""
    return f"{{never: {{from: {source}, to: {destination}}}{more}}}"


def test_two_equal_bare_pods_talk_to_each_other() -> None:
    found = result([pod("prod/a", X), pod("prod/b", X)], never(ALL_X, ALL_X), DECLARED)
    flow = shown(found).flow

    assert isinstance(flow.source, PodEndpoint)
    assert isinstance(flow.destination, PodEndpoint)
    assert {flow.source.pod, flow.destination.pod} == {"prod/a", "prod/b"}


def test_one_bare_pod_does_not_talk_to_itself() -> None:
    assert verdict([pod("prod/a", X)], never(ALL_X, ALL_X), DECLARED) == VACUOUS


def test_pods_that_a_selector_tells_apart_are_not_one_class() -> None:
    objects = [pod("prod/a", X), pod("prod/b", {"app": "y"})]

    assert verdict(objects, never(ALL_X, ALL_X), DECLARED) == VACUOUS


@pytest.mark.parametrize("kind", ["Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"])
def test_a_controller_talks_to_itself(kind: str) -> None:
    objects = [deployment("prod/a", X, kind=kind)]

    assert verdict(objects, '"prod/a never reaches prod/a"', DECLARED) == REFUTED


def test_a_pod_of_a_merged_class_reaches_the_rest_of_it() -> None:
    found = result([pod("prod/a", X), pod("prod/b", X)], never("prod/a", ALL_X), DECLARED)
    destination = shown(found).flow.destination

    assert isinstance(destination, PodEndpoint)
    assert destination.pod == "prod/b"


def test_a_pod_of_a_merged_class_does_not_reach_itself() -> None:
    objects = [pod("prod/a", X), pod("prod/b", X)]

    assert verdict(objects, never("prod/b", "prod/b"), DECLARED) == VACUOUS


def test_merging_hides_no_workload_that_the_invariant_names() -> None:
    """An exception for one workload must not spare its equal twin."""
    target = pod("prod/db", {"app": "db"})
    spared = ", except: [{from: prod/a, reason: agreed}]"
    found = result([*TWINS, target], never(ALL_X, "prod/db", spared), DECLARED)
    source = shown(found).flow.source

    assert isinstance(source, PodEndpoint)
    assert source.workload == "prod/b[Deployment]"


def test_merging_hides_no_destination_that_the_invariant_spares() -> None:
    client = pod("prod/client", {"app": "client"})
    spared = ", except: [{to: prod/a, reason: agreed}]"

    assert verdict([*TWINS, client], never("prod/client", ALL_X, spared), DECLARED) == REFUTED


@pytest.mark.parametrize("name", ["a", "b"])
def test_merging_hides_no_workload_among_which_is_judged(name: str) -> None:
    target = pod("prod/db", {"app": "db"})
    found = result([*TWINS, target], never(ALL_X, "prod/db", f", among: prod/{name}"), DECLARED)
    source = shown(found).flow.source

    assert isinstance(source, PodEndpoint)
    assert source.workload == f"prod/{name}[Deployment]"


def test_an_exception_for_both_twins_leaves_nothing_to_judge() -> None:
    spared = ', except: [{from: "prod/a, prod/b", reason: agreed}]'
    target = pod("prod/db", {"app": "db"})

    assert verdict([*TWINS, target], never(ALL_X, "prod/db", spared), DECLARED) == VACUOUS


# Labels that controllers add


def admitting(operator: str, *values: str) -> list[dict[str, object]]:
    """A controller and a bare pod, and a database that admits by the controller's own label."""
    peer = pods_where(HASH, operator, *values)
    return [
        deployment("prod/web", {"app": "web"}),
        pod("prod/bare", {"app": "bare"}),
        pod("prod/db", {"app": "db"}),
        policy("prod", {"app": "db"}, ingress=[{"from": [peer]}]),
    ]


def test_an_added_label_is_present() -> None:
    assert verdict(admitting("Exists"), '"prod/web always reaches prod/db"', DECLARED) == PROVED
    assert (
        verdict(admitting("DoesNotExist"), '"prod/web never reaches prod/db"', DECLARED) == PROVED
    )


def test_a_bare_pod_has_no_added_label() -> None:
    assert verdict(admitting("Exists"), '"prod/bare never reaches prod/db"', DECLARED) == PROVED


@pytest.mark.parametrize("operator", ["In", "NotIn"])
@pytest.mark.parametrize("verb", ["never reaches", "always reaches", "can reach"])
def test_the_value_of_an_added_label_is_unknown(operator: str, verb: str) -> None:
    objects = admitting(operator, "abc")

    assert verdict(objects, f'"prod/web {verb} prod/db"', DECLARED) == REFUTED


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("StatefulSet", "statefulset.kubernetes.io/pod-name"),
        ("StatefulSet", "apps.kubernetes.io/pod-index"),
        ("DaemonSet", "controller-revision-hash"),
    ],
)
def test_each_controller_adds_its_own_labels(kind: str, key: str) -> None:
    selected = {"matchExpressions": [expression(key, "Exists")]}
    group = f"{{namespace: prod, pods: {selected}}}".replace("'", '"')
    objects = [deployment("prod/a", X, kind=kind), deployment("prod/b", X)]

    assert verdict(objects, never("prod/a", group), DECLARED) == REFUTED
    assert verdict([objects[1]], never("prod/b", group), DECLARED) == VACUOUS
