"""Resources back to YAML: what is absent stays absent, what is empty stays empty."""

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from verifier.manifests import Manifests
from verifier.resources import (
    AdminPeer,
    AdminPolicy,
    AdminPort,
    AdminRule,
    LabelSelector,
    Namespace,
    NamespacedPod,
    NetworkPolicy,
    NetworkPolicyPeer,
    NetworkPolicyPort,
    NetworkPolicyRule,
    Node,
    Pod,
    PodSpec,
    Service,
    Workload,
)

Document = dict[str, Any]


def text_of(manifests: Manifests) -> str:
    """All resources as YAML documents, in the order of `Manifests`."""
    documents = [
        *(namespace(item) for item in manifests.namespaces),
        *(node(item) for item in manifests.nodes),
        *(pod(item) for item in manifests.pods),
        *(workload(item) for item in manifests.workloads),
        *(service(item) for item in manifests.services),
        *(network_policy(item) for item in manifests.policies),
        *(admin_policy(item) for item in manifests.admin_policies),
    ]
    return yaml.safe_dump_all(documents, sort_keys=False)


def given(**fields: object) -> Document:
    """The fields that are not None."""
    return {name: value for name, value in fields.items() if value is not None}


def head(kind: str, version: str, name: str, **meta: object) -> Document:
    """An object without its spec."""
    return {"apiVersion": version, "kind": kind, "metadata": given(name=name, **meta)}


def namespace(item: Namespace) -> Document:
    """A Namespace."""
    return head("Namespace", "v1", item.name, labels=dict(item.labels))


def node(item: Node) -> Document:
    """A Node; its host name is among its addresses, as in live objects."""
    addresses = [{"type": "InternalIP", "address": address} for address in item.addresses]
    addresses.append({"type": "Hostname", "address": item.name})
    found = head("Node", "v1", item.name, labels=dict(item.labels))
    return {**found, "status": {"addresses": addresses}}


def pod(item: Pod) -> Document:
    """A Pod with its status."""
    found = head("Pod", "v1", item.name, namespace=item.namespace, labels=dict(item.labels))
    status = given(phase=item.phase, podIPs=[{"ip": ip} for ip in item.ips] or None)
    return {**found, "spec": pod_spec(item.spec), "status": status}


def workload(item: Workload) -> Document:
    """A controller with its pod template."""
    version = "batch/v1" if item.kind == "Job" else "apps/v1"
    template = {"metadata": {"labels": dict(item.labels)}, "spec": pod_spec(item.spec)}
    found = head(item.kind, version, item.name, namespace=item.namespace)
    return {**found, "spec": {"template": template}}


def pod_spec(item: PodSpec) -> Document:
    """One container, and one sidecar where there are ports of one."""
    containers = [{"name": "c", "ports": [container_port(p) for p in item.ports]}]
    sidecar = {
        "name": "s",
        "restartPolicy": "Always",
        "ports": [container_port(p) for p in item.sidecar_ports],
    }
    return given(
        containers=containers,
        initContainers=[sidecar] if item.sidecar_ports else None,
        hostNetwork=item.host_network,
    )


def container_port(item: Any) -> Document:
    """A port of a container."""
    return given(containerPort=item.number, name=item.name, protocol=item.protocol)


def service(item: Service) -> Document:
    """A Service."""
    ports = [
        given(
            port=p.port,
            name=p.name,
            protocol=p.protocol,
            targetPort=p.target_port,
            nodePort=p.node_port,
        )
        for p in item.ports
    ]
    spec = given(
        selector=None if item.selector is None else dict(item.selector),
        ports=ports,
        type=item.type,
        clusterIP=item.cluster_ip,
        externalName=item.external_name,
    )
    return {**head("Service", "v1", item.name, namespace=item.namespace), "spec": spec}


def network_policy(item: NetworkPolicy) -> Document:
    """A NetworkPolicy as written."""
    spec = given(
        podSelector=selector(item.spec.pod_selector),
        ingress=rules(item.spec.ingress, "from"),
        egress=rules(item.spec.egress, "to"),
        policyTypes=listed(item.spec.policy_types),
    )
    found = head("NetworkPolicy", "networking.k8s.io/v1", item.name, namespace=item.namespace)
    return {**found, "spec": spec}


def rules(items: Iterable[NetworkPolicyRule] | None, peers: str) -> list[Document] | None:
    """The rules of one direction; `peers` is `from` or `to`."""
    if items is None:
        return None
    return [
        given(
            **{peers: None if item.peers is None else [peer(p) for p in item.peers]},
            ports=None if item.ports is None else [port(p) for p in item.ports],
        )
        for item in items
    ]


def peer(item: NetworkPolicyPeer) -> Document:
    """A peer."""
    block = item.ip_block
    written: Mapping[str, object] | None = None
    if block is not None:
        written = {"cidr": block.cidr, **given(**{"except": listed(block.except_)})}
    return given(
        podSelector=selector(item.pod_selector),
        namespaceSelector=selector(item.namespace_selector),
        ipBlock=written,
    )


def port(item: NetworkPolicyPort) -> Document:
    """A port."""
    return given(protocol=item.protocol, port=item.port, endPort=item.end_port)


def admin_policy(item: AdminPolicy) -> Document:
    """A policy of the Admin or Baseline tier, in the words of its kind."""
    cluster = item.kind == "ClusterNetworkPolicy"
    spec = given(
        tier=item.tier if cluster else None,
        priority=item.priority,
        subject=given(namespaces=selector(item.subject.namespaces), pods=pods(item.subject.pods)),
        ingress=admin_rules(item.ingress, "from", cluster),
        egress=admin_rules(item.egress, "to", cluster),
    )
    version = f"policy.networking.k8s.io/{'v1alpha2' if cluster else 'v1alpha1'}"
    return {**head(item.kind, version, item.name), "spec": spec}


def admin_rules(
    items: Iterable[AdminRule] | None, peers: str, cluster: bool
) -> list[Document] | None:
    """The rules of one direction; `cluster`: in the words of ClusterNetworkPolicy."""
    if items is None:
        return None
    ports, written = ("protocols", protocol) if cluster else ("ports", admin_port)
    return [
        given(
            name=item.name,
            action=item.action,
            **{
                peers: [admin_peer(p) for p in item.peers],
                ports: None if item.ports is None else [written(p) for p in item.ports],
            },
        )
        for item in items
    ]


def admin_peer(item: AdminPeer) -> Document:
    """A peer of an admin policy."""
    return given(
        namespaces=selector(item.namespaces),
        pods=pods(item.pods),
        networks=listed(item.networks),
        nodes=selector(item.nodes),
        domainNames=listed(item.domain_names),
    )


def pods(item: NamespacedPod | None) -> Document | None:
    """The field `pods` of a subject or peer."""
    if item is None:
        return None
    return given(
        namespaceSelector=selector(item.namespace_selector), podSelector=selector(item.pod_selector)
    )


def protocol(item: AdminPort) -> Document:
    """One item of `protocols`, as v1alpha2 has it."""
    if item.port is None or item.protocol is None:
        return {"destinationNamedPort": item.named_port}
    port: Document = {"number": item.port.number}
    if item.port.last is not None:
        port = {"range": {"start": item.port.number, "end": item.port.last}}
    return {item.protocol.lower(): {"destinationPort": port}}


def admin_port(item: AdminPort) -> Document:
    """One item of `ports`, as v1alpha1 has it."""
    if item.port is None:
        return {"namedPort": item.named_port}
    if item.port.last is None:
        return {"portNumber": given(protocol=item.protocol, port=item.port.number)}
    bounds = given(protocol=item.protocol, start=item.port.number, end=item.port.last)
    return {"portRange": bounds}


def selector(item: LabelSelector | None) -> Document | None:
    """A label selector."""
    if item is None:
        return None
    expressions = None
    if item.match_expressions is not None:
        expressions = [
            given(key=r.key, operator=r.operator, values=listed(r.values))
            for r in item.match_expressions
        ]
    labels = None if item.match_labels is None else dict(item.match_labels)
    return given(matchLabels=labels, matchExpressions=expressions)


def listed(items: tuple[str, ...] | None) -> list[str] | None:
    """A list, or nothing."""
    return None if items is None else list(items)
