"""M-12: the same object twice."""

import json

import pytest

from tests.clauses.asking import Object, deployment, load, namespace, pod, policy
from verifier.errors import InputError
from verifier.manifests import load_texts

CLOSED = policy("prod", {"app": "db"}, ingress=[])
OPEN = policy("prod", {"app": "db"}, ingress=[{}])
PAIRS: dict[str, tuple[Object, Object]] = {
    "NetworkPolicy": (CLOSED, OPEN),
    "Namespace": (namespace("prod"), namespace("prod", {"team": "x"})),
    "Pod": (pod("prod/a"), pod("prod/a", {"app": "a"})),
    "Deployment": (deployment("prod/a"), deployment("prod/a", {"app": "a"})),
}


@pytest.mark.parametrize("kind", PAIRS)
def test_two_that_differ_are_an_error_that_names_both_places(kind: str) -> None:
    base, overlay = PAIRS[kind]

    with pytest.raises(InputError) as found:
        load_texts({"base.yaml": json.dumps(base), "overlay.yaml": json.dumps(overlay)})

    problem = found.value.problems[0]
    said = f"{problem.location} {problem.message} {problem.advice}"
    assert "base.yaml" in said
    assert "overlay.yaml" in said
    assert "render" in said


@pytest.mark.parametrize("kind", PAIRS)
def test_two_that_agree_count_once_with_a_warning(kind: str) -> None:
    once, _ = PAIRS[kind]
    twice = load(once, once)
    alone = load(once)

    for items in ("policies", "namespaces", "pods", "workloads"):
        assert len(getattr(twice, items)) == len(getattr(alone, items))
    assert len(twice.warnings) == len(alone.warnings) + 1


def test_another_namespace_is_another_object() -> None:
    assert len(load(CLOSED, policy("dev", {"app": "db"}, ingress=[{}])).policies) == 2


def test_another_name_is_another_object() -> None:
    assert len(load(CLOSED, policy("prod", {"app": "db"}, ingress=[{}], name="b")).policies) == 2


def test_another_kind_is_another_object() -> None:
    both = load(deployment("prod/a"), deployment("prod/a", kind="StatefulSet"))

    assert len(both.workloads) == 2


def test_another_api_group_is_another_object() -> None:
    calico = {**OPEN, "apiVersion": "projectcalico.org/v3"}

    assert len(load(CLOSED, calico).policies) == 1
