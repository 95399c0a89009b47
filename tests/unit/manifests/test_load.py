"""From texts to Manifests: lists, other kinds, repeated objects, warnings."""

import gc

import pytest

from verifier.errors import InputError
from verifier.location import Location
from verifier.manifests import Code, OtherKind, load_texts
from verifier.manifests.traffic import GROUPS, changes_traffic

POLICY = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\n"
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"


def test_the_namespace_of_the_apply() -> None:
    (policy,) = load_texts({"x": POLICY}, namespace="team").policies
    assert policy.text == "NetworkPolicy team/p"


def test_documents_of_all_kinds_keep_their_order() -> None:
    loaded = load_texts({"a": f"{POD}---\n{POLICY}", "b": POD.replace("name: a", "name: b")})
    assert [pod.name for pod in loaded.pods] == ["a", "b"]
    assert set(loaded.texts) == {"a", "b"}


def test_lists_are_opened() -> None:
    text = """\
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Pod, metadata: {name: a}}
- apiVersion: v1
  kind: List
  items:
  - {apiVersion: v1, kind: Namespace, metadata: {name: ns}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicyList
items:
- metadata: {name: typed}
---
apiVersion: v1
kind: PodList
items:
---
apiVersion: example.com/v1
kind: PriceList
spec: {}
"""
    loaded = load_texts({"x": text})
    assert [pod.name for pod in loaded.pods] == ["a"]
    assert [namespace.name for namespace in loaded.namespaces] == ["ns"]
    assert [policy.name for policy in loaded.policies] == ["typed"]
    assert [other.kind for other in loaded.other_kinds] == ["PriceList"]


def test_other_kinds_are_counted() -> None:
    cilium = "apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: c}\n"
    config = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: s}\n"
    loaded = load_texts({"x": "---\n".join((config, POLICY, cilium, config))})
    assert loaded.other_kinds == (
        OtherKind(
            api_version="v1",
            kind="ConfigMap",
            count=2,
            location=Location("x", 1, 1),
            changes_traffic=False,
        ),
        OtherKind(
            api_version="cilium.io/v2",
            kind="CiliumNetworkPolicy",
            count=1,
            location=Location("x", 9, 1),
            changes_traffic=True,
        ),
    )


@pytest.mark.parametrize(
    "api_version", ["projectcalico.org/v3", "crd.projectcalico.org/v1", "example.com/v1"]
)
def test_the_same_kind_of_another_group_is_another_kind(api_version: str) -> None:
    text = f"apiVersion: {api_version}\nkind: NetworkPolicy\nmetadata: {{name: x}}\n"
    (other,) = load_texts({"x": text}).other_kinds
    assert other.changes_traffic is ("projectcalico" in api_version)


@pytest.mark.parametrize("group", sorted(GROUPS))
def test_unknown_kinds_of_policy_groups_change_traffic(group: str) -> None:
    assert changes_traffic(group, "KindOfTomorrow")
    assert not changes_traffic("apiextensions.k8s.io", "CustomResourceDefinition")


def test_identities_and_endpoints_change_no_traffic() -> None:
    assert not changes_traffic("cilium.io", "CiliumEndpoint")
    assert not changes_traffic("projectcalico.org", "WorkloadEndpoint")


def test_invariants_are_no_manifests() -> None:
    loaded = load_texts({"x": f"apiVersion: netproof/v1\ninvariants: []\n---\n{POD}"})
    assert (len(loaded.pods), loaded.untyped, loaded.other_kinds) == (1, (), ())


def test_the_same_object_twice_counts_once_with_a_warning() -> None:
    loaded = load_texts({"x": f"{POLICY}---\n{POLICY}spec:\n"})
    (warning,) = loaded.warnings
    assert len(loaded.policies) == 1
    assert warning.code == Code.REPEATED
    assert "also at x:3:18" in warning.message
    assert warning.location == Location("x", 7, 18)


def test_namespaces_and_kinds_tell_names_apart() -> None:
    other = POLICY.replace("name: p", "name: p, namespace: other") + "spec: {ingress: [{}]}\n"
    assert len(load_texts({"x": f"{POLICY}---\n{other}"}).policies) == 2


def test_no_policy_is_a_warning() -> None:
    (warning,) = load_texts({"x": POD}).warnings
    assert warning.code == Code.NO_POLICY
    assert warning.advice


def test_sloppy_cidrs_are_warnings() -> None:
    block = "{cidr: 10.0.0.5/8, except: [010.1.0.0/16]}"
    loaded = load_texts({"x": f"{POLICY}spec:\n  egress:\n  - to:\n    - ipBlock: {block}\n"})
    assert [str(warning) for warning in loaded.warnings] == [
        "x:7:23: NP914: NetworkPolicy default/p: spec.egress[0].to[0].ipBlock.cidr: CIDR value "
        '"10.0.0.5/8" is ambiguous in this context (should be "10.0.0.0/8" or "10.0.0.5/32"?)',
        "x:7:44: NP914: NetworkPolicy default/p: spec.egress[0].to[0].ipBlock.except[0]: "
        'non-standard CIDR value "010.1.0.0/16" will be considered invalid in a future Kubernetes '
        'release: use "10.1.0.0/16"',
    ]


def test_loading_leaves_the_collector_as_it_was() -> None:
    assert gc.isenabled()
    load_texts({"x": POD})
    with pytest.raises(InputError):
        load_texts({})
    assert gc.isenabled()
