"""What policies see of namespaces, pods and controllers."""

import json

import pytest

from verifier.errors import InputError
from verifier.manifests import Code, Manifests, load_texts
from verifier.manifests.core import TEMPLATES
from verifier.resources import (
    ContainerPort,
    Namespace,
    Node,
    OwnerReference,
    Pod,
    PodSpec,
    Workload,
)


def load(text: str) -> Manifests:
    return load_texts({"x.yaml": text})


def test_a_namespace() -> None:
    text = "apiVersion: v1\nkind: Namespace\nmetadata: {name: a, labels: {team: b}}\n"
    assert load(text).namespaces == (Namespace(name="a", labels={"team": "b"}),)


def test_a_live_pod() -> None:
    text = """\
apiVersion: v1
kind: Pod
metadata:
  generateName: api-
  name: api-5f
  namespace: a
  labels: {app: api}
  managedFields: [{manager: kubelet, time: 2020-01-01}]
  ownerReferences:
  - {kind: Other, name: x}
  - {apiVersion: apps/v1, kind: ReplicaSet, name: api, controller: true}
spec:
  hostNetwork: true
  unknown: {a: 1}
  initContainers:
  - {name: once, ports: [{containerPort: 1}]}
  - {name: proxy, restartPolicy: Always, ports: [{containerPort: 15000, name: admin}]}
  containers:
  - name: api
    ports: [{containerPort: 80, name: web, protocol: TCP}, {containerPort: 53, protocol: UDP}]
  - name: none
status: {phase: Running, podIP: 10.0.0.1, podIPs: [{ip: 10.0.0.1}, {ip: "fd00::1"}]}
"""
    assert load(text).pods == (
        Pod(
            name="api-5f",
            namespace="a",
            labels={"app": "api"},
            spec=PodSpec(
                ports=(
                    ContainerPort(number=80, name="web", protocol="TCP"),
                    ContainerPort(number=53, protocol="UDP"),
                ),
                sidecar_ports=(ContainerPort(number=15000, name="admin"),),
                host_network=True,
            ),
            owner=OwnerReference(kind="ReplicaSet", name="api"),
            phase="Running",
            ips=("10.0.0.1", "fd00::1"),
        ),
    )


@pytest.mark.parametrize("kind", TEMPLATES)
def test_controllers_have_the_labels_of_their_template(kind: str) -> None:
    group = {"ReplicationController": "v1", "Job": "batch/v1", "CronJob": "batch/v1"}
    template: dict[str, object] = {
        "metadata": {"labels": {"app": "template"}},
        "spec": {"containers": [{"ports": [{"containerPort": 80, "name": "web"}]}]},
    }
    written: dict[str, object] = {"template": template, "replicas": 3}
    if kind == "CronJob":
        written = {"jobTemplate": {"spec": written}}
    text = json.dumps(
        {
            "apiVersion": group.get(kind, "apps/v1"),
            "kind": kind,
            "metadata": {"name": "w", "labels": {"app": "own"}},
            "spec": written,
        }
    )
    assert load(text).workloads == (
        Workload(
            kind=kind,
            name="w",
            namespace="default",
            labels={"app": "template"},
            spec=PodSpec(ports=(ContainerPort(number=80, name="web"),)),
        ),
    )


def test_generated_names() -> None:
    text = "apiVersion: v1\nkind: Pod\nmetadata: {generateName: job-}\n"
    assert [pod.name for pod in load(f"{text}---\n{text}").pods] == ["job-*", "job-*"]


def test_a_live_node() -> None:
    text = """\
apiVersion: v1
kind: Node
metadata:
  name: worker-1.example.com
  labels: {kubernetes.io/os: linux, zone: ""}
  annotations: {node.alpha.kubernetes.io/ttl: "0"}
spec: {podCIDR: 10.244.1.0/24, providerID: kind://x, taints: [{key: a, effect: NoSchedule}]}
status:
  capacity: {cpu: "8"}
  addresses:
  - {type: InternalIP, address: 172.18.0.2}
  - {type: InternalIP, address: "fc00:f853::2"}
  - {type: Hostname, address: worker-1}
  - {type: InternalDNS, address: ip-10-0-0-1.ec2.internal}
  nodeInfo: {kubeletVersion: v1.33.0}
"""
    (node,) = load(text).nodes
    assert node == Node(
        name="worker-1.example.com",
        labels=(("kubernetes.io/os", "linux"), ("zone", "")),
        addresses=("172.18.0.2", "fc00:f853::2"),
    )
    assert node.location.line == 1


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("10.0.0.4", "10.0.0.4"),
        ("010.0.0.4", "10.0.0.4"),
        ("'FD00:0::04'", "fd00::4"),
        ("'::ffff:10.0.0.4'", "10.0.0.4"),
    ],
)
def test_addresses_have_one_spelling(written: str, read: str) -> None:
    head = "apiVersion: v1\nkind: %s\nmetadata: {name: x}\nstatus: "
    (pod,) = load(f"{head % 'Pod'}{{podIPs: [{{ip: {written}}}]}}\n").pods
    (node,) = load(f"{head % 'Node'}{{addresses: [{{address: {written}}}]}}\n").nodes
    assert (pod.ips, node.addresses) == ((read,), (read,))


@pytest.mark.parametrize("status", ["", "status: ", "status: {}", "status: {addresses: }"])
def test_a_node_without_addresses(status: str) -> None:
    text = f"apiVersion: v1\nkind: Node\nmetadata: {{name: node}}\n{status}\n"
    assert load(text).nodes == (Node(name="node"),)


def test_a_node_with_a_bad_label() -> None:
    with pytest.raises(InputError) as raised:
        load("apiVersion: v1\nkind: Node\nmetadata: {name: node, labels: {a: x y}}\n")
    (problem,) = raised.value.problems
    assert (problem.code, problem.object, problem.field) == (
        Code.INVALID,
        "Node node",
        "metadata.labels",
    )


@pytest.mark.parametrize("kind", TEMPLATES)
def test_items_of_a_typed_list_need_no_kind(kind: str) -> None:
    version = {"ReplicationController": "v1", "Job": "batch/v1", "CronJob": "batch/v1"}
    spec = "{template: {metadata: {labels: {a: b}}}}"
    if kind == "CronJob":
        spec = f"{{jobTemplate: {{spec: {spec}}}}}"
    items = f"items:\n- {{metadata: {{name: w}}, spec: {spec}}}\n"
    (workload,) = load(
        f"apiVersion: {version.get(kind, 'apps/v1')}\nkind: {kind}List\n{items}"
    ).workloads
    assert (workload.kind, workload.labels) == (kind, {"a": "b"})
