"""One-line edits of published manifests: what each opens and closes, in a sentence."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

import verifier
from verifier.analysis.diff.results import Answer

REAL = Path(__file__).resolve().parents[3] / "shared" / "real"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="no published manifests beside this")

PROMETHEUS, ARGO, BOUTIQUE = "kube-prometheus", "argo-cd", "online-boutique"
G = "grafana-networkPolicy.yaml"
A = "install-without-crds.yaml"
PARTS = "with app.kubernetes.io/name=grafana and with app.kubernetes.io/part-of=kube-prometheus"
GRAFANA = f"any pod in namespace monitoring with app.kubernetes.io/component=grafana, {PARTS}"
OTHERS = f"any pod in namespace monitoring without app.kubernetes.io/component=grafana, {PARTS}"
SCRAPER = "any pod in namespace monitoring with app.kubernetes.io/name=prometheus"
NO_SCRAPER = "without app.kubernetes.io/name=prometheus"
ELSEWHERE = "any pod in any namespace but monitoring"
ALL_OF_IT = {
    f"any external address -> {GRAFANA}, any port",
    f"any pod -> {GRAFANA}, any port but TCP 3000",
    f"any pod {NO_SCRAPER} -> {GRAFANA}, any port",
    f"{ELSEWHERE} -> {GRAFANA}, any port",
}
AD, REDIS, FRONT = (
    f"any pod in namespace default with app={name}"
    for name in ("adservice", "redis-cart", "frontend")
)


@dataclass(frozen=True)
class Edit:
    """`before` becomes `after` in one file, once; without `after` the file is deleted. Then
    `opened` and `closed` are all statements, without their conditions."""

    name: str
    folder: str
    file: str
    before: str
    after: str | None
    opened: frozenset[str]
    closed: frozenset[str]


def edit(
    name: str,
    folder: str,
    file: str,
    before: str,
    after: str | None,
    opened: set[str],
    closed: set[str],
) -> Edit:
    """An edit with its sentences."""
    return Edit(name, folder, file, before, after, frozenset(opened), frozenset(closed))


EDITS = [
    edit(
        *("port", PROMETHEUS, G, "port: 3000", "port: 3001"),
        {f"{SCRAPER} -> {GRAFANA}, TCP 3001"},
        {f"{SCRAPER} -> {GRAFANA}, TCP 3000"},
    ),
    edit(
        *("endPort", PROMETHEUS, G, "- port: 3000", "- port: 3000\n      endPort: 3010"),
        {f"{SCRAPER} -> {GRAFANA}, TCP 3001-3010"},
        set(),
    ),
    edit(
        *("protocol", PROMETHEUS, G, "protocol: TCP", "protocol: UDP"),
        {f"{SCRAPER} -> {GRAFANA}, UDP 3000"},
        {f"{SCRAPER} -> {GRAFANA}, TCP 3000"},
    ),
    edit(
        *("peer", PROMETHEUS, G, "io/name: prometheus", "io/name: alertmanager"),
        {f"{SCRAPER.replace('prometheus', 'alertmanager')} -> {GRAFANA}, TCP 3000"},
        {f"{SCRAPER} -> {GRAFANA}, TCP 3000"},
    ),
    edit(*("policyTypes", PROMETHEUS, G, "  - Ingress\n", ""), ALL_OF_IT, set()),
    edit(*("deleted", PROMETHEUS, G, "", None), ALL_OF_IT, set()),
    edit(
        *("subject", PROMETHEUS, G, "app.kubernetes.io/component: grafana\n      app", "app"),
        set(),
        {text.replace(GRAFANA, OTHERS) for text in ALL_OF_IT},
    ),
    edit(
        "namespace added to the peer",
        *(PROMETHEUS, G, "- podSelector:\n", "- namespaceSelector: {}\n      podSelector:\n"),
        {f"{ELSEWHERE} with app.kubernetes.io/name=prometheus -> {GRAFANA}, TCP 3000"},
        set(),
    ),
    edit(
        "namespace added as a peer",
        *(PROMETHEUS, G, "- podSelector:\n", "- namespaceSelector: {}\n    - podSelector:\n"),
        {
            f"any pod {NO_SCRAPER} -> {GRAFANA}, TCP 3000",
            f"any pod but monitoring/node-exporter[DaemonSet] {NO_SCRAPER} -> {GRAFANA}, TCP 3000",
            f"{ELSEWHERE} -> {GRAFANA}, TCP 3000",
        },
        set(),
    ),
    edit(
        *("label of the policy itself", PROMETHEUS, G, "version: 13.1.3", "version: 13.1.4"),
        set(),
        set(),
    ),
    edit(
        *("comment", BOUTIQUE, "network-policy-adservice.yaml", "spec:", "spec: # the ads"),
        set(),
        set(),
    ),
    edit(
        *("peer", BOUTIQUE, "network-policy-adservice.yaml", "app: frontend", "app: emailservice"),
        {f"any pod in namespace default with app=emailservice -> {AD}, TCP 9555"},
        {f"{FRONT} -> {AD}, TCP 9555"},
    ),
    edit(
        *("peer", BOUTIQUE, "network-policy-redis.yaml", "app: cartservice", "app: frontend"),
        {f"{FRONT} -> {REDIS}, TCP 6379"},
        {f"any pod in namespace default with app=cartservice -> {REDIS}, TCP 6379"},
    ),
    edit(
        "egress port",
        *(BOUTIQUE, "network-policy-frontend.yaml"),
        *("  egress:\n  - {}", "  egress:\n  - ports: [{port: 443}]"),
        set(),
        {
            f"{FRONT} -> any pod, any port but TCP 443",
            f"{FRONT} -> any external address, any port but TCP 443",
        },
    ),
    edit(
        "namespace selector",
        *(ARGO, A, "- namespaceSelector: {}\n    ports:\n    - port: 8082"),
        "- namespaceSelector: {matchLabels: {team: ops}}\n    ports:\n    - port: 8082",
        set(),
        {
            "any pod in a namespace without team=ops -> any pod in namespace default with "
            "app.kubernetes.io/name=argocd-application-controller, TCP 8082"
        },
    ),
]


def said(answer: Answer) -> frozenset[str]:
    """The statements, which are all."""
    assert answer.complete, answer.reason
    return frozenset(change.general for change in answer.changes)


@pytest.mark.parametrize("made", EDITS, ids=lambda made: f"{made.folder}: {made.name}")
def test_an_edit_says_what_it_does(made: Edit, tmp_path: Path) -> None:
    new = tmp_path / made.folder
    shutil.copytree(REAL / made.folder, new)
    path = new / made.file
    if made.after is None:
        path.unlink()
    else:
        text = path.read_text(encoding="utf-8")
        assert made.before in text
        path.write_text(text.replace(made.before, made.after, 1), encoding="utf-8")

    report = verifier.diff(verifier.load(str(REAL / made.folder)), verifier.load(str(new)))

    assert said(report.opened) == made.opened
    assert said(report.closed) == made.closed
