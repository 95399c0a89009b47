"""What a drafted file may say of who reaches a role: candidates, tightest first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from verifier.analysis.drafting.ends import (
    ANY_POD,
    ANYONE,
    ends_of,
    is_everyone,
    may_be_pods,
    simplest,
)
from verifier.analysis.drafting.groups import Role, Scene
from verifier.analysis.drafting.matching import compatible, implies, may_select
from verifier.analysis.drafting.ports import Opening, joined, named_openings, openings
from verifier.analysis.drafting.text import Item, port_texts
from verifier.dialect import Level
from verifier.flow import Direction
from verifier.model import AddressPeer, Rule
from verifier.query import ALL_PORTS, Port

MOST_ROLES = 200  # for which named ports are looked at one by one
MOST_OPENINGS = 3  # sets of ports that differ in who reaches them, for one role


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing to say about a role: the first of `items` that is proved at the highest of
    `levels`."""

    about: str
    items: tuple[Item, ...]
    levels: tuple[Level, ...] = tuple(reversed(Level))


@dataclass(frozen=True, slots=True)
class Statements:
    """What can be said of who reaches one role; `open` are ports that every source reaches."""

    claims: tuple[Claim, ...]
    open: tuple[Port, ...] = ()


def isolated(role: Role, direction: Direction, scene: Scene) -> bool:
    """Policies select the role for the direction: each pod by its text, else each declared one."""
    chosen = [p.pods for p in scene.policies[role.namespace] if p.rules(direction) is not None]
    if any(implies(role.selector, selector) for selector in chosen):
        return True
    return bool(role.pods) and all(
        any(may_select(selector, pod) for selector in chosen) for pod in role.pods
    )


def ingress_claims(role: Role, scene: Scene) -> Statements:
    """Who reaches the role, port by port; nothing where it is not isolated. What only the numbers
    of declared pods tell is said where there are few roles."""
    if not isolated(role, Direction.INGRESS, scene):
        return Statements(())
    rules = [
        rule
        for policy in scene.policies[role.namespace]
        if policy.ingress is not None and compatible(policy.pods, role.selector)
        for rule in policy.ingress
    ]
    every = openings(rules)
    shown = readable(every, scene)
    claims = [claim(role, opening, scene) for opening in shown if speaks(opening, scene)]
    if len(shown) == len(every) and len(scene.roles) <= MOST_ROLES:
        claims += [
            replace(claim(role, opening, scene), levels=(Level.DECLARED,))
            for opening in named(rules, role, every)
            if speaks(opening, scene)
        ]
    used = joined(opening for opening in every if opening.peers)
    if any(not opening.peers for opening in every):
        item = Item("never", (ANYONE,), (role.name,), besides=port_texts(used.ports))
        claims.append(Claim(role.name, (item,)))
    opened = joined(opening for opening in every if is_open(opening, scene))
    return Statements(tuple(claims), opened.ports)


def claim(role: Role, opening: Opening, scene: Scene) -> Claim:
    """Who reaches some ports of a role."""
    return Claim(role.name, tuple(candidates(role, opening, scene)))


def speaks(opening: Opening, scene: Scene) -> bool:
    """Some sources are admitted, and not all."""
    return bool(opening.peers) and not is_open(opening, scene)


def readable(every: Sequence[Opening], scene: Scene) -> list[Opening]:
    """The openings, or all that speak as one where a reader would lose count of them."""
    some = [opening for opening in every if speaks(opening, scene)]
    return list(every) if len(some) <= MOST_OPENINGS else [joined(some)]


def is_open(opening: Opening, scene: Scene) -> bool:
    """Every source is admitted."""
    return is_everyone(ends_of(opening.peers, scene))


def named(rules: Sequence[Rule], role: Role, every: Sequence[Opening]) -> Iterator[Opening]:
    """Named ports of which the numbers of the declared pods tell more than any number could."""
    for opening in named_openings(rules, role.pods):
        (port,) = opening.ports
        wide = (o for o in every if any(p.protocol is port.protocol for p in o.ports))
        if opening.peers and all(opening.peers < other.peers for other in wide):
            yield opening


def candidates(role: Role, opening: Opening, scene: Scene) -> Iterator[Item]:
    """`only SOURCES reach ROLE:PORTS`, tightest first; last, that nothing gets through."""
    ports = port_texts(ALL_PORTS if covers_all(opening.ports) else opening.ports)
    targets = (role.name,)
    wide = ends_of(opening.peers, scene)
    tight = ends_of(opening.peers, scene, (role, opening.ports))
    choices = [tight, wide]
    if any(isinstance(peer, AddressPeer) and may_be_pods(peer) for peer in opening.peers):
        choices = [simplest((*wide, ANY_POD))]
    for sources in dict.fromkeys(choices):
        if sources and not is_everyone(sources):
            yield Item("only", sources, targets, ports)
    yield Item("never", (ANYONE,), targets, ports)


def covers_all(ports: Iterable[Port]) -> bool:
    """The ports are all there are."""
    return {*ports} >= {*ALL_PORTS}
