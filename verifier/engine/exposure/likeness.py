"""Declared pods that the same rules speak for: what is admitted at one of them is at all."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from verifier.engine.exposure.facing import Facing
from verifier.flow import Direction
from verifier.model import DeclaredPod, Policy, PortNamed, Rule
from verifier.smt.declared import may_match


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """Pods of one kind. `certain`: NetworkPolicies alone speak for them, and select them whatever
    the open facts are; then these `rules` are all that counts, and `closed` says whether some
    policy selects them. `pods` holds those that no policy at all tells apart together."""

    direction: Direction
    certain: bool
    closed: bool
    rules: tuple[Rule, ...]
    pods: list[list[DeclaredPod]] = field(default_factory=list)


def likenesses(session: Facing, direction: Direction) -> list[Likeness]:
    """The declared pods by what speaks for them in a direction."""
    found: dict[object, Likeness] = {}
    numbers = Numbers()
    twins: dict[object, list[DeclaredPod]] = {}
    for code, pod in enumerate(session.roster.pods, 1):
        same = session.roster.projection(code)
        if same in twins:
            twins[same].append(pod)
            continue
        twins[same] = [pod]
        one = likeness(session, pod, direction, numbers)
        key: object = same
        if one.certain:
            rules = frozenset(map(numbers.of, one.rules))
            key = (one.closed, rules, tuple(names_of(one, pod)))
        found.setdefault(key, one).pods.append(twins[same])
    return list(found.values())


class Numbers:
    """Rules by number: equal rules have one. To hash a rule takes long, and there are many."""

    def __init__(self) -> None:
        self.by_rule: dict[Rule, int] = {}
        self.by_id: dict[int, int] = {}

    def of(self, rule: Rule) -> int:
        """The number of a rule, which outlives this."""
        found = self.by_id.get(id(rule))
        if found is None:
            found = self.by_id[id(rule)] = self.by_rule.setdefault(rule, len(self.by_rule))
        return found


def likeness(session: Facing, pod: DeclaredPod, direction: Direction, numbers: Numbers) -> Likeness:
    """What speaks for one pod."""
    tiers = session.compiler.slices.policies_in(pod.namespace)
    selecting = [policy for tier in tiers for policy in tier if may_select(policy, pod, direction)]
    keys = {item.key for policy in selecting for item in policy.pods.requirements}
    certain = session.plain and not pod.host_network and keys.isdisjoint(pod.unknown_labels)
    rules: dict[int, Rule] = {}
    for policy in selecting:
        for rule in policy.rules(direction) or ():
            rules.setdefault(numbers.of(rule), rule)
    return Likeness(direction, certain, bool(selecting), tuple(rules.values()))


def may_select(policy: Policy, pod: DeclaredPod, direction: Direction) -> bool:
    """The policy speaks about the direction, and may select the pod of its namespace."""
    speaks = policy.rules(direction) is not None
    return speaks and may_match(policy.pods, dict(pod.labels), pod.unknown_labels)


def names_of(found: Likeness, pod: DeclaredPod) -> Iterator[object]:
    """The pod's ports by the names that its rules ask for."""
    if found.direction is Direction.INGRESS:
        matches = (match for rule in found.rules for match in rule.ports)
        names = {match.name for match in matches if isinstance(match, PortNamed)}
        ports = (pod.named_ports, pod.sidecar_ports)
        for number, some in enumerate(ports):
            yield number, tuple(port for port in some if port.name in names)
