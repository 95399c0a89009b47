"""`netproof init`: an invariants file that is proved now, and what it leaves out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from verifier.analysis.check import TIMEOUT_MS
from verifier.analysis.drafting.blanket import (
    Blanket,
    Said,
    both_ways,
    default_deny,
    dns_group,
    no_internet,
    reaching_dns,
    settle,
)
from verifier.analysis.drafting.claims import Claim, Statements, ingress_claims
from verifier.analysis.drafting.groups import Role, Scene
from verifier.analysis.drafting.judging import Judge, Progress
from verifier.analysis.drafting.page import LeftOut, Section, page
from verifier.analysis.drafting.text import entries_of, plainly, port_texts
from verifier.analysis.standing import name, traffic_kinds
from verifier.dialect import Level
from verifier.flow import Direction
from verifier.manifests import Manifests
from verifier.normalise import inventory, policy_set
from verifier.verdict import Vacuous

TIERS = "policies of the Admin and Baseline tiers (statements are drawn from NetworkPolicies alone)"


@dataclass(frozen=True, slots=True)
class Draft:
    """An invariants file, of which each invariant is proved, and what could not be said."""

    text: str
    invariants: int
    left_out: tuple[LeftOut, ...]


def draft(
    manifests: Manifests, *, timeout_ms: int = TIMEOUT_MS, progress: Progress | None = None
) -> Draft:
    """The invariants file that holds for these manifests now: who reaches each role, default deny,
    the internet and DNS, each at the highest level at which it is proved.

    The same manifests give the same text. `timeout_ms` (milliseconds) bounds each statement that
    is tried. Raises SoundnessError when an answer does not stand up to the reference evaluator.
    """
    scene = Scene(inventory(manifests), policy_set(manifests.policies))
    definitions = {role.name: role_text(role, scene) for role in scene.roles}
    dns = dns_group(scene, {*definitions})
    if dns:
        definitions.setdefault(*dns)
    sections: list[Section] = []
    statements: dict[Role, Statements] = {}
    unread = sorted({name(kind) for kind in traffic_kinds(manifests, ())})
    if not unread:
        judge = Judge(manifests, definitions, timeout_ms, progress)
        statements = {role: ingress_claims(role, scene) for role in scene.roles}
        sections = [
            Section("Default deny: nothing flows without a rule", denied(scene, judge)),
            *role_sections(statements, judge),
            section("The internet", no_internet(scene), scene, judge),
        ]
        if dns:
            title = "DNS, for the declared workloads"
            sections.append(section(title, reaching_dns(dns[0], scene), scene, judge))
    tiers = sorted(policy.text for policy in manifests.admin_policies)
    left_out = tuple(left(sections, statements, scene, unread, tiers))
    text = page(definitions, sections, left_out)
    return Draft(text, sum(len(one.proved) for one in sections), left_out)


def role_text(role: Role, scene: Scene) -> list[str]:
    """The definition of a role's group."""
    return entries_of(role.namespace, role.selector, bool(scene.inventory.pods) and not role.pods)


def section(title: str, blanket: Blanket, scene: Scene, judge: Judge) -> Section:
    """What is proved of namespaces or their roles."""
    return Section(title, tuple(settle(blanket, scene, judge)))


def denied(scene: Scene, judge: Judge) -> tuple[Said, ...]:
    """Default deny, of both directions together where it holds of both."""
    ingress, egress = (settle(default_deny(d, scene), scene, judge) for d in Direction)
    return tuple(both_ways(ingress, egress))


def role_sections(statements: dict[Role, Statements], judge: Judge) -> list[Section]:
    """Who reaches each role."""
    claims = [claim for found in statements.values() for claim in found.claims]
    chosen = dict(zip(claims, choose(claims, judge), strict=True))
    return [
        Section(
            title=f"{role.name}: {', '.join(role.workloads) or f'pods of {role.policy}'}",
            said=tuple(chosen[claim] for claim in found.claims),
            notes=(f"reached from anywhere: {ports_of(found)}",) if found.open else (),
        )
        for role, found in statements.items()
    ]


def ports_of(found: Statements) -> str:
    """The ports that every source reaches, in words."""
    return ", ".join(port_texts(found.open)) or "every port"


def choose(claims: Sequence[Claim], judge: Judge) -> list[Said]:
    """For each claim the first item that is proved at the highest level that one is proved at."""
    for level in reversed(Level):
        for turn in range(max((len(claim.items) for claim in claims), default=0)):
            judge.ask(
                [
                    claim.items[turn]
                    for claim in claims
                    if level in claim.levels
                    and turn < len(claim.items)
                    and worth_trying(claim, turn, judge)
                ],
                level,
            )
    tried = ([item for item in claim.items if item in judge.first] for claim in claims)
    return [
        max((Said(item, judge.finding(item)) for item in items), key=lambda s: s.finding.rank)
        for items in tried
    ]


def worth_trying(claim: Claim, turn: int, judge: Judge) -> bool:
    """None is proved yet; that nothing at all gets through is tried only where it seems so."""
    if any(item in judge.proved for item in claim.items):
        return False
    before = [judge.first.get(item) for item in claim.items[:turn]]
    shut = any(isinstance(verdict, Vacuous) for verdict in before)
    return turn == 0 or shut or claim.items[turn].verb != "never"


def left(
    sections: Iterable[Section],
    statements: dict[Role, Statements],
    scene: Scene,
    unread: Sequence[str],
    tiers: Sequence[str],
) -> list[LeftOut]:
    """What the file does not say, and why."""
    unproved = [
        f"{plainly(one.item)}: {one.finding.reason}"
        for found in sections
        for one in found.said
        if one.finding.level is None
    ]
    silent = [
        role.name
        for role, found in statements.items()
        if role.policy and not found.claims and not found.open
    ]
    return [
        LeftOut("kinds that change traffic and are not modelled: nothing is proved", tuple(unread)),
        LeftOut(TIERS, tuple(tiers)),
        LeftOut("statements that are not proved (`netproof ask` shows a flow)", tuple(unproved)),
        LeftOut("groups that no policy isolates for ingress", tuple(silent)),
        LeftOut("groups that are reached from anywhere", tuple(opened(statements))),
        LeftOut("policies that select no declared workload", tuple(scene.passed_over)),
        LeftOut("workloads that no NetworkPolicy selects", tuple(scene.unselected())),
    ]


def opened(statements: dict[Role, Statements]) -> list[str]:
    """The roles with ports that every source reaches."""
    return [f"{role.name} ({ports_of(found)})" for role, found in statements.items() if found.open]
