"""Texts that are no manifests: each is an InputError that says where, and what to do."""

import pytest

from tests.unit.manifests.bad import HEAD, POD, Bad, only_problem, spec
from verifier.errors import InputError
from verifier.manifests import load_texts
from verifier.manifests.codes import Code

BAD = {
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
    "items as mapping": Bad(
        "apiVersion: v1\nkind: List\nitems:\n  a: 1\n",
        Code.WRONG_TYPE,
        "expected a list, found a mapping",
        4,
        "items",
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
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_bad_input(bad: Bad) -> None:
    bad.check()


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
