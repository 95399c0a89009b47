"""Live objects without what no verdict looks at, which is most of them."""

from verifier.manifests.cluster.leading import LEADING, Object, leading_spec

KEPT_METADATA = ("name", "generateName", "namespace", "labels", "annotations", "ownerReferences")
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def trimmed(item: Object, api_version: str, kind: str, *, modelled: bool) -> Object:
    """The object as it counts: policies whole, of others what policies and invariants see."""
    found: Object = {"apiVersion": api_version, "kind": kind, "metadata": _metadata(item)}
    if not modelled or kind == "Namespace":
        return found
    status = _mapping(item, "status")
    match kind:
        case "Pod":
            kept = ("phase", "podIP", "podIPs")
            return found | {
                "spec": _pod_spec(item),
                "status": {key: status[key] for key in kept if key in status},
            }
        case "Node":
            return found | {"status": {"addresses": status.get("addresses") or []}}
        case "CronJob":
            job = _mapping(_mapping(item, "spec"), "jobTemplate")
            return found | {"spec": {"jobTemplate": {"spec": _template(job)}}}
        case "NetworkPolicy" | "ClusterNetworkPolicy" | "AdminNetworkPolicy":
            return found | {"spec": item.get("spec")}
        case "BaselineAdminNetworkPolicy":
            return found | {"spec": item.get("spec")}
        case _ if kind in LEADING:
            return found | {"spec": leading_spec(kind, _mapping(item, "spec"))}
        case _:
            return found | {"spec": _template(item)}


def _metadata(item: Object) -> Object:
    metadata = _mapping(item, "metadata")
    kept = {key: metadata[key] for key in KEPT_METADATA if metadata.get(key)}
    if isinstance(notes := kept.get("annotations"), dict):
        kept["annotations"] = {key: text for key, text in notes.items() if key != LAST_APPLIED}
    return kept


def _template(owner: Object) -> Object:
    template = _mapping(_mapping(owner, "spec"), "template")
    labels = _mapping(template, "metadata").get("labels") or {}
    return {"template": {"metadata": {"labels": labels}, "spec": _pod_spec(template)}}


def _pod_spec(owner: Object) -> Object:
    spec = _mapping(owner, "spec")
    found: Object = {"hostNetwork": True} if spec.get("hostNetwork") else {}
    for name in ("containers", "initContainers"):
        if containers := spec.get(name):
            found[name] = [_container(each) for each in containers if isinstance(each, dict)]
    return found


def _container(container: Object) -> Object:
    return {key: container[key] for key in ("ports", "restartPolicy") if container.get(key)}


def _mapping(owner: Object, name: str) -> Object:
    found = owner.get(name)
    return found if isinstance(found, dict) else {}
