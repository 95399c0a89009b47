"""Fields of wrong type or unknown: each is an InputError that names the field."""

import pytest

from tests.unit.manifests.bad import HEAD, LABELS, POD, RULE, Bad, spec
from verifier.manifests.codes import Code

BAD = {
    "metadata as list": Bad(
        "apiVersion: v1\nkind: Pod\nmetadata: []\n",
        Code.WRONG_TYPE,
        "expected a mapping, found a list",
        3,
        "metadata",
    ),
    "boolean label": Bad(
        POD + ", labels: {a: yes}}\n",
        Code.WRONG_TYPE,
        "expected a string, found the boolean yes",
        3,
        "metadata.labels.a",
        'write "yes", in quotes',
    ),
    "numeric label": Bad(
        spec("podSelector:", "  matchLabels:", "    version: 1.0"),
        Code.WRONG_TYPE,
        "expected a string, found the number 1.0",
        7,
        f"{LABELS}.version",
        'write "1.0", in quotes',
    ),
    "null label": Bad(
        spec("podSelector: {matchLabels: {app: }}"),
        Code.WRONG_TYPE,
        "expected a string, found nothing",
        5,
        f"{LABELS}.app",
        'write ""',
    ),
    "boolean key": Bad(
        spec("podSelector: {matchLabels: {on: x}}"),
        Code.WRONG_TYPE,
        "expected a string as key, found the boolean on",
        5,
        LABELS,
        'write "on", in quotes',
    ),
    "labels as list": Bad(
        spec("podSelector: {matchLabels: [app=web]}"),
        Code.WRONG_TYPE,
        "expected a mapping of strings, found a list",
        5,
        LABELS,
    ),
    "rules as mapping": Bad(
        spec("ingress:", "  from: []"),
        Code.WRONG_TYPE,
        "expected a list, found a mapping",
        6,
        "spec.ingress",
    ),
    "null rule": Bad(
        spec("ingress:", "-"), Code.WRONG_TYPE, "expected a mapping, found nothing", 6, RULE, "{}"
    ),
    "peer as text": Bad(
        spec("ingress: [{from: [web]}]"),
        Code.WRONG_TYPE,
        'expected a mapping, found the string "web"',
        5,
        f"{RULE}.from[0]",
    ),
    "boolean port": Bad(
        spec("ingress: [{ports: [{port: yes}]}]"),
        Code.WRONG_TYPE,
        "expected a whole number, found the boolean yes",
        5,
        f"{RULE}.ports[0].port",
    ),
    "fractional port": Bad(
        spec("ingress: [{ports: [{port: 80.5}]}]"),
        Code.WRONG_TYPE,
        "expected a whole number, found the number 80.5",
        5,
        f"{RULE}.ports[0].port",
    ),
    "quoted endPort": Bad(
        spec('ingress: [{ports: [{port: 80, endPort: "90"}]}]'),
        Code.WRONG_TYPE,
        'expected a whole number, found the string "90"',
        5,
        f"{RULE}.ports[0].endPort",
        "without quotes",
    ),
    "unknown tag": Bad(
        spec("policyTypes: [!Ref Ingress]"),
        Code.WRONG_TYPE,
        "expected a string, found the tag !Ref",
        5,
        "spec.policyTypes[0]",
    ),
    "hostNetwork as text": Bad(
        POD + '}\nspec: {hostNetwork: "true"}\n',
        Code.WRONG_TYPE,
        "expected true or false",
        4,
        "spec.hostNetwork",
    ),
    "misspelt field": Bad(
        spec("ingress:", "- form: []"),
        Code.UNKNOWN_FIELD,
        'unknown field "spec.ingress[0].form"',
        6,
        RULE,
        'did you mean "from"?',
    ),
    "field of the other direction": Bad(
        spec("egress: [{from: []}]"),
        Code.UNKNOWN_FIELD,
        'unknown field "spec.egress[0].from"',
        5,
        "spec.egress[0]",
        "known fields: ports, to",
    ),
    "misspelt field without value": Bad(
        spec("ingress:", "- form:"),
        Code.UNKNOWN_FIELD,
        'unknown field "spec.ingress[0].form"',
        6,
        RULE,
    ),
    "unknown top-level field": Bad(
        HEAD + "sepc: {}\n", Code.UNKNOWN_FIELD, 'unknown field "sepc"', 4, "", 'mean "spec"?'
    ),
    "unknown metadata": Bad(
        HEAD.replace("name: p", "name: p, lables: {}"),
        Code.UNKNOWN_FIELD,
        'unknown field "metadata.lables"',
        3,
        "metadata",
        'did you mean "labels"?',
    ),
    "no template": Bad(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {}\n",
        Code.REQUIRED,
        "Required value",
        4,
        "spec.template",
        "pod template",
    ),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_bad_input(bad: Bad) -> None:
    bad.check()
