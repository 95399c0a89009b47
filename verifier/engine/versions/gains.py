"""What the rules that changed admit more, in one direction: the flows that may be gained.

Of a subject, the network-policy tier allows what some rule admits, and everything where no policy
selects it. What one side allows and the other does not is thus admitted by a rule that only the
one side has, and by none that only the other has, or its subject is selected on the other side
alone. Rules that both sides have are not looked at: they may have admitted a flow before.
"""

from collections.abc import Iterator

from verifier.engine.rulings import Rulings
from verifier.engine.versions.sides import Side, looks_at
from verifier.flow import Direction
from verifier.model import Action, Policy, Rule, Unmatched
from verifier.smt.logic import Term, conj, disj, neg

Admission = tuple[Policy, Rule]


def may_gain(
    more: Side, less: Side, direction: Direction, name: str | None, keys: frozenset[str]
) -> Term:
    """Flows that the one side may allow in a direction and the other not, for subjects in that
    namespace (None: in one that no policy names); `keys` are labels of namespaces that differ. All
    such flows are among them, and the one side allows each."""
    if not (additive(more, name) and additive(less, name)):
        return conj((allows(more, direction, name), neg(allows(less, direction, name))))
    here, there = (list(admissions(side, direction, name)) for side in (more, less))
    only_here = disj(term(more, one, direction) for one in without(here, there, keys))
    only_there = disj(term(less, one, direction) for one in without(there, here, keys))
    lifted = conj((isolated(less, direction, name), neg(isolated(more, direction, name))))
    open_to_policies = neg(more.compiler.exempt(direction))
    return conj((open_to_policies, disj((only_here, lifted)), neg(only_there)))


def additive(side: Side, name: str | None) -> bool:
    """The policies that speak about the namespace only ever add to what is allowed."""
    tiers = zip(side.compiler.tiers, side.compiler.slices.policies_in(name), strict=True)
    return all(
        tier.unmatched is Unmatched.DENY
        and all(
            rule.action is Action.ACCEPT
            for policy in policies
            for rule in (*(policy.ingress or ()), *(policy.egress or ()))
        )
        for tier, policies in tiers
        if policies
    )


def allows(side: Side, direction: Direction, name: str | None) -> Term:
    """The verdict of a direction."""
    return side.compiler.direction_allows(direction, name)


def policies(side: Side, direction: Direction, name: str | None) -> Iterator[Policy]:
    """The policies that speak about the direction."""
    for tier in side.compiler.slices.policies_in(name):
        yield from (policy for policy in tier if policy.rules(direction) is not None)


def admissions(side: Side, direction: Direction, name: str | None) -> Iterator[Admission]:
    """The rules, each with its policy."""
    for policy in policies(side, direction, name):
        for rule in policy.rules(direction) or ():
            yield policy, rule


def without(
    found: list[Admission], others: list[Admission], keys: frozenset[str]
) -> list[Admission]:
    """The rules that are not among the others for the same pods; a rule that looks at labels of
    namespaces that differ is not the same."""
    known = {meaning(one) for one in others if not looks_at(one[0], keys)}
    return [one for one in found if meaning(one) not in known]


def meaning(one: Admission) -> object:
    """What a rule says, whatever its policy is called."""
    policy, rule = one
    return policy.namespaces, policy.pods, rule


def term(side: Side, one: Admission, direction: Direction) -> Term:
    """The policy selects the subject, and the rule matches the flow."""
    policy, rule = one
    compiler = side.compiler
    return conj((compiler.once_policy(policy, direction), compiler.once_rule(rule, direction)))


def isolated(side: Side, direction: Direction, name: str | None) -> Term:
    """Some policy selects the subject."""
    return disj(
        side.compiler.once_policy(policy, direction) for policy in policies(side, direction, name)
    )


def gains(
    more: Side,
    less: Side,
    direction: Direction,
    names: dict[str | None, None],
    keys: frozenset[str],
) -> Term:
    """The same for all namespaces whose policies differ."""
    found = []
    for name in names:
        place = place_of(more, less, direction, name)
        found.append(conj((*place, may_gain(more, less, direction, name, keys))))
    return disj(found)


def place_of(more: Side, less: Side, direction: Direction, name: str | None) -> list[Term]:
    """Policies decide the direction, and its subject is in that namespace."""
    sides = [Rulings(side.compiler) for side in (more, less)]
    naming = [r for r in sides if name is None or name in r.compiler.slices.names]
    return [sides[0].decided_by_policies(direction), *(r.here(direction, name) for r in naming)]
