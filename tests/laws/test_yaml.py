"""Reading undoes writing: no field is lost, added or read as another."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.laws.rendering import text_of
from verifier.manifests import Manifests, load_texts
from verifier.resources import AdminPolicy, Node, Service
from verifier.testing import strategies

FIELDS = ("policies", "pods", "workloads", "namespaces", "admin_policies", "nodes", "services")


def survives(manifests: Manifests) -> None:
    """Writing and reading gives the same resources; nothing at all is not written."""
    written = {field: getattr(manifests, field) for field in FIELDS}
    if any(written.values()):
        read = load_texts({"all.yaml": text_of(manifests)})
        assert {field: getattr(read, field) for field in FIELDS} == written


@given(manifests=strategies.manifests())
def test_resources_survive_yaml(manifests: Manifests) -> None:
    survives(manifests)


@given(
    policies=strategies.admin_policy_sets(),
    nodes=st.tuples(strategies.nodes("node-0", 0), strategies.nodes("node-1", 1)),
)
def test_admin_policies_and_nodes_survive_yaml(
    policies: tuple[AdminPolicy, ...], nodes: tuple[Node, ...]
) -> None:
    survives(Manifests(admin_policies=policies, nodes=nodes))


@given(
    manifests=strategies.manifests(most_pods=1, most_workloads=1),
    policy=strategies.admin_policies(),
    node=strategies.nodes(),
    service=strategies.services(),
)
def test_all_kinds_survive_yaml_together(
    manifests: Manifests, policy: AdminPolicy, node: Node, service: Service
) -> None:
    found = replace(manifests, admin_policies=(policy,), nodes=(node,), services=(service,))
    survives(found)
