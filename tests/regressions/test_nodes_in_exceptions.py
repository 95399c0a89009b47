"""`declared` judged flows to the pod's own node that levels above it left out, since `nodes` in an
exception were known nodes only: levels contradicted each other, or a proof overlooked the flows."""

import pytest

from tests.clauses.asking import VACUOUS, pod, policy, verdicts
from verifier.query import Verb

CLOSED = [
    pod("a/x", {"app": "x"}),
    pod("a/z", {"app": "z"}),
    policy("a", {}, ingress=[], egress=[]),
]
EXCEPT = "except: [{from: {namespace: a}, to: nodes, reason: kubelet}]"


@pytest.mark.parametrize("verb", [Verb.NEVER, Verb.ALWAYS])
def test_every_node_is_excepted_at_every_level(verb: Verb) -> None:
    found = verdicts(CLOSED, f"{{{verb.value}: {{from: a/x, to: own-node}}, {EXCEPT}}}")

    assert found == (VACUOUS,) * 3
