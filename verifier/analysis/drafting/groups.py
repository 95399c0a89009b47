"""The groups of a drafted file: one per role that policies know."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from verifier.analysis.drafting.matching import implies, may_hold, may_select, pinned, selects
from verifier.invariants.names import is_group
from verifier.invariants.vocabulary import RESERVED
from verifier.model import (
    EVERYTHING,
    DeclaredPod,
    Inventory,
    PodPeer,
    Policy,
    PolicySet,
    Selector,
)

Key = tuple[str, Selector]
MOST_EMPTY = 100  # roles without a declared pod, beyond which they are not worth a reader's time


@dataclass(frozen=True, slots=True)
class Role:
    """The pods that a selector of the policies chooses in one namespace.

    `pods` are the declared ones among them, `workloads` those that no other selector tells apart
    better; without any, `policy` is the one that the role was taken from.
    """

    name: str
    namespace: str
    selector: Selector
    pods: tuple[DeclaredPod, ...]
    workloads: tuple[str, ...]
    policy: str = ""

    @property
    def key(self) -> Key:
        """What tells roles apart."""
        return self.namespace, self.selector


class Scene:
    """Policies and declared pods by namespace, and the roles that they play."""

    def __init__(self, inventory: Inventory, policies: PolicySet) -> None:
        self.inventory = inventory
        self.ends: dict[PodPeer, str] = {}  # what peers are called, as far as that is known
        self.names = sorted({*inventory.named, *(n.name for n in inventory.listed)})
        self.pods: dict[str, list[DeclaredPod]] = defaultdict(list)
        for pod in inventory.pods:
            self.pods[pod.namespace].append(pod)
        self.policies: dict[str, list[Policy]] = defaultdict(list)
        for policy in (policy for tier in policies.tiers for policy in tier.policies):
            for name in pinned(policy.namespaces, self.names) or ():
                self.policies[name].append(policy)
        admitted = peer_selectors(self.policies, self.names)
        found = [
            role
            for name in sorted({*self.pods, *self.policies})
            for role in self.roles_of(name, admitted.get(name, frozenset()))
        ]
        empty = [role for role in found if not role.pods]
        self.passed_over = [role.policy for role in empty] if len(empty) > MOST_EMPTY else []
        self.roles = tuple(named([r for r in found if r.pods or not self.passed_over]))
        self.by_key = {role.key: role for role in self.roles}
        self.of_workload = {text: role for role in self.roles for text in role.workloads}

    def roles_of(self, namespace: str, admitted: frozenset[Selector]) -> Iterator[Role]:
        """The roles of one namespace: of the workloads that policies select or admit, and of
        policies that select no declared pod. Names are only proposed."""
        policies, pods = self.policies[namespace], self.pods[namespace]
        own = {policy.pods for policy in policies}
        found: dict[Selector, set[str]] = defaultdict(set)
        for workload, members in by_workload(pods).items():
            fitting = [s for s in own | admitted if all(selects(s, pod) for pod in members)]
            if fitting:
                best = min(fitting, key=lambda s: self.rank(s, namespace))
                found[best].add(workload)
        for policy in policies:
            if not any(may_select(policy.pods, pod) for pod in pods):
                found.setdefault(policy.pods, set())
        for chosen in sorted(found, key=sorting):
            source = next((p.name for p in policies if p.pods == chosen), "")
            yield Role(
                name=stem(namespace, chosen, sorted(found[chosen]), source),
                namespace=namespace,
                selector=chosen,
                pods=tuple(pod for pod in pods if selects(chosen, pod)),
                workloads=tuple(sorted(found[chosen])),
                policy=source,
            )

    def rank(self, chosen: Selector, namespace: str) -> tuple[bool, bool, bool, int, int, object]:
        """The order of selectors that choose a workload: first those that policies isolate for
        ingress, whoever matches, then those by which policies select, then the fewer other
        workloads they choose, then the shorter. Every pod of the namespace comes last."""
        policies = self.policies[namespace]
        shut = any(p.ingress is not None and implies(chosen, p.pods) for p in policies)
        own = any(p.pods == chosen for p in policies)
        count = len({pod.workload for pod in self.pods[namespace] if selects(chosen, pod)})
        least = chosen == EVERYTHING
        return least, not shut, not own, count, len(chosen.requirements), sorting(chosen)

    def roles_in(self, namespace: str) -> list[Role]:
        """The roles of one namespace, in order."""
        return [role for role in self.roles if role.namespace == namespace]

    def unselected(self) -> list[str]:
        """The workloads that no NetworkPolicy selects, in order."""
        return sorted(
            {
                pod.workload
                for name, pods in self.pods.items()
                for pod in pods
                if not any(may_select(policy.pods, pod) for policy in self.policies[name])
            }
        )

    def holds_some(self, peer: PodPeer) -> bool:
        """Some declared pod is, or may be, one of the peer's."""
        return any(
            may_select(peer.pods, pod)
            for name, pods in self.pods.items()
            if may_hold(peer.namespaces, name, self.inventory)
            for pod in pods
        )


def peer_selectors(
    policies: Mapping[str, Iterable[Policy]], names: Iterable[str]
) -> Mapping[str, frozenset[Selector]]:
    """The pod selectors of all peers that name their namespaces, by namespace."""
    known = tuple(names)
    found: dict[str, set[Selector]] = defaultdict(set)
    for policy in (policy for several in policies.values() for policy in several):
        for rule in (*(policy.ingress or ()), *(policy.egress or ())):
            for peer in rule.peers:
                if isinstance(peer, PodPeer) and peer.pods != EVERYTHING:
                    for name in pinned(peer.namespaces, known) or ():
                        found[name].add(peer.pods)
    return {name: frozenset(selectors) for name, selectors in found.items()}


def by_workload(pods: Iterable[DeclaredPod]) -> dict[str, list[DeclaredPod]]:
    """The pods of each workload."""
    found: dict[str, list[DeclaredPod]] = defaultdict(list)
    for pod in pods:
        found[pod.workload].append(pod)
    return found


def sorting(chosen: Selector) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """What selectors are sorted by."""
    return tuple((r.key, r.operator.value, r.values) for r in chosen.requirements)


def stem(namespace: str, chosen: Selector, workloads: list[str], policy: str) -> str:
    """What a role is best called: its workload, the value of its one label, its policy."""
    if chosen == EVERYTHING:
        return namespace
    if len(workloads) == 1:
        return short(workloads[0])
    if not workloads:
        return policy.rpartition("/")[2]
    match chosen.requirements:
        case (only,) if len(only.values) == 1 and is_group(only.values[0]):
            return only.values[0]
        case _:
            return f"{short(workloads[0])}-and-{len(workloads) - 1}-more"


def short(workload: str) -> str:
    """`api` of `production/api[Deployment]`."""
    return workload.partition("/")[2].partition("[")[0]


def named(roles: list[Role]) -> Iterator[Role]:
    """The roles with names of their own: with the namespace before them where two would clash."""
    stems = Counter(role.name for role in roles)
    taken: set[str] = set()
    for role in roles:
        name = role.name
        if name != role.namespace and (stems[name] > 1 or not free(name, taken)):
            name = f"{role.namespace}-{name}"
        yield replace(role, name=take(name, taken))


def take(name: str, taken: set[str]) -> str:
    """A name like `name` that no group has yet; it is taken from now on."""
    if not any(map(str.isalpha, name)):
        name = f"group-{name}"
    unique, number = name, 1
    while not free(unique, taken):
        number += 1
        unique = f"{name}-{number}"
    taken.add(unique)
    return unique


def free(name: str, taken: set[str]) -> bool:
    """The name can still be given to a group."""
    return is_group(name) and name not in RESERVED and name not in taken
