"""What two versions of an input declare together, and how they differ in it (M-20)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from verifier.manifests import Manifests
from verifier.model import DeclaredPod, Inventory, ListedNamespace

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Relabelled:
    """A namespace that is listed on both sides, with other labels."""

    name: str
    old: Labels
    new: Labels

    @property
    def keys(self) -> frozenset[str]:
        """The labels that differ."""
        known = {*self.old, *self.new}
        return frozenset(key for key in known if self.old.get(key) != self.new.get(key))


@dataclass(frozen=True, slots=True)
class Union:
    """What both sides declare together. A namespace that both list carries its new labels in
    `declared`; `relabelled` are those whose old ones differ. `old` and `new` are what each side
    itself declares."""

    old: Inventory
    new: Inventory
    declared: Inventory
    relabelled: tuple[Relabelled, ...]

    @property
    def changed_keys(self) -> frozenset[str]:
        """The labels that some namespace carries on one side only, or with another value."""
        return frozenset(key for item in self.relabelled for key in item.keys)


def unite(old: Inventory, new: Inventory) -> Union:
    """Levels are taken on the union of both inputs: a namespace listed on one side only has those
    labels on both, and the workloads of both sides are declared."""
    before = {listed.name: listed for listed in old.listed}
    after = {listed.name: listed for listed in new.listed}
    listed = {**before, **after}
    relabelled = tuple(
        Relabelled(name, dict(before[name].labels), dict(after[name].labels))
        for name in sorted(before.keys() & after.keys())
        if before[name].labels != after[name].labels
    )
    declared = Inventory(
        pods=both(old.pods, new.pods),
        listed=tuple(listed[name] for name in sorted(listed)),
        named=tuple(sorted({*old.named, *new.named} - listed.keys())),
        nodes=tuple(dict.fromkeys((*new.nodes, *old.nodes))),
    )
    return Union(old, new, declared, relabelled)


def both(old: Iterable[DeclaredPod], new: Iterable[DeclaredPod]) -> tuple[DeclaredPod, ...]:
    """The pods of both sides. One that is not the same on both takes part as it was, too: a bare
    pod then is another pod than it was."""
    found = dict.fromkeys(new)
    names = {pod.pod for pod in found if pod.pod is not None}
    for pod in old:
        if pod not in found:
            name = f"{pod.pod} (old)" if pod.pod in names else pod.pod
            found[replace(pod, pod=name)] = None
    return tuple(sorted(found, key=lambda pod: (pod.workload, pod.pod or "", pod.location)))


def with_labels_of(declared: Inventory, relabelled: Iterable[Relabelled]) -> Inventory:
    """The same with the old labels of namespaces."""
    earlier = {item.name: tuple(sorted(item.old.items())) for item in relabelled}
    listed = tuple(
        ListedNamespace(item.name, earlier.get(item.name, item.labels)) for item in declared.listed
    )
    return replace(declared, listed=listed)


def merged(old: Manifests, new: Manifests) -> Manifests:
    """The policies and nodes of both sides, those that both have once, and the kinds that neither
    has a reader for."""
    known = {(policy.namespace, policy.name): policy for policy in new.policies}
    return replace(
        new,
        policies=(
            *new.policies,
            *(p for p in old.policies if known.get((p.namespace, p.name)) != p),
        ),
        admin_policies=(
            *new.admin_policies,
            *(p for p in old.admin_policies if p not in new.admin_policies),
        ),
        nodes=(*new.nodes, *(node for node in old.nodes if node not in new.nodes)),
        other_kinds=(*new.other_kinds, *old.other_kinds),
    )
