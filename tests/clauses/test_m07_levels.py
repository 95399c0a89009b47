"""M-07: which pods and namespaces exist at each level, and what their labels are."""

import pytest

from tests.clauses.asking import (
    ANY_NAMESPACE,
    ANY_POD,
    DECLARED,
    LEVELS,
    PROVED,
    REFUTED,
    VACUOUS,
    Object,
    deployment,
    expression,
    namespace,
    namespaces_with,
    policy,
    result,
    verdict,
    verdicts,
)

TEAM = {"team": "x"}
NAME = "kubernetes.io/metadata.name"
DB = deployment("prod/db", {"app": "db"})
FROM_TEAM = policy("prod", ingress=[{"from": [namespaces_with(TEAM)]}])
WEB = deployment("dev/web", {"app": "web"})
PROD = namespace("prod")
FROM_DEV = "{never: {from: {namespace: dev, undeclared: true}, to: {namespace: prod}}}"
FROM_ALL = "{never: {from: any-pod, to: {namespace: prod}}}"


def config_map(within: str) -> Object:
    """An object that netproof does not use, in a namespace."""
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "settings", "namespace": within},
    }


# Pods


def test_only_declared_pods_exist_at_declared() -> None:
    """Of pods with label app=other, none is declared."""
    objects = [DB, WEB, policy("prod", ingress=[{"from": [{"podSelector": {}}]}])]
    invariant = "{never: {from: {namespace: prod, pods: app=other, undeclared: true}, to: prod/db}}"

    assert verdicts(objects, invariant) == (VACUOUS, REFUTED, REFUTED)


def test_the_default_level_is_any_namespace() -> None:
    assert result([DB], FROM_ALL).invariant.level.text == ANY_NAMESPACE


# Listed


def test_a_listed_namespace_has_exactly_its_labels_at_every_level() -> None:
    without, having = namespace("dev"), namespace("dev", TEAM)

    assert verdicts([DB, WEB, FROM_TEAM, PROD, without], FROM_DEV) == (PROVED,) * 3
    assert verdicts([DB, WEB, FROM_TEAM, PROD, having], FROM_DEV) == (REFUTED,) * 3
    assert (
        verdicts([DB, WEB, FROM_TEAM, PROD, having], FROM_DEV.replace("never", "always"))
        == (PROVED,) * 3
    )


# Named: each object or word that names the namespace


NAMING = {
    "a workload": [WEB],
    "a policy": [policy("dev", {"app": "none"}, ingress=[])],
    "an object of another kind": [config_map("dev")],
    "the spec alone": [],
}


@pytest.mark.parametrize("objects", NAMING.values(), ids=NAMING)
def test_labels_of_a_named_namespace_are_unknown_above_declared(objects: list[Object]) -> None:
    found = verdicts([DB, FROM_TEAM, PROD, *objects], FROM_DEV)

    assert found[0] in (PROVED, VACUOUS)
    assert found[1:] == (REFUTED, REFUTED)


def test_a_named_namespace_carries_only_its_name_at_declared() -> None:
    assert verdict([DB, WEB, FROM_TEAM, PROD], FROM_DEV, DECLARED) == PROVED
    assert verdict([DB, WEB, FROM_TEAM], FROM_DEV, DECLARED) == PROVED
    by_name = policy("prod", ingress=[{"from": [namespaces_with({NAME: "dev"})]}])
    assert verdict([DB, WEB, by_name, PROD], FROM_DEV, DECLARED) == REFUTED


# Unlisted


def test_unlisted_namespaces_do_not_exist_at_declared() -> None:
    assert verdict([DB], FROM_ALL, DECLARED) == REFUTED  # the database's own pods
    elsewhere = "{never: {from: {namespaces: '!team'}, to: {namespace: prod}}}"
    assert verdict([DB, namespace("prod", TEAM)], elsewhere, DECLARED) == VACUOUS
    assert verdict([DB, namespace("prod", TEAM)], elsewhere, ANY_POD) == REFUTED


def test_unlisted_namespaces_carry_only_their_name_at_any_pod() -> None:
    assert verdicts([DB, FROM_TEAM, PROD], FROM_ALL) == (PROVED, PROVED, REFUTED)


def test_unlisted_namespaces_carry_any_labels_where_no_namespace_object_is_given() -> None:
    assert verdicts([DB, FROM_TEAM], FROM_ALL) == (PROVED, REFUTED, REFUTED)


def test_a_namespace_object_settles_only_its_own_labels() -> None:
    """Once one is given, others are taken as bare at any-pod, and as unknown above."""
    assert verdicts([DB, FROM_TEAM, namespace("elsewhere", TEAM)], FROM_ALL)[2] == REFUTED


# The name itself


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("objects", [[], [PROD], [namespace("dev")]], ids=["none", "prod", "dev"])
def test_the_name_label_is_never_free(objects: list[Object], level: str) -> None:
    only_ops = policy("prod", ingress=[{"from": [namespaces_with({NAME: "ops"})]}])

    assert verdict([DB, WEB, only_ops, *objects], FROM_DEV, level) == PROVED


def test_a_listed_namespace_has_its_name_label_unwritten() -> None:
    only_dev = policy("prod", ingress=[{"from": [namespaces_with({NAME: "dev"})]}])
    objects = [DB, WEB, only_dev, PROD, namespace("dev")]

    assert verdicts(objects, FROM_DEV.replace("never", "always")) == (PROVED,) * 3


@pytest.mark.parametrize("level", LEVELS)
def test_no_namespace_lacks_its_name_label(level: str) -> None:
    selector = {"namespaceSelector": {"matchExpressions": [expression(NAME, "DoesNotExist")]}}

    assert (
        verdict([DB, WEB, policy("prod", ingress=[{"from": [selector]}])], FROM_ALL, level)
        == PROVED
    )


# What a verdict says


@pytest.mark.parametrize(("level", "word"), [(DECLARED, "none"), (ANY_POD, "unknown")])
def test_a_verdict_names_the_namespaces_whose_labels_it_supposed(level: str, word: str) -> None:
    notes = " ".join(result([DB, WEB, FROM_TEAM, PROD], FROM_DEV, level).notes)

    assert "dev" in notes
    assert word in notes
    assert "prod" not in notes


def test_a_verdict_names_a_namespace_that_only_the_spec_names() -> None:
    notes = " ".join(result([DB, FROM_TEAM, PROD], FROM_DEV, ANY_NAMESPACE).notes)

    assert "dev" in notes
