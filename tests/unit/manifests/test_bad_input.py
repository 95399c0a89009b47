"""Bad manifests, one mistake each: every one is an InputError that says where and what to do."""

from dataclasses import dataclass

import pytest

from verifier.errors import InputError, Problem
from verifier.manifests import load_texts
from verifier.manifests.codes import Code

HEAD = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\n"
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p"


def spec(*lines: str) -> str:
    """A policy whose spec starts in line 5."""
    return HEAD + "spec:\n" + "".join(f"  {line}\n" for line in lines)


@dataclass(frozen=True)
class Bad:
    """`message` is a part of the only problem's text, `line` its line, `field` its field."""

    text: str
    code: Code
    message: str
    line: int
    field: str = ""
    advice: str = ""


LABELS = "spec.podSelector.matchLabels"
RULE = "spec.ingress[0]"

BAD = {
    # The text
    "unclosed": Bad("a: [1, 2\n", Code.SYNTAX, "not valid YAML", 1),
    "tab": Bad("a:\n\tb: 1\n", Code.SYNTAX, "cannot start any token", 2, advice="spaces"),
    "indentation": Bad("a:\n   b: 1\n  c: 1\n", Code.SYNTAX, "not valid YAML", 3),
    "template": Bad("a: 1\n{{- if x }}\nb: 2\n", Code.SYNTAX, "", 2, advice="helm template"),
    "template value": Bad(
        HEAD + "x: {{ .Values.x }}\n", Code.SYNTAX, "a mapping cannot be a key", 4, advice="render"
    ),
    "list as key": Bad("[a, b]: c\n", Code.SYNTAX, "a list cannot be a key", 1, advice="quote"),
    "control character": Bad("a: 1\nb: \x01\n", Code.SYNTAX, "control characters", 2),
    "lone surrogate": Bad("a: 1\nb: \ud800\n", Code.SYNTAX, "surrogate", 2),
    "undefined alias": Bad("a: 1\nb: *x\n", Code.SYNTAX, "undefined alias", 2),
    "JSON without end": Bad('{"a": 1,\n"b": [', Code.SYNTAX, "not valid YAML", 2),
    "two JSON documents": Bad(
        '{"apiVersion": "v1", "kind": "Foo"}\n{"b": 2}', Code.SYNTAX, "", 2, advice="---"
    ),
    "YAML version": Bad("%YAML 3.0\n---\na: 1\n", Code.SYNTAX, "incompatible", 1),
    "duplicate key": Bad(
        spec("podSelector: {}", "podSelector: {}"),
        Code.DUPLICATE_KEY,
        'key "podSelector" is already set in line 5',
        6,
    ),
    "duplicate key in another kind": Bad(
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: 1\n  a: 2\n", Code.DUPLICATE_KEY, '"a"', 5
    ),
    "merge of a scalar": Bad("a: 1\n<<: 5\n", Code.SYNTAX, "<< merges mappings only", 2),
    "recursive alias": Bad("a: &x [*x]\n", Code.TOO_COMPLEX, "an alias inside the node", 1),
    "alias bomb": Bad(
        "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9)),
        Code.TOO_COMPLEX,
        "aliases expand to more than 100,000 nodes",
        1,
    ),
    "flow nesting": Bad("[" * 300 + "]" * 300, Code.TOO_COMPLEX, "nested deeper than 200", 1),
    "block nesting": Bad("- " * 50_000 + "x", Code.TOO_COMPLEX, "nested deeper than 200", 1),
    "nesting by aliases": Bad(
        "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 300)),
        Code.TOO_COMPLEX,
        "nested deeper than 200",
        1,
    ),
    # The object
    "empty": Bad("", Code.NO_OBJECT, "no Kubernetes object in x.yaml", 0),
    "only comments": Bad("# nothing\n---\n", Code.NO_OBJECT, "no Kubernetes object in x.yaml", 0),
    "text": Bad("hello\n", Code.NO_OBJECT, "expected a Kubernetes object", 1),
    "list": Bad("- a\n", Code.NO_OBJECT, "expected a Kubernetes object", 1),
    "no kind": Bad("apiVersion: v1\n", Code.NO_OBJECT, "but kind is missing", 1),
    "no apiVersion": Bad("kind: Pod\n", Code.NO_OBJECT, "a Pod without apiVersion", 1, "", "v1"),
    "neither": Bad("a: 1\n", Code.NO_OBJECT, "apiVersion and kind is missing", 1),
    "second document": Bad(
        POD + "}\n---\nkind: Foo\n", Code.NO_OBJECT, "a Foo without apiVersion", 5
    ),
    "item of a list": Bad(
        "apiVersion: v1\nkind: List\nitems:\n- a\n", Code.NO_OBJECT, "expected a Kubernetes", 4
    ),
    "old NetworkPolicy": Bad(
        "apiVersion: extensions/v1beta1\nkind: NetworkPolicy\n",
        Code.WRONG_VERSION,
        'no kind "NetworkPolicy" in apiVersion "extensions/v1beta1"',
        1,
        "apiVersion",
        "networking.k8s.io/v1",
    ),
    "old Deployment": Bad(
        "kind: Deployment\napiVersion: apps/v1beta2\n",
        Code.WRONG_VERSION,
        "no kind",
        2,
        "apiVersion",
        "apps/v1",
    ),
    "core NetworkPolicy": Bad(
        "apiVersion: v1\nkind: NetworkPolicy\n", Code.WRONG_VERSION, "no kind", 1, "apiVersion"
    ),
    # Names
    "no metadata": Bad(
        "apiVersion: v1\nkind: Pod\n",
        Code.REQUIRED,
        "Required value: name or generateName is required",
        1,
        "metadata.name",
    ),
    "null name": Bad(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name:\n",
        Code.REQUIRED,
        "name or",
        4,
        "metadata.name",
    ),
    "numeric name": Bad(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: 12\n",
        Code.WRONG_TYPE,
        "expected a string, found the number 12",
        4,
        "metadata.name",
        'write "12", in quotes',
    ),
    "upper-case name": Bad(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: Pod}\n",
        Code.INVALID,
        'Invalid value: "Pod": a lowercase RFC 1123 subdomain must consist of',
        3,
        "metadata.name",
    ),
    "long name": Bad(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: %s}\n" % ("a" * 254),
        Code.INVALID,
        "must be no more than 253 characters",
        3,
        "metadata.name",
    ),
    "dotted namespace": Bad(
        POD + ", namespace: a.b}\n",
        Code.INVALID,
        'Invalid value: "a.b": a lowercase RFC 1123 label must consist of',
        3,
        "metadata.namespace",
    ),
    "templated name": Bad(
        'apiVersion: v1\nkind: Pod\nmetadata: {name: "{{ .Release.Name }}"}\n',
        Code.INVALID,
        "Invalid value",
        3,
        "metadata.name",
        "render it first",
    ),
    # Types
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
    # Fields
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
    # Values
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


def only_problem(text: str) -> Problem:
    """The one problem of a text that cannot be loaded."""
    with pytest.raises(InputError) as raised:
        load_texts({"x.yaml": text})
    (problem,) = raised.value.problems
    return problem


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_bad_input(bad: Bad) -> None:
    """Code, words, place and field are those of the table; the reader learns what is expected."""
    problem = only_problem(bad.text)
    assert problem.code == bad.code
    assert bad.message in problem.message
    assert bad.advice in problem.advice
    assert problem.field == bad.field
    assert (problem.location.line if problem.location else 0) == bad.line
    expectation = ("expected", "must", "supported values", "Required", "may not")
    assert problem.advice or any(word in problem.message for word in expectation)


def test_the_table_is_long_enough() -> None:
    assert len(BAD) >= 40


def test_all_problems_of_a_run_come_together() -> None:
    texts = {"a.yaml": "a: [", "b.yaml": spec("ingres: []"), "c.yaml": spec("policyTypes: [A, B]")}
    with pytest.raises(InputError) as raised:
        load_texts(texts)
    places = [problem.location.path for problem in raised.value.problems if problem.location]
    assert places == ["a.yaml", "b.yaml", "c.yaml", "c.yaml"]


def test_a_problem_reads_well() -> None:
    assert str(only_problem(spec("ingress:", "- form: []"))) == (
        "x.yaml:6:5: NP908: NetworkPolicy default/p: spec.ingress[0]: "
        'unknown field "spec.ingress[0].form" (did you mean "from"?)'
    )
