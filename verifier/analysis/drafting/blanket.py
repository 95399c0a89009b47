"""What a drafted file may say of whole namespaces: default deny, the internet, DNS."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from verifier.analysis.drafting.claims import isolated
from verifier.analysis.drafting.groups import Role, Scene, take
from verifier.analysis.drafting.judging import Finding, Judge
from verifier.analysis.drafting.text import Item, definition, entries_of
from verifier.dialect import Level
from verifier.flow import Direction
from verifier.model import EVERYTHING, Operator, Requirement, Selector

DNS_LABEL = ("k8s-app", "kube-dns")
DNS = Selector((Requirement(DNS_LABEL[0], Operator.IN, (DNS_LABEL[1],)),))
DNS_PORTS = ("udp/53", "tcp/53")
Subject = tuple[str, tuple[Role, ...]]


@dataclass(frozen=True, slots=True)
class Said:
    """An item with what was found of it; one that is proved nowhere is left out."""

    item: Item
    finding: Finding


@dataclass(frozen=True, slots=True)
class Blanket:
    """One statement, to be made of each subject: a namespace, else its roles. `levels` are those
    to try, highest first."""

    item: Callable[[tuple[str, ...]], Item]
    subjects: tuple[Subject, ...]
    levels: tuple[Level, ...] = tuple(reversed(Level))


def default_deny(direction: Direction, scene: Scene) -> Blanket:
    """No flow without a rule, in one direction (M-16)."""

    def item(targets: tuple[str, ...]) -> Item:
        return Item("isolated", (), targets, directions=(direction.value.lower(),))

    return Blanket(item, tuple(speaking(direction, scene)))


def no_internet(scene: Scene) -> Blanket:
    """No way out of the cluster."""

    def item(sources: tuple[str, ...]) -> Item:
        return Item("never", sources, ("internet",))

    return Blanket(item, tuple(speaking(Direction.EGRESS, scene)))


def reaching_dns(dns: str, scene: Scene) -> Blanket:
    """Declared workloads can resolve names: those of namespaces with policies."""

    def item(sources: tuple[str, ...]) -> Item:
        return Item("always", sources, (dns,), DNS_PORTS)

    subjects = (
        (name, tuple(role for role in scene.roles_in(name) if role.pods))
        for name in sorted(scene.pods)
        if scene.policies.get(name)
    )
    return Blanket(item, tuple(subjects), (Level.DECLARED,))


def speaking(direction: Direction, scene: Scene) -> Iterator[Subject]:
    """The namespaces with policies for a direction, and the roles that they isolate."""
    for name, policies in sorted(scene.policies.items()):
        if any(policy.rules(direction) is not None for policy in policies):
            roles = (role for role in scene.roles_in(name) if isolated(role, direction, scene))
            yield name, tuple(roles)


def dns_group(scene: Scene, taken: set[str]) -> tuple[str, list[str]] | None:
    """The name and the definition of the declared DNS pods; None where there are none."""
    found = {
        pod.namespace for pods in scene.pods.values() for pod in pods if DNS_LABEL in pod.labels
    }
    if not found:
        return None
    namespace = "kube-system" if "kube-system" in found else min(found)
    role = scene.by_key.get((namespace, DNS))
    return (role.name if role else take("dns", taken)), entries_of(namespace, DNS)


def settle(blanket: Blanket, scene: Scene, judge: Judge) -> list[Said]:
    """What was found of each namespace as a whole; where roles of it are proved at a higher
    level, of those instead."""
    whole = {name: blanket.item((everyone(name, scene),)) for name, _ in blanket.subjects}
    parts = {
        name: {role: blanket.item((role.name,)) for role in roles}
        for name, roles in blanket.subjects
    }
    for level in blanket.levels:
        waiting = [name for name, items in parts.items() if not some_proved(items, judge)]
        judge.ask([whole[name] for name in waiting], level)
        apart = [name for name in parts if whole[name] not in judge.proved]
        judge.ask([item for name in apart for item in parts[name].values()], level)
    split = [
        name
        for name, items in parts.items()
        if whole[name] not in judge.proved and some_proved(items, judge)
    ]
    together = {name: joint_items(blanket, parts[name], judge) for name in split}
    for level in blanket.levels:
        judge.ask([items[level] for items in together.values() if level in items], level)
    said: list[Said] = []
    for name, items in parts.items():
        if name in together:
            said += apart_or_together([*items.values()], together[name], judge)
        else:
            said.append(Said(whole[name], judge.finding(whole[name])))
    return said


def some_proved(items: Mapping[Role, Item], judge: Judge) -> bool:
    """Something is proved of one of the roles."""
    return any(item in judge.proved for item in items.values())


def joint_items(blanket: Blanket, items: Mapping[Role, Item], judge: Judge) -> dict[Level, Item]:
    """For each level, one item for all roles that are proved there."""
    found: dict[Level, Item] = {}
    for level in blanket.levels:
        names = tuple(role.name for role, item in items.items() if judge.proved.get(item) is level)
        if names:
            found[level] = blanket.item(names)
    return found


def apart_or_together(
    items: Sequence[Item], together: Mapping[Level, Item], judge: Judge
) -> Iterator[Said]:
    """The joint items that are proved, in place of their parts; then the parts that are not."""
    covered: set[Level | None] = set()
    for level, joint in together.items():
        if judge.proved.get(joint) is level:
            covered.add(level)
            part = next(item for item in items if judge.proved.get(item) is level)
            yield Said(joint, judge.finding(part))
    for item in items:
        if judge.proved.get(item) not in covered:
            yield Said(item, judge.finding(item))


def everyone(namespace: str, scene: Scene) -> str:
    """Every pod of a namespace: the group that says so, else a definition."""
    role = scene.by_key.get((namespace, EVERYTHING))
    undeclared = bool(scene.inventory.pods) and not scene.pods.get(namespace)
    return role.name if role else definition(namespace, EVERYTHING, undeclared)


def both_ways(ingress: Sequence[Said], egress: Sequence[Said]) -> Iterator[Said]:
    """One item where the same is proved of both directions."""
    rest = list(egress)
    for one in ingress:
        twin = next((other for other in rest if alike(one, other)), None)
        if twin is None:
            yield one
            continue
        rest.remove(twin)
        directions = (*one.item.directions, *twin.item.directions)
        yield Said(replace(one.item, directions=directions), one.finding)
    yield from rest


def alike(left: Said, right: Said) -> bool:
    """The same is proved of the same group, at the same level."""
    same = left.item.targets == right.item.targets
    return same and left.finding.level is not None and left.finding.level is right.finding.level
