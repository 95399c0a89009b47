"""NP409: what other rules cover for the pods and namespaces of the input alone, not for all that
could exist (M-21). Information only: another pod, or another label, may need it."""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from verifier.analysis.lint.census import Bits
from verifier.analysis.lint.context import Context
from verifier.analysis.lint.findings import Finding, Related
from verifier.analysis.lint.parts import Part, admits_nothing
from verifier.analysis.lint.port_points import covers, points_of
from verifier.analysis.lint.readings import Home
from verifier.analysis.mutations import PEERS, rules_of
from verifier.dialect import Level
from verifier.flow import Direction
from verifier.model import AnyPeer, Peer, PodPeer, PortMatch, Rule
from verifier.resources import NetworkPolicy

MOST_RELATED = 4
PROOF = (
    "each declared pod that the policy may select, with each declared peer and port, is admitted "
    "by others too; compared by the labels that pods and namespaces have in the input"
)


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One peer of one rule: the pods that it may mean, and those that it surely means. `judged`: it
    means declared pods alone."""

    policy: NetworkPolicy
    rule: str
    field: str
    may: Bits
    surely: Bits
    ports: tuple[PortMatch, ...]
    judged: bool


class Declared:
    """The policies of one namespace for one direction, as declared pods see them; parts that are
    `gone` are not there."""

    def __init__(self, context: Context, home: Home, direction: Direction, gone: Set[Part]) -> None:
        self.context, self.direction = context, direction
        census = context.census
        fields = {(id(part.policy), part.field) for part in gone}
        here = census.in_namespace.get(home.namespace, 0)
        self.items: list[Item] = []
        self.may: dict[int, Bits] = {}
        self.surely: dict[int, Bits] = {}
        for policy in home.policies:
            model = context.modelled[id(policy)]
            rules = model.rules(direction)
            if rules is None or (id(policy), "") in fields:
                continue
            self.may[id(policy)] = here & census.selector(model.pods)
            self.surely[id(policy)] = here & census.surely(model.pods)
            self.items += self.items_of(policy, rules, fields)

    def items_of(
        self, policy: NetworkPolicy, rules: Sequence[Rule], fields: Set[tuple[int, str]]
    ) -> Iterator[Item]:
        """The peers of a policy's rules."""
        for index, rule in enumerate(rules):
            at = f"spec.{self.direction.value.lower()}[{index}]"
            written = rules_of(policy, self.direction)[index].peers or ()
            for number, peer in enumerate(rule.peers):
                field = f"{at}.{PEERS[self.direction]}[{number}]"
                if not {(id(policy), at), (id(policy), field)} & fields:
                    judged = bool(written) and self.context.is_known(written[number], policy)
                    judged = judged and isinstance(peer, PodPeer)
                    may, surely = self.meant(peer)
                    yield Item(policy, at, field, may, surely, rule.ports, judged)

    def meant(self, peer: Peer) -> tuple[Bits, Bits]:
        """The declared pods that a peer may mean, and those that it surely does."""
        census = self.context.census
        match peer:
            case AnyPeer():
                return census.everyone, census.everyone
            case PodPeer(namespaces, pods):
                return census.peer(peer), census.surely_in(namespaces) & census.surely(pods)
            case _:
                return census.everyone, 0

    def cover(self, part: Part) -> list[Item] | None:
        """What admits all that a part admits between declared pods, without the part; None where
        that is not all, or there is nothing to admit."""
        inside = [item for item in self.items if is_in(item, part)]
        subjects = self.may.get(id(part.policy), 0)
        if not subjects or not all(item.judged for item in inside):
            return None
        if part.kind != "policy" and not any(item.may for item in inside):
            return None
        found: dict[Item, None] = {}
        others = [item for item in self.items if not is_in(item, part)]
        for selecting in self.classes(subjects):
            if part.kind == "policy" and not selecting - {id(part.policy)}:
                return None
            beside = [item for item in others if id(item.policy) in selecting]
            for item in inside:
                cover = self.admitting(item, beside)
                if cover is None:
                    return None
                found |= dict.fromkeys(cover)
        return list(found)

    def classes(self, subjects: Bits) -> set[frozenset[int]]:
        """The sets of policies that surely select one of the subjects."""
        found: set[frozenset[int]] = set()
        while subjects:
            one = subjects & -subjects
            subjects ^= one
            found.add(frozenset(name for name, bits in self.surely.items() if bits & one))
        return found

    def admitting(self, item: Item, beside: Iterable[Item]) -> list[Item] | None:
        """Those of `beside` that together admit all that an item does; None where they do not."""
        near = [other for other in beside if other.surely & item.may]
        found: dict[Item, None] = {}
        every = [port for other in near for port in other.ports]
        for point in points_of(item.ports, every) if item.may else ():
            left = item.may
            for other in near:
                if left & other.surely and any(covers(port, point) for port in other.ports):
                    left &= ~other.surely
                    found[other] = None
            if left:
                return None
        return list(found)


def is_in(item: Item, part: Part) -> bool:
    """The item is the part, or lies in it."""
    return item.policy is part.policy and part.field in ("", item.rule, item.field)


def in_namespace(context: Context, home: Home, gone: Set[Part]) -> Iterator[Finding]:
    """One finding for each policy that has such parts, larger ones first."""
    if not context.census.in_namespace.get(home.namespace, 0):
        return
    taken = set(gone)
    here = {d: Declared(context, home, d, taken) for d in home.sides}
    for kind in ("policy", "rule", "peer"):
        for part in reversed(home.parts):
            if part.kind != kind or encloses(taken, part) or is_last(part, home.parts, taken):
                continue
            if part.kind == "policy" and admits_nothing(part.policy):
                continue  # it is there for the pods to come
            covers = [here[d].cover(part) for d in part.directions]
            found = [item for cover in covers for item in cover or ()]
            if not any(cover is None for cover in covers):
                taken.add(part)
                here |= {d: Declared(context, home, d, taken) for d in part.directions}
                yield reported(context, part, found)


def encloses(taken: Set[Part], part: Part | None) -> bool:
    """The part, or one around it, is taken."""
    return part is not None and (part in taken or encloses(taken, part.within))


def is_last(part: Part, parts: Sequence[Part], taken: Set[Part]) -> bool:
    """The part is the last peer of its rule."""
    alike = (p for p in parts if p.within is part.within and p.kind == "peer" and p is not part)
    return part.kind == "peer" and all(p in taken for p in alike)


def reported(context: Context, part: Part, cover: Sequence[Item]) -> Finding:
    """The finding about one part."""
    what = {"policy": "this policy", "rule": "this rule", "peer": "this peer"}[part.kind]
    shown = {(id(item.policy), item.rule): item for item in reversed(cover)}
    return context.finding(
        "NP409",
        part.policy,
        part.field,
        f"for the pods and namespaces declared here, {what} changes nothing; others may need it",
        level=Level.DECLARED,
        proof=PROOF,
        related=[
            Related(
                text=f"{item.policy.text}, {item.field}",
                location=context.place(item.policy, item.field),
            )
            for item in list(shown.values())[::-1][:MOST_RELATED]
        ],
    )
