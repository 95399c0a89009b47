"""What a drafted file may say of whole namespaces: default deny, the internet, DNS."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from verifier.analysis.drafting_claims import isolated
from verifier.analysis.drafting_groups import Role, Scene, take
from verifier.analysis.drafting_judging import Finding, Judge
from verifier.analysis.drafting_text import Item, definition, entries_of
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
        waiting = [name for name in parts if judge.proved.keys().isdisjoint(parts[name].values())]
        judge.ask([whole[name] for name in waiting], level)
        apart = [name for name in parts if whole[name] not in judge.proved]
        judge.ask([item for name in apart for item in parts[name].values()], level)
    said: list[Said] = []
    for name, items in parts.items():
        if whole[name] in judge.proved or judge.proved.keys().isdisjoint(items.values()):
            said.append(Said(whole[name], judge.finding(whole[name])))
        else:
            said += together(blanket, [*items], judge)
    return said


def together(blanket: Blanket, roles: Sequence[Role], judge: Judge) -> Iterator[Said]:
    """One item for all roles that are proved at one level, one for each that is at none."""
    alone = {role: blanket.item((role.name,)) for role in roles}
    found = {role: judge.finding(item) for role, item in alone.items()}
    for level in blanket.levels:
        here = [role for role in roles if found[role].level is level]
        if not here:
            continue
        joint = blanket.item(tuple(role.name for role in here))
        judge.ask([joint], level)
        if judge.proved.get(joint) is level:
            yield Said(joint, found[here[0]])
        else:
            yield from (Said(alone[role], found[role]) for role in here)
    yield from (Said(alone[role], found[role]) for role in roles if found[role].level is None)


def everyone(namespace: str, scene: Scene) -> str:
    """Every pod of a namespace: the group that says so, else a definition."""
    role = scene.by_key.get((namespace, EVERYTHING))
    undeclared = bool(scene.pods) and not scene.pods.get(namespace)
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
