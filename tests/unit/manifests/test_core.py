"""What policies see of namespaces, pods and controllers."""

import json

import pytest

from verifier.manifests import Manifests, load_texts
from verifier.manifests.core import TEMPLATES
from verifier.resources import ContainerPort, Namespace, OwnerReference, Pod, PodSpec, Workload


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
