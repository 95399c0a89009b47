"""Values that the API server refuses: the words are its own."""

import pytest

from tests.unit.manifests.bad import LABELS, POD, RULE, Bad, spec
from verifier.manifests.codes import Code

BAD = {
    "label key": Bad(
        spec('podSelector: {matchLabels: {"a b": x}}'),
        Code.INVALID,
        'Invalid value: "a b": name part must consist of alphanumeric characters',
        5,
        LABELS,
    ),
    "two slashes": Bad(
        spec("podSelector: {matchLabels: {a/b/c: x}}"),
        Code.INVALID,
        "a valid label key must consist of",
        5,
        LABELS,
    ),
    "empty prefix": Bad(
        spec("podSelector: {matchLabels: {/b: x}}"),
        Code.INVALID,
        "prefix part must be non-empty",
        5,
        LABELS,
    ),
    "label value": Bad(
        spec("podSelector: {matchLabels: {a: x y}}"),
        Code.INVALID,
        'Invalid value: "x y": a valid label must be an empty string or consist of',
        5,
        LABELS,
    ),
    "long label value": Bad(
        POD + ", labels: {a: %s}}\n" % ("x" * 64),
        Code.INVALID,
        "must be no more than 63 characters",
        3,
        "metadata.labels",
    ),
    "In without values": Bad(
        spec("podSelector: {matchExpressions: [{key: a, operator: In}]}"),
        Code.REQUIRED,
        "Required value: must be specified when `operator` is 'In' or 'NotIn'",
        5,
        "spec.podSelector.matchExpressions[0].values",
    ),
    "Exists with values": Bad(
        spec("podSelector: {matchExpressions: [{key: a, operator: Exists, values: [b]}]}"),
        Code.FORBIDDEN,
        "Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
        5,
        "spec.podSelector.matchExpressions[0].values",
    ),
    "operator": Bad(
        spec("podSelector: {matchExpressions: [{key: a, operator: in, values: [b]}]}"),
        Code.INVALID,
        'Invalid value: "in": not a valid selector operator',
        5,
        "spec.podSelector.matchExpressions[0].operator",
        "In, NotIn, Exists",
    ),
    "empty peer": Bad(
        spec("ingress:", "- from:", "  - {}"),
        Code.REQUIRED,
        "Required value: must specify a peer",
        7,
        f"{RULE}.from[0]",
        "podSelector: {}",
    ),
    "two kinds of peer": Bad(
        spec("ingress: [{from: [{podSelector: {}, ipBlock: {cidr: 10.0.0.0/8}}]}]"),
        Code.FORBIDDEN,
        "Forbidden: may not specify both ipBlock and another peer",
        5,
        f"{RULE}.from[0]",
    ),
    "no cidr": Bad(
        spec("ingress: [{from: [{ipBlock: {except: [x]}}]}]"),
        Code.REQUIRED,
        "Required value",
        5,
        f"{RULE}.from[0].ipBlock.cidr",
    ),
    "address as cidr": Bad(
        spec("ingress: [{from: [{ipBlock: {cidr: 10.0.0.1}}]}]"),
        Code.INVALID,
        'Invalid value: "10.0.0.1": must be a valid CIDR value, (e.g. 10.9.8.0/24',
        5,
        f"{RULE}.from[0].ipBlock.cidr",
    ),
    "except outside": Bad(
        spec("egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16]}}]}]"),
        Code.INVALID,
        "must be a strict subset of `cidr`",
        5,
        "spec.egress[0].to[0].ipBlock.except[0]",
    ),
    "protocol": Bad(
        spec("ingress: [{ports: [{protocol: tcp}]}]"),
        Code.UNSUPPORTED,
        'Unsupported value: "tcp": supported values: "TCP", "UDP", "SCTP"',
        5,
        f"{RULE}.ports[0].protocol",
        "write TCP",
    ),
    "port zero": Bad(
        spec("ingress: [{ports: [{port: 0}]}]"),
        Code.INVALID,
        "Invalid value: 0: must be between 1 and 65535, inclusive",
        5,
        f"{RULE}.ports[0].port",
    ),
    "quoted port": Bad(
        spec('ingress: [{ports: [{port: "80"}]}]'),
        Code.INVALID,
        'Invalid value: "80": must contain at least one letter (a-z)',
        5,
        f"{RULE}.ports[0].port",
        "remove the quotes",
    ),
    "endPort before port": Bad(
        spec("ingress: [{ports: [{port: 90, endPort: 80}]}]"),
        Code.INVALID,
        "Invalid value: 80: must be greater than or equal to `port`",
        5,
        f"{RULE}.ports[0].endPort",
    ),
    "endPort alone": Bad(
        spec("ingress: [{ports: [{endPort: 80}]}]"),
        Code.INVALID,
        "may not be specified when `port` is not specified",
        5,
        f"{RULE}.ports[0].endPort",
    ),
    "three policyTypes": Bad(
        spec("policyTypes: [Ingress, Egress, Egress]"),
        Code.INVALID,
        "may not specify more than two policyTypes",
        5,
        "spec.policyTypes",
    ),
    "policyType": Bad(
        spec("policyTypes: [ingress]"),
        Code.UNSUPPORTED,
        'Unsupported value: "ingress": supported values: "Ingress", "Egress"',
        5,
        "spec.policyTypes[0]",
        "write Ingress",
    ),
    "containerPort": Bad(
        POD + "}\nspec:\n  containers:\n  - ports: [{containerPort: 70000}]\n",
        Code.INVALID,
        "Invalid value: 70000: must be between 1 and 65535, inclusive",
        6,
        "spec.containers[0].ports[0].containerPort",
    ),
    "podIP": Bad(
        POD + "}\nstatus: {podIP: nowhere}\n",
        Code.INVALID,
        'Invalid value: "nowhere": must be a valid IP address',
        4,
        "status.podIPs",
    ),
    "two of one name": Bad(
        POD + "}\n---\n" + POD + ", labels: {a: b}}\n",
        Code.CONFLICT,
        "a different object of this name is at x.yaml:1:1",
        5,
        "",
        "render them first",
    ),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_bad_input(bad: Bad) -> None:
    bad.check()
