"""Decoding of namespaces, pods and controllers: what policies see of them, so live objects load."""

from functools import lru_cache

from verifier.manifests.cidr import canonical_address
from verifier.manifests.codes import Code
from verifier.manifests.fields import Fields
from verifier.manifests.meta import labels, metadata
from verifier.manifests.refusal import container_port, required
from verifier.resources import ContainerPort, Namespace, Node, Pod, PodSpec, Workload

TEMPLATES = {
    "Deployment": "spec.template",
    "ReplicaSet": "spec.template",
    "StatefulSet": "spec.template",
    "DaemonSet": "spec.template",
    "ReplicationController": "spec.template",
    "Job": "spec.template",
    "CronJob": "spec.jobTemplate.spec.template",
}


def namespace(fields: Fields, _default: str) -> Namespace:
    """A Namespace."""
    meta = metadata(fields, "")
    return Namespace(name=meta.name, labels=meta.labels, location=fields.location)


def pod(fields: Fields, default: str) -> Pod:
    """A Pod that is applied to the namespace `default` unless it names another one."""
    meta = metadata(fields, default)
    status = fields.child("status")
    return Pod(
        name=meta.name,
        namespace=meta.namespace,
        labels=meta.labels,
        spec=_pod_spec(fields),
        owner=meta.owner,
        phase=status.text("phase") if status else None,
        ips=_ips(status) if status else (),
        location=fields.location,
    )


def node(fields: Fields, _default: str) -> Node:
    """A Node; of its status only the addresses that are IP addresses, in their usual spelling, and
    not the host names."""
    meta = metadata(fields, "")
    status = fields.child("status")
    written = (status.children("addresses") if status else None) or ()
    addresses = [canonical_address(item.text("address") or "") for item in written]
    return Node(
        name=meta.name,
        labels=tuple(meta.labels.items()),
        addresses=tuple(address for address in addresses if address is not None),
        location=fields.location,
    )


def workload(kind: str, fields: Fields, default: str) -> Workload:
    """A controller of this kind; its labels and spec are those of its pod template."""
    meta = metadata(fields, default)
    template = _template(fields, TEMPLATES[kind])
    template_meta = template.child("metadata") if template else None
    return Workload(
        kind=kind,
        name=meta.name,
        namespace=meta.namespace,
        labels=labels(template_meta) if template_meta else {},
        spec=_pod_spec(template) if template else PodSpec(),
        owner=meta.owner,
        location=fields.location,
    )


def _template(fields: Fields, path: str) -> Fields | None:
    """The pod template, which must be there."""
    at: Fields | None = fields
    last = fields
    for name in path.split("."):
        at = last.child(name)
        if at is None:
            advice = "without its pod template nothing is known about the pods"
            fields.report.add(Code.REQUIRED, "Required value", last.node, path, advice)
            return None
        last = at
    return at


def _pod_spec(owner: Fields) -> PodSpec:
    spec = owner.child("spec")
    if spec is None:
        return PodSpec()
    sidecars = [
        container
        for container in spec.children("initContainers") or ()
        if container.text("restartPolicy") == "Always"
    ]
    return PodSpec(
        ports=tuple(
            port for container in spec.children("containers") or () for port in _ports(container)
        ),
        sidecar_ports=tuple(port for container in sidecars for port in _ports(container)),
        host_network=spec.boolean("hostNetwork"),
    )


def _ports(container: Fields) -> list[ContainerPort]:
    return [_port(fields) for fields in container.children("ports") or ()]


def _port(fields: Fields) -> ContainerPort:
    number = fields.integer("containerPort")
    name, protocol = fields.text("name"), fields.text("protocol")
    if number is None and "containerPort" not in fields.nodes:
        fields.refuse(required("containerPort"))
    for problem in container_port(number, name, protocol):
        fields.refuse(problem)
    return _shared_port(number or 0, name, protocol)


@lru_cache(maxsize=4096)
def _shared_port(number: int, name: str | None, protocol: str | None) -> ContainerPort:
    """Most containers have the ports that others have."""
    return ContainerPort(number=number, name=name, protocol=protocol)


def _ips(status: Fields) -> tuple[str, ...]:
    """All addresses of the pod, in their usual spelling; `podIP` is the first of `podIPs`."""
    listed = tuple(item.text("ip") or "" for item in status.children("podIPs") or ())
    single = status.text("podIP")
    written = listed or ((single,) if single else ())
    return tuple(canonical_address(text) or text for text in written)
