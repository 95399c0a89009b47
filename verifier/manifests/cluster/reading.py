"""Which lists of a cluster are read, and the texts that they become."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from verifier.errors import InputError, Problem
from verifier.manifests.cluster.connection import ClusterError, Connection, connect
from verifier.manifests.cluster.listing import entries, listed
from verifier.manifests.cluster.plugin import plugin_of
from verifier.manifests.cluster.trimming import trimmed
from verifier.manifests.codes import Code
from verifier.manifests.plugins import Plugin
from verifier.manifests.traffic import GROUPS, changes_traffic

PREFIX = "cluster:"


@dataclass(frozen=True, slots=True)
class Listed:
    """A kind of objects that is read; `modelled`: more of it than its existence counts."""

    api_version: str
    kind: str
    plural: str
    namespaced: bool = True
    modelled: bool = True

    @property
    def version(self) -> str:
        """The version without its group."""
        return self.api_version.rpartition("/")[2]

    def path(self, namespace: str) -> str:
        """The path of its list in the API, of one namespace or of all."""
        root = "apis" if "/" in self.api_version else "api"
        inside = f"/namespaces/{namespace}" if namespace and self.namespaced else ""
        return f"/{root}/{self.api_version}{inside}/{self.plural}"


ALWAYS = (
    Listed("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies"),
    Listed("v1", "Namespace", "namespaces", namespaced=False),
    Listed("v1", "Node", "nodes", namespaced=False),
    Listed("v1", "Pod", "pods"),
    Listed("v1", "ReplicationController", "replicationcontrollers"),
    Listed("apps/v1", "Deployment", "deployments"),
    Listed("apps/v1", "ReplicaSet", "replicasets"),
    Listed("apps/v1", "StatefulSet", "statefulsets"),
    Listed("apps/v1", "DaemonSet", "daemonsets"),
    Listed("batch/v1", "Job", "jobs"),
    Listed("batch/v1", "CronJob", "cronjobs"),
    Listed("v1", "Service", "services"),
    Listed("networking.k8s.io/v1", "Ingress", "ingresses"),
)
MODELLED = {
    "ClusterNetworkPolicy": "policy.networking.k8s.io/v1alpha2",
    "AdminNetworkPolicy": "policy.networking.k8s.io/v1alpha1",
    "BaselineAdminNetworkPolicy": "policy.networking.k8s.io/v1alpha1",
}
# What leads in, of groups that a cluster need not serve.
LEADING: dict[str, dict[str, tuple[str, ...]]] = {
    "gateway.networking.k8s.io": {
        "Gateway": ("v1", "v1beta1"),
        "HTTPRoute": ("v1", "v1beta1"),
        "GRPCRoute": ("v1",),
    },
    "route.openshift.io": {"Route": ("v1",)},
}


DAEMON_SETS = next(kind for kind in ALWAYS if kind.kind == "DaemonSet")


def read_cluster(source: str) -> tuple[list[tuple[str, str]], list[Problem], Plugin]:
    """The texts of `cluster:[CONTEXT][/NAMESPACE]` with their paths, one for each kind, what may
    not be read, and what is known of the network plugin. Raises InputError where the cluster
    cannot be reached."""
    try:
        connection = connect(source.removeprefix(PREFIX))
        groups = entries(connection.get("/apis"), "groups", "/apis")
        kinds = [*ALWAYS, *_policies_of_plugins(connection, groups)]
        kinds += _leading_in(connection, groups)
    except ClusterError as error:
        raise InputError((_problem(source, error),)) from None
    texts: list[tuple[str, str]] = []
    problems: list[Problem] = []
    agents: list[dict[str, Any]] | None = None
    nodes = 0
    for kind in kinds:
        try:
            items = listed(connection, kind.path(connection.namespace))
        except ClusterError as error:
            problems.append(_problem(source, error))
            continue
        if kind is DAEMON_SETS:
            agents = items
        if kind.kind == "Node":
            nodes = len(items)
        if items:
            objects = [
                trimmed(item, kind.api_version, kind.kind, modelled=kind.modelled) for item in items
            ]
            text = json.dumps({"apiVersion": "v1", "kind": "List", "items": objects}, indent=1)
            texts.append((f"{PREFIX}{connection.context}/{kind.plural}", text + "\n"))
    if connection.namespace:
        agents = _agents(connection)
    names = {str(group.get("name")) for group in groups}
    return texts, problems, plugin_of(source, names, agents, nodes)


def _agents(connection: Connection) -> list[dict[str, Any]] | None:
    """The DaemonSets of all namespaces; None where they may not be listed."""
    try:
        return listed(connection, DAEMON_SETS.path(""))
    except ClusterError:
        return None


def _policies_of_plugins(connection: Connection, groups: list[dict[str, Any]]) -> Iterator[Listed]:
    """The kinds that may decide flows, of the groups that the cluster serves: those that are not
    modelled count too, for no verdict may pass over them (M-11)."""
    for group in groups:
        name = str(group.get("name"))
        if name not in GROUPS:
            continue
        found: dict[str, Listed] = {}
        for version in entries(group, "versions", "/apis"):
            for each in _served(connection, str(version.get("groupVersion"))):
                if changes_traffic(name, each.kind) and (each.modelled or each.kind not in found):
                    found[each.kind] = each
        yield from found.values()


def _leading_in(connection: Connection, groups: list[dict[str, Any]]) -> Iterator[Listed]:
    """The kinds that lead in, of the groups that the cluster serves, each in one version."""
    for group in groups:
        name = str(group.get("name"))
        if name not in LEADING:
            continue
        found: dict[str, Listed] = {}
        for version in entries(group, "versions", "/apis"):
            for each in _served(connection, str(version.get("groupVersion"))):
                if each.version in LEADING[name].get(each.kind, ()):
                    found.setdefault(each.kind, replace(each, modelled=True))
        yield from found.values()


def _served(connection: Connection, version: str) -> Iterator[Listed]:
    """The kinds of a version of a group that can be listed."""
    path = f"/apis/{version}"
    for resource in entries(connection.get(path), "resources", path):
        kind, plural = str(resource.get("kind")), str(resource.get("name"))
        if "list" in (resource.get("verbs") or ()) and "/" not in plural:
            namespaced = bool(resource.get("namespaced"))
            yield Listed(version, kind, plural, namespaced, MODELLED.get(kind) == version)


def _problem(source: str, error: ClusterError) -> Problem:
    return Problem(Code.UNREADABLE, f"{source} {error}", advice=error.advice)
