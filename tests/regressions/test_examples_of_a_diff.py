"""The example of a statement hid the address and the reading that it needs on the other side."""

from tests.clauses.asking import block, load, policy
from verifier.analysis.diff.comparing import compare
from verifier.flow import PodEndpoint

NAMED = {"matchLabels": {"kubernetes.io/metadata.name": "shop"}}


def test_an_example_tells_what_the_other_side_takes() -> None:
    egress = policy("shop", egress=[{"to": [block("10.1.2.0/24")]}])
    shut = policy("data", ingress=[], name="door")
    ajar = policy("data", ingress=[{"from": [{"namespaceSelector": NAMED}]}], name="door")
    (change,) = compare(load(egress, shut), load(egress, ajar)).opened.changes

    assert change.unless == ("the egress policies of the source do not allow it",)
    assert isinstance(change.example.destination, PodEndpoint)
    assert (change.example.destination.ip or "").startswith("10.1.2.")
    assert "the plugin reads ipblock-matches-pods as yes" in change.takes
