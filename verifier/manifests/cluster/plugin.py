"""Which network plugin a cluster runs, by its API groups and DaemonSets, which are read anyway.

Where there is a doubt, nothing is concluded: a wrong dialect would be a wrong proof.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from verifier.manifests.plugins import Plugin

# Where plugins are installed: a DaemonSet elsewhere may be anybody's.
NAMESPACES = ("calico-system", "cilium", "cilium-system", "kube-system")
LABEL = "k8s-app"


@dataclass(frozen=True, slots=True)
class Engine:
    """Something that enforces policies: its DaemonSet and API group, "" for none. It has a
    `profile` only where its documentation tells how it reads policies."""

    name: str
    daemon_set: str = ""
    group: str = ""
    profile: str = ""


ENGINES = (
    Engine("Calico", "calico-node", "crd.projectcalico.org", "calico"),
    Engine("Cilium", "cilium", "cilium.io", "cilium"),
    Engine("Canal", "canal"),
    Engine("Antrea", "antrea-agent", "crd.antrea.io"),
    Engine("OVN-Kubernetes", "ovnkube-node", "k8s.ovn.org"),
    Engine("GKE Dataplane V2", "anetd"),
    Engine("the policy agent of the AWS VPC CNI", group="networking.k8s.aws"),
    Engine("Azure Network Policy Manager", "azure-npm"),
    Engine("kube-router", "kube-router"),
    Engine("Weave Net", "weave-net"),
    Engine("kindnet", "kindnet"),
    Engine("kube-network-policies", "kube-network-policies"),
)


def plugin_of(
    source: str,
    groups: Collection[str],
    daemon_sets: Sequence[dict[str, Any]] | None,
    nodes: int,
) -> Plugin:
    """What the groups that a cluster serves and its DaemonSets tell; None: they may not be listed.

    A plugin is sure where its own DaemonSet, with its own label, is on every one of the `nodes`,
    its API group is served, and no other one left a sign. On a node without its agent, as virtual
    nodes are, pods are not what the plugin takes for pods.
    """
    if daemon_sets is None:
        return Plugin(
            source, "", "DaemonSets may not be listed, so the network plugin is not known"
        )
    signs = {engine: tuple(_signs(engine, groups, daemon_sets, nodes)) for engine in ENGINES}
    found = {engine: tuple(text for text, _ in told) for engine, told in signs.items() if told}
    if not found:
        return Plugin(source, "", "no network plugin is recognised by its DaemonSet or API group")
    seen = "; ".join(f"{engine.name}, by {' and '.join(texts)}" for engine, texts in found.items())
    (first, *others) = found
    if others:
        return Plugin(source, "", f"several network plugins left signs: {seen}")
    sure = all(certain for _, certain in signs[first]) and len(signs[first]) > 1
    if sure and first.profile:
        return Plugin(source, first.profile, f"the network plugin is {seen}")
    alone = " alone" if len(signs[first]) == 1 and first.daemon_set and first.group else ""
    return Plugin(source, "", f"the network plugin looks like {seen}{alone}")


def _signs(
    engine: Engine, groups: Collection[str], daemon_sets: Sequence[dict[str, Any]], nodes: int
) -> Iterator[tuple[str, bool]]:
    """Each sign of an engine, and whether it is as the engine installs it."""
    for item in daemon_sets:
        metadata, status = item.get("metadata") or {}, item.get("status") or {}
        namespace, name = metadata.get("namespace"), metadata.get("name")
        if name == engine.daemon_set and namespace in NAMESPACES:
            wanted = status.get("desiredNumberScheduled")
            runs = isinstance(wanted, int) and wanted >= max(nodes, 1)
            labelled = (metadata.get("labels") or {}).get(LABEL) == name
            doubt = "" if labelled else f" without its label {LABEL}"
            doubt += "" if runs else " that is not on every node"
            yield f"the DaemonSet {namespace}/{name}{doubt}", not doubt
    if engine.group in groups:
        yield f"the API group {engine.group}", True
