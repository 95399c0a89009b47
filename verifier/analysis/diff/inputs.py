"""What the two inputs declare differently, apart from policies."""

from collections.abc import Iterable, Iterator, Mapping

from verifier.analysis.diff.results import Inputs
from verifier.engine.versions import Relabelled, Union
from verifier.model import DeclaredPod

Labels = Mapping[str, str]


def inputs_of(union: Union) -> Inputs:
    """Workloads and namespaces of one side only, and those that both declare differently."""
    before, after = by_workload(union.old.pods), by_workload(union.new.pods)
    spaces_before = {n.name for n in union.old.listed}
    spaces_after = {n.name for n in union.new.listed}
    return Inputs(
        only_old=(*spaces(spaces_before - spaces_after), *sorted(before.keys() - after.keys())),
        only_new=(*spaces(spaces_after - spaces_before), *sorted(after.keys() - before.keys())),
        altered=tuple(
            f"{workload}: {', '.join(alterations(before[workload], after[workload]))}"
            for workload in sorted(before.keys() & after.keys())
            if any(alterations(before[workload], after[workload]))
        ),
        relabelled=tuple(map(relabelling, union.relabelled)),
    )


def spaces(names: Iterable[str]) -> Iterator[str]:
    """Namespaces, in order."""
    return (f"namespace {name}" for name in sorted(names))


def by_workload(pods: Iterable[DeclaredPod]) -> dict[str, list[DeclaredPod]]:
    """The declared pods by workload."""
    found: dict[str, list[DeclaredPod]] = {}
    for pod in pods:
        found.setdefault(pod.workload, []).append(pod)
    return found


def alterations(old: list[DeclaredPod], new: list[DeclaredPod]) -> Iterator[str]:
    """What differs of a workload, as far as policies may look at it."""
    if {pod.labels for pod in old} != {pod.labels for pod in new}:
        yield from label_changes(dict(old[0].labels), dict(new[0].labels))
    if {(p.named_ports, p.sidecar_ports) for p in old} != {
        (p.named_ports, p.sidecar_ports) for p in new
    }:
        yield "named ports"
    if {pod.host_network for pod in old} != {pod.host_network for pod in new}:
        yield "host network"


def relabelling(found: Relabelled) -> str:
    """`namespace dev: env=test -> env=prod, +team=a`."""
    return f"namespace {found.name}: {', '.join(label_changes(found.old, found.new))}"


def label_changes(old: Labels, new: Labels) -> list[str]:
    """`app=a -> app=b`, `+app=b`, `-app=a`."""
    found = []
    for key in sorted({*old, *new}):
        match old.get(key), new.get(key):
            case None, str(value):
                found.append(f"+{key}={value}")
            case str(value), None:
                found.append(f"-{key}={value}")
            case str(before), str(after) if before != after:
                found.append(f"{key}={before} -> {key}={after}")
            case _:
                pass
    return found or ["labels"]
