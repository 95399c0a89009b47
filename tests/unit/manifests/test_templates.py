"""Lines of rendered documents, found again in their templates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.manifests.templates import template_line

TEMPLATE = """\
{{- if .Values.policies.enabled }}
{{- range $name, $app := .Values.apps }}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ $name }}
spec:
  podSelector:
    matchLabels:
      app: {{ $name }}
  ingress:
    - from:
        {{- if $app.open }}
        - podSelector:
            matchExpressions:
              - {key: app, operator: NotIn, values: [web]}
        {{- else }}
        - podSelector:
            matchLabels:
              app: backend # the only one
        {{- end }}
      ports:
        - port: {{ $app.port }}
    {{- with $app.extraIngress }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
    {{- range $app.scrapers }}
    - from:
        - namespaceSelector: {matchLabels: {team: {{ . }}}}
      ports:
        - port: 9090
    {{- end }}
{{- end }}
{{- end }}
""".splitlines()
HEAD = """\
# Source: shop/templates/policies.yaml
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: db
spec:
  podSelector:
    matchLabels:
      app: db
  ingress:
    - from:
"""
OPEN = """\
        - podSelector:
            matchExpressions:
              - {key: app, operator: NotIn, values: [web]}
      ports:
        - port: 5432
"""
CLOSED = """\
        - podSelector:
            matchLabels:
              app: backend
      ports:
        - port: 5432
"""
SCRAPED = """\
    - from:
        - namespaceSelector: {matchLabels: {team: a}}
      ports:
        - port: 9090
    - from:
        - namespaceSelector: {matchLabels: {team: b}}
      ports:
        - port: 9090
"""
EXTRA = """\
    - from:
        - ipBlock: {cidr: 10.0.0.0/8}
"""


@pytest.mark.parametrize(
    ("rendered", "looked_for", "found"),
    [
        (HEAD + OPEN, "name: db", 7),
        (HEAD + OPEN, "app: db", 11),
        (HEAD + OPEN, "    - from:", 13),
        (HEAD + OPEN, "- podSelector:", 15),
        (HEAD + OPEN, "- {key: app", 17),
        (HEAD + CLOSED, "- podSelector:", 19),
        (HEAD + CLOSED, "app: backend", 21),
        (HEAD + CLOSED, "- port: 5432", 24),
        (HEAD + OPEN + EXTRA, "- ipBlock", 26),
        (HEAD + OPEN + SCRAPED, "team: a", 30),
        (HEAD + OPEN + SCRAPED, "team: b", 30),
        (HEAD + OPEN + SCRAPED, "- port: 9090", 32),
    ],
)
def test_lines_of_a_chart(rendered: str, looked_for: str, found: int) -> None:
    lines = rendered.splitlines()
    (index, *_) = (n for n, line in enumerate(lines) if looked_for in line)

    assert template_line(lines, index, TEMPLATE) == found


def test_kustomize_sorts_fields_and_the_name_tells_objects_apart() -> None:
    one = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: NAME\n  labels:\n    app: x\nspec: {}\n"
    template = (one.replace("NAME", "a") + "---\n" + one.replace("NAME", "b")).splitlines()
    rendered = ["apiVersion: v1", "kind: Pod", "metadata:", "  labels:", "    app: x", "  name: b"]

    assert template_line(rendered, 4, template) == 14
    assert template_line(rendered, 5, template) == 12


@given(
    st.lists(st.from_regex(r"( {0,4})(- )?[a-z]{1,3}: [a-z0-9]{1,3}", fullmatch=True), min_size=1),
    st.data(),
)
def test_a_template_without_actions_is_its_own_rendering(
    lines: list[str], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(lines) - 1))
    found = template_line(lines, index, lines)

    assert lines[found - 1].strip() == lines[index].strip()
    if lines.count(lines[index]) == 1 and len({x.strip() for x in lines}) == len(lines):
        assert found == index + 1


@given(st.lists(st.text(alphabet="{}-ab: \t#.|*+()", max_size=12), max_size=8), st.text(max_size=9))
def test_any_template_gives_a_line_of_it(template: list[str], line: str) -> None:
    assert 1 <= template_line([line], 0, template) <= max(len(template), 1)
