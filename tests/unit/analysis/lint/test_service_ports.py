"""Ports of Services in policies: only where no pod that is meant may have the port itself."""

import pytest

from verifier.analysis.lint.run import lint
from verifier.manifests import load_texts

POD = """\
---
apiVersion: v1
kind: Pod
metadata: {{name: {name}, namespace: shop, labels: {{app: {app}, tier: back}}}}
spec: {{containers: [{{name: main, image: i, ports: [{ports}]}}]}}
"""
SERVICE = """\
---
apiVersion: v1
kind: Service
metadata: {{name: {name}, namespace: shop}}
spec: {{{more}selector: {selector}, ports: [{ports}]}}
"""
POLICY = """\
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: p, namespace: shop}}
spec: {spec}
"""
INGRESS = (
    "{{podSelector: {{matchLabels: {{{label}}}}}, policyTypes: [Ingress], "
    "ingress: [{{from: [{{podSelector: {{}}}}], ports: [{ports}]}}]}}"
)
EGRESS = (
    "{{podSelector: {{}}, policyTypes: [Egress], "
    "egress: [{{to: [{{podSelector: {{matchLabels: {{{label}}}}}}}], ports: [{ports}]}}]}}"
)
WEB = POD.format(name="web", app="web", ports="{name: http, containerPort: 8080}")
FRONT = SERVICE.format(
    name="web", more="", selector="{app: web}", ports="{port: 80, targetPort: http}"
)


def found(*texts: str) -> list[str]:
    """The fields with the port of a Service."""
    report = lint(load_texts({"input.yaml": "".join(texts)}))
    return [f"{f.field} {f.message}" for f in report.findings if f.code == "NP306"]


def policy(form: str, ports: str, label: str = "app: web") -> str:
    """A policy about pods with a label, on ports."""
    return POLICY.format(spec=form.format(label=label, ports=ports))


@pytest.mark.parametrize("form", [INGRESS, EGRESS])
def test_the_port_of_a_service_is_told_in_both_directions(form: str) -> None:
    (one,) = found(WEB, FRONT, policy(form, "{port: 8080}, {port: 80}"))
    word = "ingress" if form is INGRESS else "egress"
    assert one.startswith(f"spec.{word}[0].ports[1] 80 is the port of Service shop/web, whose pods")
    assert "receive on 8080" in one


def test_it_is_told_once_though_nobody_listens_there() -> None:
    report = lint(load_texts({"input.yaml": WEB + FRONT + policy(INGRESS, "{port: 80}")}))
    assert [f.code for f in report.findings if f.field == "spec.ingress[0].ports[0]"] == ["NP306"]


@pytest.mark.parametrize(
    "text",
    [
        WEB + FRONT + policy(INGRESS, "{port: http}"),
        WEB + FRONT + policy(INGRESS, "{port: 80, protocol: UDP}"),
        WEB + FRONT + policy(INGRESS, "{port: 80, endPort: 8080}"),
        WEB + policy(INGRESS, "{port: 80}"),
        WEB + FRONT.replace("app: web", "app: other") + policy(INGRESS, "{port: 80}"),
        WEB
        + FRONT.replace("spec: {", "spec: {type: ExternalName, externalName: x.example, ")
        + policy(INGRESS, "{port: 80}"),
        WEB
        + FRONT.replace("{port: 80, targetPort: http}", "{port: 80}")
        + policy(INGRESS, "{port: 80}"),
    ],
)
def test_what_is_no_port_of_a_service_alone_is_not_told(text: str) -> None:
    assert found(text) == []


def test_a_pod_that_has_the_port_itself_makes_it_right() -> None:
    other = POD.format(name="other", app="other", ports="{containerPort: 80}")
    assert found(WEB, FRONT, policy(INGRESS, "{port: 80}", "tier: back")) != []
    assert found(WEB, FRONT, other, policy(INGRESS, "{port: 80}", "tier: back")) == []


def test_a_second_service_that_leads_to_the_port_makes_it_right() -> None:
    again = SERVICE.format(
        name="admin", more="", selector="{app: web}", ports="{port: 9000, targetPort: 80}"
    )
    assert found(WEB, FRONT, again, policy(INGRESS, "{port: 80}")) == []
