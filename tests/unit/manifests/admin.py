"""Texts of admin policies for the tests, each with its spec from line 5 on."""

from verifier.manifests import Manifests, load_texts
from verifier.resources import AdminPolicy

HEADS = {
    "ClusterNetworkPolicy": "policy.networking.k8s.io/v1alpha2",
    "AdminNetworkPolicy": "policy.networking.k8s.io/v1alpha1",
    "BaselineAdminNetworkPolicy": "policy.networking.k8s.io/v1alpha1",
}
KINDS = tuple(HEADS)
FIRST = {
    "ClusterNetworkPolicy": ("tier: Admin", "priority: 5", "subject: {namespaces: {}}"),
    "AdminNetworkPolicy": ("priority: 5", "subject: {namespaces: {}}"),
    "BaselineAdminNetworkPolicy": ("subject: {namespaces: {}}",),
}
ALL = "[{namespaces: {}}]"


def head(kind: str, name: str = "default") -> str:
    """The first three lines."""
    return f"apiVersion: {HEADS[kind]}\nkind: {kind}\nmetadata: {{name: {name}}}\n"


def policy_text(kind: str, *lines: str) -> str:
    """A policy of `kind` with these lines in its spec."""
    return head(kind) + "spec:\n" + "".join(f"  {line}\n" for line in lines)


def cluster(*lines: str) -> str:
    """A ClusterNetworkPolicy that selects every pod; `lines` of its spec start in line 8."""
    return policy_text("ClusterNetworkPolicy", *FIRST["ClusterNetworkPolicy"], *lines)


def admin(*lines: str) -> str:
    """An AdminNetworkPolicy; `lines` start in line 7."""
    return policy_text("AdminNetworkPolicy", *FIRST["AdminNetworkPolicy"], *lines)


def baseline(*lines: str) -> str:
    """A BaselineAdminNetworkPolicy; `lines` start in line 6."""
    return policy_text("BaselineAdminNetworkPolicy", *FIRST["BaselineAdminNetworkPolicy"], *lines)


def egress(rule: str) -> str:
    """A ClusterNetworkPolicy with one egress rule, in line 8: `to` and `protocols` are given."""
    return cluster(f"egress: [{{action: Deny, {rule}}}]")


def subject(text: str) -> str:
    """A ClusterNetworkPolicy with this subject, in line 7."""
    return policy_text("ClusterNetworkPolicy", "tier: Admin", "priority: 1", f"subject: {text}")


def ports(port: str) -> str:
    """A ClusterNetworkPolicy with one item of `protocols`, in line 8."""
    return egress(f"to: {ALL}, protocols: [{port}]")


def ports_v1alpha1(port: str) -> str:
    """An AdminNetworkPolicy with one item of `ports`, in line 7."""
    return admin(f"egress: [{{action: Deny, to: {ALL}, ports: [{port}]}}]")


def load(text: str) -> Manifests:
    """What one text holds."""
    return load_texts({"x.yaml": text})


def only_policy(text: str) -> AdminPolicy:
    """The one admin policy of a text."""
    (policy,) = load(text).admin_policies
    return policy
