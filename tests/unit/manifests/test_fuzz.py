"""Whatever the input, the only error is InputError."""

import contextlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.manifests.test_networking import POLICY
from verifier.errors import InputError
from verifier.manifests import load_manifests, load_texts
from verifier.manifests.encoding import NotTextError, decoded
from verifier.manifests.sources import STDIN

SCRAPS = [
    *("{}", "[]", "~", "-1", "yes", "1e3", "{{ x }}", "&a", "*a", "<<: *a", "!!str", "? ", ": "),
    *("'", '"', "\t", "\n", "- ", "---\n", "spec:", "kind: List\nitems:\n- ", "\ufeff", "\0", "|"),
]


def attempt(text: str) -> None:
    with contextlib.suppress(InputError):
        load_texts({"x.yaml": text})


@given(st.text())
def test_random_text(text: str) -> None:
    attempt(text)


@given(st.lists(st.sampled_from([*SCRAPS, "a", "kind: Pod\n", "apiVersion: v1\n", "metadata: "])))
def test_random_scraps(scraps: list[str]) -> None:
    attempt("".join(scraps))


@given(st.data())
def test_mutated_manifests(data: st.DataObject) -> None:
    text = POLICY
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 12)))
        text = text[:start] + data.draw(st.sampled_from(SCRAPS)) + text[end:]
    attempt(text)


VALUES = st.recursive(
    st.sampled_from(["~", "yes", "0", "80", "a", "''", "10.0.0.0/8", "In", "TCP", "!t x", "&a b"]),
    lambda inner: (
        st.lists(inner).map(lambda items: f"[{', '.join(items)}]")
        | st.dictionaries(
            st.sampled_from(["podSelector", "matchLabels", "from", "ports", "port", "key", "x"]),
            inner,
        ).map(lambda pairs: "{" + ", ".join(f"{k}: {v}" for k, v in pairs.items()) + "}")
    ),
    max_leaves=12,
)
FIELDS = ("metadata", "spec", "status", "items")
HEADS = (
    "apiVersion: policy.networking.k8s.io/v1alpha2\nkind: ClusterNetworkPolicy",
    "apiVersion: policy.networking.k8s.io/v1alpha1\nkind: AdminNetworkPolicy",
    "apiVersion: policy.networking.k8s.io/v1alpha1\nkind: BaselineAdminNetworkPolicy",
    "apiVersion: v1\nkind: Node",
    "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy",
    "apiVersion: v1\nkind: Pod",
    "apiVersion: apps/v1\nkind: Deployment",
    "apiVersion: v1\nkind: List",
)


@given(st.sampled_from(HEADS), st.dictionaries(st.sampled_from(FIELDS), VALUES))
def test_values_of_any_type(head: str, fields: dict[str, str]) -> None:
    attempt(head + "".join(f"\n{name}: {value}" for name, value in fields.items()))


@pytest.mark.parametrize("name", ["ingress", "egress", "podSelector", "policyTypes"])
@given(value=VALUES)
def test_fields_of_any_type(name: str, value: str) -> None:
    policy = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy"
    attempt(f"{policy}\nmetadata: {{name: p}}\nspec: {{{name}: {value}}}\n")


ADMIN_VALUES = st.recursive(
    st.sampled_from(["~", "yes", "0", "80", "a", "''", "10.0.0.0/8", "a.b", "Deny", "Admin", "{}"]),
    lambda inner: (
        st.lists(inner).map(lambda items: f"[{', '.join(items)}]")
        | st.dictionaries(
            st.sampled_from(
                [
                    *("namespaces", "pods", "podSelector", "networks", "nodes", "domainNames"),
                    *("from", "to", "action", "protocols", "ports", "tcp", "destinationPort"),
                    *("number", "range", "start", "portNumber", "portRange", "namedPort", "x"),
                ]
            ),
            inner,
        ).map(lambda pairs: "{" + ", ".join(f"{k}: {v}" for k, v in pairs.items()) + "}")
    ),
    max_leaves=16,
)


@pytest.mark.parametrize("name", ["tier", "priority", "subject", "ingress", "egress"])
@given(head=st.sampled_from(HEADS[:3]), value=ADMIN_VALUES)
def test_fields_of_admin_policies_of_any_type(name: str, head: str, value: str) -> None:
    attempt(f"{head}\nmetadata: {{name: p}}\nspec: {{{name}: {value}}}\n")


@given(head=st.sampled_from(HEADS[:3]), rule=ADMIN_VALUES, direction=st.sampled_from(("in", "e")))
def test_rules_of_any_shape(head: str, rule: str, direction: str) -> None:
    attempt(f"{head}\nmetadata: {{name: p}}\nspec: {{{direction}gress: [{rule}]}}\n")


@given(st.binary())
def test_random_bytes(content: bytes) -> None:
    with contextlib.suppress(NotTextError):
        attempt(decoded(content))


def test_documents_in_any_order_give_the_same_objects() -> None:
    kinds = [POLICY, "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"]
    random.Random(0).shuffle(kinds)
    loaded = load_manifests(["-"], stdin=lambda: "---\n".join(kinds))
    assert (len(loaded.policies), len(loaded.pods)) == (1, 1)
    assert list(loaded.texts) == [STDIN]
