"""Reading undoes writing: no field is lost, added or read as another."""

from hypothesis import given

from tests.laws.rendering import text_of
from verifier.manifests import Manifests, load_texts
from verifier.testing import strategies


@given(manifests=strategies.manifests())
def test_resources_survive_yaml(manifests: Manifests) -> None:
    empty = Manifests()
    if (manifests.policies, manifests.pods, manifests.workloads, manifests.namespaces) == (
        empty.policies,
        empty.pods,
        empty.workloads,
        empty.namespaces,
    ):
        return
    read = load_texts({"all.yaml": text_of(manifests)})
    assert read.policies == manifests.policies
    assert read.pods == manifests.pods
    assert read.workloads == manifests.workloads
    assert read.namespaces == manifests.namespaces
