"""Admin policies from texts to Manifests: lists, versions, repeated objects, other kinds."""

import json
from pathlib import Path

import pytest

from tests.unit.manifests.admin import (
    ALL,
    KINDS,
    admin,
    baseline,
    cluster,
    egress,
    head,
    load,
    ports,
    ports_v1alpha1,
)
from tests.unit.manifests.bad import Bad
from verifier.analysis.standing import traffic_kinds
from verifier.errors import InputError
from verifier.manifests import Code, load_texts

CORPUS = Path(__file__).parents[4] / "shared" / "corpora" / "npapi.json"
TEXTS = {"ClusterNetworkPolicy": cluster, "AdminNetworkPolicy": admin}


@pytest.mark.parametrize("kind", KINDS)
def test_the_namespace_of_the_apply_means_nothing(kind: str) -> None:
    text = TEXTS.get(kind, baseline)()
    written = text.replace("{name: default}", "{name: default, namespace: shop}")
    assert load(written).admin_policies == load(text).admin_policies


@pytest.mark.parametrize("kind", KINDS)
def test_items_of_a_typed_list_need_no_kind(kind: str) -> None:
    text = TEXTS.get(kind, baseline)()
    body = text.removeprefix(head(kind)).replace("\n", "\n  ")
    top = head(kind).splitlines()[0]
    item = f"- metadata: {{name: default}}\n  {body}"
    listed = load(f"{top}\nkind: {kind}List\nitems:\n{item}")
    assert listed.admin_policies == load(text).admin_policies


@pytest.mark.parametrize("kind", KINDS)
def test_kinds_that_are_read_are_no_other_kinds(kind: str) -> None:
    loaded = load(TEXTS.get(kind, baseline)())
    assert (loaded.other_kinds, len(loaded.admin_policies)) == ((), 1)
    assert traffic_kinds(loaded, ()) == []


def test_nodes_are_read() -> None:
    loaded = load("apiVersion: v1\nkind: Node\nmetadata: {name: node}\n")
    assert (loaded.other_kinds, [node.name for node in loaded.nodes]) == ((), ["node"])


@pytest.mark.parametrize(
    ("version", "kind"),
    [
        ("policy.networking.k8s.io/v1alpha1", "ClusterNetworkPolicy"),
        ("policy.networking.k8s.io/v1beta1", "ClusterNetworkPolicy"),
        ("policy.networking.k8s.io/v1", "ClusterNetworkPolicy"),
        ("policy.networking.k8s.io/v1alpha2", "AdminNetworkPolicy"),
        ("policy.networking.k8s.io/v1alpha2", "BaselineAdminNetworkPolicy"),
        ("crd.antrea.io/v1beta1", "ClusterNetworkPolicy"),
    ],
)
def test_other_versions_and_groups_are_never_read(version: str, kind: str) -> None:
    loaded = load(f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: x}}\nspec: {{a: b}}\n")
    (other,) = loaded.other_kinds
    assert (other.api_version, other.kind, other.changes_traffic) == (version, kind, True)
    assert loaded.admin_policies == ()


def test_a_built_in_group_has_none_of_them() -> None:
    text = cluster().replace("policy.networking.k8s.io/v1alpha2", "networking.k8s.io/v1")
    Bad(
        text,
        Code.WRONG_VERSION,
        'no kind "ClusterNetworkPolicy" in apiVersion "networking.k8s.io/v1"',
        1,
        "apiVersion",
        "write apiVersion: policy.networking.k8s.io/v1alpha2",
    ).check()


def test_two_different_policies_of_one_name_are_an_error() -> None:
    with pytest.raises(InputError) as raised:
        load(f"{cluster()}---\n{cluster('egress: []')}")
    (problem,) = raised.value.problems
    assert (problem.code, problem.object) == (Code.CONFLICT, "ClusterNetworkPolicy default")
    assert "x.yaml:3:18" in problem.message


def test_the_same_policy_twice_counts_once_with_a_warning() -> None:
    loaded = load(f"{admin()}---\n{admin()}")
    (warning,) = loaded.warnings
    assert (warning.code, len(loaded.admin_policies)) == (Code.REPEATED, 1)


def test_kinds_tell_equal_names_apart() -> None:
    assert len(load(f"{cluster()}---\n{admin()}---\n{baseline()}").admin_policies) == 3


def test_policies_of_tiers_are_policies() -> None:
    assert load(cluster()).warnings == ()


NAMED = "protocols: [{destinationNamedPort: web}]"
BOTH = "protocols: [{destinationNamedPort: web}, {tcp: {destinationPort: {number: 80}}}]"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (egress(f"to: [{{networks: [0.0.0.0/0]}}], {NAMED}"), 8, "this rule never matches"),
        (egress(f"to: [{{nodes: {{}}}}], {NAMED}"), 8, "this rule never matches"),
        (egress(f"to: [{{domainNames: [a.b]}}], {NAMED}"), 8, "this rule never matches"),
        (egress(f"to: [{{nodes: {{}}}}], {BOTH}"), 8, "match nothing at these peers"),
        (egress(f"to: [{{namespaces: {{}}}}, {{nodes: {{}}}}], {NAMED}"), 8, "at these peers"),
        (
            admin("egress: [{action: Deny, to: [{domainNames: [a.b]}], ports: [{namedPort: a}]}]"),
            7,
            "networks/nodes/domainNames peer cannot be set with namedPorts",
        ),
        (
            baseline("egress: [{action: Deny, to: [{nodes: {}}], ports: [{namedPort: a}]}]"),
            6,
            "networks/nodes peer cannot be set with namedPorts",
        ),
    ],
)
def test_named_ports_of_peers_without_names_are_warnings(text: str, line: int, words: str) -> None:
    (warning,) = load(text).warnings
    assert (warning.code, warning.field) == (Code.NEVER_MATCHES, "spec.egress[0]")
    assert words in warning.message
    assert warning.location is not None
    assert warning.location.line == line
    assert warning.advice


@pytest.mark.parametrize(
    "text",
    [
        egress(f"to: {ALL}, {NAMED}"),
        egress(
            "to: [{networks: [10.0.0.0/8]}], protocols: [{tcp: {destinationPort: {number: 1}}}]"
        ),
        egress("to: [{nodes: {}}]"),
        cluster(f"ingress: [{{action: Deny, from: {ALL}, {NAMED}}}]"),
    ],
)
def test_other_combinations_are_no_warnings(text: str) -> None:
    assert load(text).warnings == ()


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (ports("{destinationNamedPort: HTTP}"), "spec.egress[0].protocols[0].destinationNamedPort"),
        (ports_v1alpha1('{namedPort: "80"}'), "spec.egress[0].ports[0].namedPort"),
    ],
)
def test_names_that_no_port_can_have_are_warnings(text: str, field: str) -> None:
    (warning,) = load(text).warnings
    assert (warning.code, warning.field) == (Code.NEVER_MATCHES, field)
    assert "no port of a container has the name" in warning.message


def test_host_bits_are_a_warning() -> None:
    (warning,) = load(egress("to: [{networks: [10.0.0.5/8]}]")).warnings
    assert (warning.code, warning.field) == (
        Code.SLOPPY_CIDR,
        "spec.egress[0].to[0].networks[0]",
    )
    assert warning.object == "ClusterNetworkPolicy default"


@pytest.mark.skipif(not CORPUS.exists(), reason="../shared/corpora is not beside the project")
def test_every_policy_of_upstreams_conformance_tests_loads() -> None:
    for case in json.loads(CORPUS.read_text()):
        texts = {f"{n}.json": json.dumps(item) for n, item in enumerate(case["policies"])}
        loaded = load_texts(texts)
        assert len(loaded.admin_policies) + len(loaded.policies) == len(case["policies"])
        assert loaded.warnings == ()
