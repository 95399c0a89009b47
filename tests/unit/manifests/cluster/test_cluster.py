"""A live cluster, read over HTTP from a server that behaves well, and from servers that do not."""

import json
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.cli.running import ROOT, run
from tests.unit.manifests.cluster.server import TOKEN, ApiServer, Object, serving, status
from verifier.errors import InputError
from verifier.manifests import Manifests, load_manifests
from verifier.manifests.cluster import connection
from verifier.manifests.cluster.reading import ALWAYS, LEADING
from verifier.manifests.traffic import GROUPS
from verifier.resources import GatewayRoute

POLICIES = "/apis/networking.k8s.io/v1/networkpolicies"
CILIUM = "/apis/cilium.io/v2"


def pod(number: int, namespace: str = "shop") -> Object:
    """A live pod, with what the server adds."""
    return {
        "metadata": {
            "name": f"web-{number}",
            "namespace": namespace,
            "labels": {"app": "web"},
            "uid": "1",
            "managedFields": [{"manager": "kubelet", "fieldsV1": {"f:status": {}}}],
            "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{}"},
        },
        "spec": {
            "nodeName": "n",
            "containers": [
                {"name": "c", "image": "i", "ports": [{"name": "http", "containerPort": 80}]}
            ],
        },
        "status": {"phase": "Running", "podIPs": [{"ip": f"10.0.{number // 250}.{number % 250}"}]},
    }


POLICY: Object = {
    "metadata": {"name": "db", "namespace": "shop", "resourceVersion": "1", "generation": 2},
    "spec": {"podSelector": {"matchLabels": {"app": "db"}}, "policyTypes": ["Ingress"]},
    "status": {},
}


@pytest.fixture
def server() -> ApiServer:
    return ApiServer(
        lists={
            POLICIES: [POLICY],
            "/api/v1/pods": [pod(n) for n in range(3)],
            "/api/v1/namespaces": [{"metadata": {"name": "shop", "labels": {"team": "x"}}}],
            "/apis/apps/v1/deployments": [
                {
                    "metadata": {"name": "db", "namespace": "shop"},
                    "spec": {
                        "replicas": 2,
                        "template": {"metadata": {"labels": {"app": "db"}}, "spec": {}},
                    },
                }
            ],
        }
    )


@pytest.fixture
def config(server: ApiServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(connection, "PAUSES", (0.01, 0.01))
    with serving(server, tmp_path) as path:
        monkeypatch.setenv("KUBECONFIG", path)
        monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)
        # The client reads the variable when it is first imported.
        monkeypatch.setattr(
            "kubernetes.config.kube_config.KUBE_CONFIG_DEFAULT_LOCATION", path, raising=True
        )
        yield path


def load(source: str = "cluster:", *, skip_unreadable: bool = False) -> Manifests:
    return load_manifests([source], skip_unreadable=skip_unreadable)


def refusals(source: str = "cluster:") -> list[str]:
    with pytest.raises(InputError) as caught:
        load(source)
    text = "\n".join(str(problem) for problem in caught.value.problems)
    assert TOKEN not in text
    return [problem.message for problem in caught.value.problems]


def test_what_is_modelled_is_read(config: str, server: ApiServer) -> None:
    found = load()

    assert [policy.name for policy in found.policies] == ["db"]
    assert [each.name for each in found.pods] == ["web-0", "web-1", "web-2"]
    assert found.pods[1].ips == ("10.0.0.1",)
    assert found.pods[1].spec.ports[0].name == "http"
    assert [each.name for each in found.workloads] == ["db"]
    assert found.namespaces[0].labels == {"team": "x"}
    assert server.refused == []
    assert "managedFields" not in "".join(found.texts.values())
    assert found.policies[0].location.path == "cluster:test/networkpolicies"


def test_five_thousand_pods_in_pages(config: str, server: ApiServer) -> None:
    server.lists["/api/v1/pods"] = [pod(n) for n in range(5_000)]
    found = load()
    pages = [query for path, query in server.asked if path == "/api/v1/pods"]

    assert len(found.pods) == 5_000
    assert len({each.name for each in found.pods}) == 5_000
    assert [query.get("continue") for query in pages] == [None, *map(str, range(500, 5_000, 500))]
    assert {query["limit"] for query in pages} == {"500"}


def test_a_list_that_grows_too_old_begins_anew(config: str, server: ApiServer) -> None:
    server.lists["/api/v1/pods"] = [pod(n) for n in range(1_200)]
    gone = [status(410, "The provided continue parameter is too old")]
    server.special["/api/v1/pods"] = lambda query: (
        gone.pop() if gone and query.get("continue") == "1000" else None
    )

    assert len(load().pods) == 1_200


def test_a_list_that_is_always_too_old_is_asked_for_at_once(config: str, server: ApiServer) -> None:
    server.lists["/api/v1/pods"] = [pod(n) for n in range(1_200)]
    server.special["/api/v1/pods"] = lambda query: (
        status(410, "too old") if "continue" in query else None
    )

    assert len(load().pods) == 1_200
    assert ("/api/v1/pods", {}) in server.asked


def test_what_is_forbidden_is_named_with_what_to_do(config: str, server: ApiServer) -> None:
    message = f'networkpolicies is forbidden: User "u" with {TOKEN}\ncannot list'
    server.special[POLICIES] = lambda _: status(403, message)

    (said,) = refusals()
    assert said == (
        f'cluster: {POLICIES}: 403 networkpolicies is forbidden: User "u" with *** cannot list'
    )
    found = load(skip_unreadable=True)
    assert [problem.advice[:18] for problem in found.skipped] == ["grant `list` on it"]
    assert len(found.pods) == 3


def test_a_server_that_is_busy_is_asked_again(config: str, server: ApiServer) -> None:
    busy = [status(503, "etcd is slow"), status(429, "too many requests")]
    server.special[POLICIES] = lambda _: busy.pop() if busy else None

    assert len(load().policies) == 1


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<html>log in</html>", "the answer is no JSON object"),
        (b'{"kind": "PodList", "items": [', "the answer is no JSON object"),
        (b"[1]", "the answer is no JSON object"),
        (b'{"kind": "Pod"}', "the answer is no list"),
        (b'{"kind": "PodList", "items": [1]}', "the answer's items is no list of objects"),
        (b'{"kind": "PodList", "items": {}, "metadata": 1}', None),
        (b'{"kind": "PodList", "items": null}', None),
    ],
)
def test_broken_answers(config: str, server: ApiServer, body: bytes, said: str | None) -> None:
    server.special["/api/v1/pods"] = lambda _: (200, body)
    if said is None:
        assert load().pods == ()
    else:
        assert refusals() == [f"cluster: /api/v1/pods: {said}"]


def test_a_server_that_repeats_itself(config: str, server: ApiServer) -> None:
    body = b'{"kind": "PodList", "items": [], "metadata": {"continue": "x"}}'
    server.special["/api/v1/pods"] = lambda _: (200, body)

    assert refusals() == ["cluster: /api/v1/pods: the server gives the same page again and again"]


def test_a_slow_server(config: str, server: ApiServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "ANSWERING", 0.2)

    def slow(_: object) -> None:
        time.sleep(1)

    server.special["/apis"] = slow
    (said,) = refusals()

    assert said.startswith("cluster: /apis: no answer (")


def test_policies_of_plugins_are_not_passed_over(config: str, server: ApiServer) -> None:
    """A kind that may decide flows and is not read turns proofs into unknown (M-11)."""
    server.answers["/apis"] = {
        "groups": [
            {"name": "cilium.io", "versions": [{"groupVersion": "cilium.io/v2"}]},
            {"name": "example.com", "versions": [{"groupVersion": "example.com/v1"}]},
        ]
    }
    verbs = ["get", "list"]
    server.answers[CILIUM] = {
        "resources": [
            {"name": "ciliumnetworkpolicies", "kind": "CiliumNetworkPolicy", "verbs": verbs},
            {"name": "ciliumnetworkpolicies/status", "kind": "CiliumNetworkPolicy", "verbs": verbs},
            {"name": "ciliumbgppeerconfigs", "kind": "CiliumBGPPeerConfig", "verbs": verbs},
        ]
    }
    server.lists[f"{CILIUM}/ciliumnetworkpolicies"] = [
        {"metadata": {"name": "x", "namespace": "shop"}, "spec": {"anything": 1}}
    ]
    (other,) = load().other_kinds

    assert (other.kind, other.count, other.changes_traffic) == ("CiliumNetworkPolicy", 1, True)
    assert "/apis/example.com/v1" not in [path for path, _ in server.asked]


def test_services_and_what_leads_to_them_are_read(server: ApiServer, config: str) -> None:
    group, verbs = "gateway.networking.k8s.io", ["get", "list"]
    versions = [{"groupVersion": f"{group}/{version}"} for version in ("v1", "v1beta1")]
    server.answers["/apis"] = {"groups": [{"name": group, "versions": versions}]}
    for version in ("v1", "v1beta1"):
        server.answers[f"/apis/{group}/{version}"] = {
            "resources": [
                {"name": "httproutes", "kind": "HTTPRoute", "verbs": verbs, "namespaced": True},
                {"name": "referencegrants", "kind": "ReferenceGrant", "verbs": verbs},
            ]
        }
    meta = {"name": "web", "namespace": "shop", "labels": {"a": "b"}, "uid": "1"}
    ports = [{"port": 80, "targetPort": "http", "protocol": "TCP"}]
    server.lists["/api/v1/services"] = [
        {
            "metadata": meta,
            "spec": {"selector": {"app": "web"}, "ports": ports, "ipFamilies": ["IPv4"]},
            "status": {"loadBalancer": {}},
        }
    ]
    mirror = {"type": "RequestMirror", "requestMirror": {"backendRef": {"name": "b", "port": 1}}}
    rule = {
        "matches": [{"headers": [{"name": "x", "value": "hidden"}]}],
        "filters": [mirror, {"type": "RequestHeaderModifier", "requestHeaderModifier": {}}],
        "backendRefs": [{"name": "web", "port": 80, "filters": [mirror]}],
    }
    server.lists[f"/apis/{group}/v1/httproutes"] = [
        {"metadata": meta, "spec": {"parentRefs": [{"name": "g"}], "rules": [rule]}}
    ]
    loaded = load()

    (service,), (route,) = loaded.services, loaded.entry_points
    assert service.selector == (("app", "web"),)
    assert (service.ports[0].port, service.ports[0].target_port) == (80, "http")
    assert isinstance(route, GatewayRoute)
    assert [(ref.name, ref.port) for ref in route.backends] == [("b", 1), ("web", 80), ("b", 1)]
    assert "hidden" not in "".join(loaded.texts.values())
    assert f"/apis/{group}/v1beta1/httproutes" not in [path for path, _ in server.asked]


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("cluster:test", POLICIES),
        ("cluster:test/shop", "/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies"),
        ("cluster:/shop", "/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies"),
        ("cluster:arn:aws:eks:eu-1:1:cluster/prod", POLICIES),
        (
            "cluster:arn:aws:eks:eu-1:1:cluster/prod/shop",
            "/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies",
        ),
    ],
)
def test_context_and_namespace(config: str, server: ApiServer, source: str, path: str) -> None:
    server.lists[path] = [POLICY]

    assert len(load(source).policies) == 1
    assert path in [asked for asked, _ in server.asked]


def test_a_context_that_does_not_exist(config: str) -> None:
    (said,) = refusals("cluster:gone")

    assert "no access to a cluster" in said
    assert "gone" in said


def test_nobody_logged_in(config: str, server: ApiServer) -> None:
    server.special["/apis"] = lambda _: status(401, "Unauthorized")

    assert refusals() == ["cluster: /apis: 401 Unauthorized"]


def test_the_command_judges_a_cluster(config: str, server: ApiServer, tmp_path: Path) -> None:
    (tmp_path / "netproof.yaml").write_text(
        "apiVersion: netproof/v1\ninvariants: [any never reaches shop/db]\n"
    )
    arguments = ("check", "cluster:", "-f", "netproof.yaml")
    ran = run(*arguments, cwd=tmp_path, PYTHONPATH=str(ROOT), KUBECONFIG=config)
    server.special[POLICIES] = lambda _: status(403, f"no: {TOKEN}")
    refused = run(
        *arguments, cwd=tmp_path, PYTHONPATH=str(ROOT), KUBECONFIG=config, NETPROOF_DEBUG="1"
    )

    assert ran.code == 0
    assert ran.err.startswith("netproof: cluster: no network plugin is recognised ")
    assert ran.err.count("\n") == 1
    assert "Read 1 NetworkPolicy, " in ran.out
    assert refused.code == 1  # NETPROOF_DEBUG shows where it was refused, as a traceback
    assert "403 no: ***" in refused.err
    assert TOKEN not in ran.out + refused.out + refused.err


def test_what_files_would_change_in_a_cluster(
    config: str, server: ApiServer, tmp_path: Path
) -> None:
    opened = POLICY | {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "spec": {**POLICY["spec"], "ingress": [{}]},
    }
    (tmp_path / "db.json").write_text(json.dumps(opened))
    known = {"PYTHONPATH": str(ROOT), "KUBECONFIG": config}
    ran = run("diff", "cluster:", "db.json", "-o", "json", cwd=tmp_path, **known)
    refused = run("diff", "cluster:", "--since", "main", cwd=tmp_path, **known)
    report = json.loads(ran.out)

    assert (ran.code, report["verdict"]) == (1, "more-permissive")
    assert (report["old"], report["new"]) == ("cluster:", "db.json")
    assert refused.code == 2
    assert "--since compares files and folders with a revision" in refused.err


def test_a_redirection_is_not_followed(config: str, server: ApiServer, tmp_path: Path) -> None:
    other = ApiServer()
    with serving(other, tmp_path) as elsewhere:
        address = json.loads(Path(elsewhere).read_text())["clusters"][0]["cluster"]["server"]
        server.location = f"{address}/apis"
        server.special["/apis"] = lambda _: (302, b"")
        (said,) = refusals()

    assert said.startswith("cluster: /apis: 302")
    assert other.asked == []


def test_the_client_is_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "kubernetes.config", None)
    with pytest.raises(InputError) as caught:
        load()

    assert caught.value.problems[0].advice == "install the client: pip install 'netproof[cluster]'"


def test_the_role_in_the_document_grants_what_is_asked_for() -> None:
    text = (ROOT / "specs/cluster.md").read_text()
    (block,) = re.findall(r"(?<=^```yaml\n).*?(?=^```$)", text, re.MULTILINE | re.DOTALL)
    rules = yaml.safe_load(block)["rules"]
    granted = {(group, name) for r in rules for group in r["apiGroups"] for name in r["resources"]}
    asked = {(k.api_version.rpartition("/")[0], k.plural) for k in ALWAYS}

    leading = {(group, f"{k.lower()}s") for group, kinds in LEADING.items() for k in kinds}

    assert granted == asked | leading | {(group, "*") for group in GROUPS}
    assert {verb for rule in rules for verb in rule["verbs"]} == {"list"}
