"""What every verdict on an input rests on (M-11, M-13), and what the input held."""

from collections import Counter

from verifier.analysis.results import Assumption
from verifier.manifests import Manifests, OtherKind

STANDING = (
    Assumption("enforced", "the cluster's network plugin enforces these policies"),
    Assumption(
        "no-rewriting",
        "no address is rewritten between the two ends (source NAT can make internet traffic look "
        "like a node's; a Service's address is judged after it is resolved to a pod)",
    ),
    Assumption(
        "closed-world",
        "no policies exist beyond the input (an unseen one can admit more to pods that are "
        "isolated here, and isolate others)",
    ),
    Assumption(
        "pod-network", "pods beyond the declared ones are on the pod network, not hostNetwork"
    ),
    Assumption(
        "protocols", "only new TCP, UDP and SCTP connections are judged; replies follow them"
    ),
)


def assumptions(manifests: Manifests, ignored: tuple[str, ...] = ()) -> tuple[Assumption, ...]:
    """The standing assumptions, and those that this input adds."""
    found = list(STANDING)
    if manifests.skipped:
        paths = ", ".join(sorted({str(p.location.path) for p in manifests.skipped if p.location}))
        found.append(
            Assumption(
                "skipped",
                f"what could not be read changes nothing: {paths}",
                len(manifests.skipped),
            )
        )
    for kind in manifests.other_kinds:
        if kind.changes_traffic and is_ignored(kind, ignored):
            text = f"{name(kind)} changes nothing that is judged (ignore-kinds)"
            found.append(Assumption("ignored-kind", text, kind.count))
        elif kind.changes_traffic:
            text = f"{name(kind)} is not modelled: a refutation assumes that it changes nothing"
            found.append(Assumption("unmodelled-kind", text, kind.count))
    return tuple(found)


def name(kind: OtherKind) -> str:
    """`cilium.io/v2 CiliumNetworkPolicy`."""
    return f"{kind.api_version} {kind.kind}"


def is_ignored(kind: OtherKind, ignored: tuple[str, ...]) -> bool:
    """The spec lists the kind, by its name alone or with its group."""
    group = kind.api_version.partition("/")[0]
    return bool({kind.kind, f"{group}/{kind.kind}", f"{kind.api_version}/{kind.kind}"} & {*ignored})


def traffic_kinds(manifests: Manifests, ignored: tuple[str, ...]) -> list[OtherKind]:
    """The kinds that change pod traffic, have no reader, and are not ignored (M-11)."""
    return [k for k in manifests.other_kinds if k.changes_traffic and not is_ignored(k, ignored)]


def summaries(manifests: Manifests) -> tuple[str, str]:
    """What was used, and what was seen and not used, each in one line."""
    counts = Counter[str]()
    counts["NetworkPolicy"] = len(manifests.policies)
    for admin in manifests.admin_policies:
        counts[admin.kind] += 1
    counts["Namespace"] = len(manifests.namespaces)
    counts["Pod"] = len(manifests.pods)
    for workload in manifests.workloads:
        counts[workload.kind] += 1
    counts["Node"] = len(manifests.nodes)
    counts["Service"] = len(manifests.services)
    for entry in manifests.entry_points:
        counts[entry.text.partition(" ")[0]] += 1
    used = ", ".join(counted(kind, count) for kind, count in counts.items() if count)
    ignored = ", ".join(
        counted(kind.kind, kind.count)
        for kind in sorted(manifests.other_kinds, key=lambda k: (k.kind, k.api_version))
    )
    return used, ignored


def counted(kind: str, count: int) -> str:
    """`1 Pod`, `2 Pods`, `3 NetworkPolicies`."""
    if count == 1:
        return f"1 {kind}"
    if kind.endswith("y") and kind[-2] not in "aeiou":
        return f"{count} {kind[:-1]}ies"
    return f"{count} {kind}{'es' if kind.endswith('s') else 's'}"
