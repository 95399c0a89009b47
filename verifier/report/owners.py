"""What owners of namespaces could do to their NetworkPolicies, in words and as objects (M-18)."""

import json
from collections.abc import Iterator

from verifier.resources import NetworkPolicy
from verifier.verdict import OwnersChange

Json = dict[str, object]


def change_words(change: OwnersChange) -> Iterator[str]:
    """One sentence for what is deleted, one for each policy that is added."""
    if change.removed:
        yield f"could delete {', '.join(change.removed)}"
    for policy in change.added:
        yield f"could add {policy.text}: {spec_words(policy)}"


def spec_words(policy: NetworkPolicy) -> str:
    """The spec on one line: `{podSelector: {}, policyTypes: [Egress], egress: [{}]}`."""
    return json.dumps(spec_json(policy)).replace('"', "")


def spec_json(policy: NetworkPolicy) -> Json:
    """The spec of a policy that selects all pods of its namespace for one direction, and lets
    everything pass or nothing: others are never added."""
    (direction,) = policy.spec.policy_types or ()
    rules = policy.spec.ingress if direction == "Ingress" else policy.spec.egress
    listed: list[Json] = [{} for _ in rules or ()]
    return {"podSelector": {}, "policyTypes": [direction], direction.lower(): listed}


def owners_json(change: OwnersChange) -> Json:
    """`{"add": [manifest...], "delete": [name...]}`."""
    added: list[Json] = [
        {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "NetworkPolicy",
            "metadata": {"name": policy.name, "namespace": policy.namespace},
            "spec": spec_json(policy),
        }
        for policy in change.added
    ]
    return {"add": added, "delete": list(change.removed)}
