"""Manifests rendered by helm and kustomize: findings point at what people edit."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import ROOT, Ran, run
from tests.conformance.corpora import CORPORA

REAL = CORPORA.parent / "real"
TEMPLATE = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ .Values.name }}
  namespace: shop
spec:
  podSelector:
    matchLabels: {app: {{ .Values.name }}}
  ingress:
    {{- if .Values.open }}
    - {}
    {{- else }}
    - from: [{podSelector: {matchLabels: {app: backend}}}]
    {{- end }}
"""
POLICY = TEMPLATE.replace("{{ .Values.name }}", "db")
RENDERED = "---\n# Source: shop/templates/policy.yaml\n" + "".join(
    line for line in POLICY.splitlines(keepends=True) if "{{" not in line and "from:" not in line
)
SPEC = """\
apiVersion: netproof/v1
groups: {db: {namespace: shop, pods: app=db}}
invariants: [only shop/backend reaches db]
"""
POD = (
    "---\napiVersion: v1\nkind: Pod\nmetadata: {name: NAME, namespace: shop, labels: {app: NAME}}\n"
)
PODS = "".join(POD.replace("NAME", name) for name in ("db", "backend"))


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    (tmp_path / "deploy/templates").mkdir(parents=True)
    (tmp_path / "deploy/Chart.yaml").write_text("apiVersion: v2\nname: shop\nversion: 1.0.0\n")
    (tmp_path / "deploy/templates/policy.yaml").write_text(TEMPLATE)
    (tmp_path / "netproof.yaml").write_text(SPEC)
    return tmp_path


def check(folder: Path, text: str, *arguments: str) -> Ran:
    return run(
        "check",
        "-",
        "-f",
        "netproof.yaml",
        *arguments,
        stdin=text,
        cwd=folder,
        PYTHONPATH=str(ROOT),
    )


def result_of(ran: Ran) -> Any:
    (result,) = json.loads(ran.out)["runs"][0]["results"]
    return result


def test_a_finding_points_at_the_template(chart: Path) -> None:
    result = result_of(check(chart, RENDERED + PODS, "-o", "sarif"))
    place = result["locations"][0]["physicalLocation"]

    assert place["artifactLocation"] == {"uri": "deploy/templates/policy.yaml"}
    assert place["region"]["startLine"] == 11
    assert "<stdin>:12:" in result["message"]["text"]
    assert "stdin" not in json.dumps(result["codeFlows"])


def test_the_text_names_both_places(chart: Path) -> None:
    ran = check(chart, RENDERED + PODS)

    assert ran.code == 1
    assert "--> <stdin>:12:7" in ran.out
    assert "rendered from deploy/templates/policy.yaml:11" in ran.out


def test_json_names_both_places(chart: Path) -> None:
    found = json.loads(check(chart, RENDERED + PODS, "-o", "json").out)["origins"]

    assert {"path": "<stdin>", "line": 12, "column": 7} in [each["rendered"] for each in found]
    assert {"path": "deploy/templates/policy.yaml", "line": 11, "column": 7} in [
        each["template"] for each in found
    ]


def test_a_template_that_is_not_here_is_named(chart: Path) -> None:
    (chart / "deploy/Chart.yaml").unlink()
    ran = check(chart, RENDERED + PODS)
    result = result_of(check(chart, RENDERED + PODS, "-o", "sarif"))

    assert "rendered from shop/templates/policy.yaml\n" in ran.out
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "shop/templates/policy.yaml"}


def test_a_rendered_file_is_kept_where_its_template_is_elsewhere(chart: Path) -> None:
    (chart / "deploy/Chart.yaml").unlink()
    (chart / "all.yaml").write_text(RENDERED + PODS)
    ran = run("check", "all.yaml", "-o", "sarif", cwd=chart, PYTHONPATH=str(ROOT))
    result = result_of(ran)

    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "all.yaml"}
    assert "the template" in [entry["message"]["text"] for entry in result["relatedLocations"]]


def test_fingerprints_are_those_of_the_policy(chart: Path) -> None:
    here = result_of(check(chart, RENDERED + PODS, "-o", "sarif"))
    (chart / "deploy/Chart.yaml").unlink()
    away = result_of(check(chart, RENDERED + PODS, "-o", "sarif"))

    assert here["partialFingerprints"] == away["partialFingerprints"]


def test_kustomize_tells_the_origin_by_an_annotation(chart: Path) -> None:
    (chart / "base").mkdir()
    kept = "".join(
        line for line in POLICY.splitlines(keepends=True) if "{{" not in line and "- {}" not in line
    )
    (chart / "base/db.yaml").write_text(f"# who reaches db\n{kept}".replace("backend", "web"))
    annotation = "  annotations:\n    config.kubernetes.io/origin: |\n      path: ../base/db.yaml\n"
    rendered = kept.replace("metadata:\n", f"metadata:\n{annotation}").replace("backend", "web")
    result = result_of(check(chart, rendered + PODS, "-o", "sarif"))
    place = result["locations"][0]["physicalLocation"]

    assert place["artifactLocation"] == {"uri": "base/db.yaml"}
    assert (
        "web" in (chart / "base/db.yaml").read_text().splitlines()[place["region"]["startLine"] - 1]
    )


@pytest.mark.skipif(not REAL.is_dir(), reason="no published manifests beside the project")
@pytest.mark.parametrize("name", ["kube-prometheus", "online-boutique"])
def test_published_manifests_as_a_chart(name: str, tmp_path: Path) -> None:
    """A chart of the published files: every place lies in its file, at the line of that text."""
    (tmp_path / "Chart.yaml").write_text(f"name: {name}\n")
    rendered = ""
    for source in sorted((REAL / name).rglob("*.yaml"), reverse=True):
        path = tmp_path / "templates" / source.relative_to(REAL / name)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = source.read_text()
        path.write_text(f"{{{{- if .Values.enabled }}}}\n{text}\n{{{{- end }}}}\n")
        comment = f"# Source: {name}/templates/{source.relative_to(REAL / name)}\n"
        documents = text.removeprefix("---\n").split("\n---\n")
        rendered += "".join(f"---\n{comment}{document}\n" for document in documents)
    (tmp_path / "netproof.yaml").write_text(
        "apiVersion: netproof/v1\n"
        "invariants: [{never: {from: any, to: any-pod}, level: declared}]\n"
    )
    ran = check(tmp_path, rendered, "--all", "--max", "15", "-o", "json")
    origins = json.loads(ran.out)["origins"]
    lines = rendered.splitlines()

    assert ran.code == 1, ran.err
    assert len(origins) > 10
    for each in origins:
        made, template = each["rendered"], each["template"]
        text = (tmp_path / template["path"]).read_text().splitlines()
        assert text[template["line"] - 1] == lines[made["line"] - 1]
        heading = next(
            line for line in reversed(lines[: made["line"]]) if line.startswith("# Source: ")
        )
        assert heading == f"# Source: {name}/{template['path']}"
