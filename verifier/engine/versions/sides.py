"""One symbolic flow under two sets of policies: what each of them says of it."""

import copy
from collections.abc import Collection, Iterator

from verifier.engine.rulings import Rulings
from verifier.engine.versions.union import Relabelled
from verifier.flow import Direction
from verifier.manifests import Manifests
from verifier.model import NamespacesWith, PodPeer, Policy, Unmatched
from verifier.normalise import policy_set
from verifier.resources import Node
from verifier.smt.compiler import Compiler
from verifier.smt.footprint import ABSENT, Slot
from verifier.smt.logic import Bits, Term, bits, boolean, disj, equal, iff, implies, is_number, neg
from verifier.smt.modal import ModalCompiler, Modality
from verifier.smt.slices import Tiers
from verifier.smt.solver import Values
from verifier.smt.symbols import SymbolicEnd, SymbolicFlow
from verifier.smt.ties import ties


class Side:
    """One version: its policies over the shared flow, with verdicts of its own. `name` is `old` or
    `new`; `relabelled` namespaces carry other labels here than in the flow. `nodes` are those of
    both versions. The verdicts are what may be allowed, or must be, over all outcomes of ties."""

    def __init__(
        self,
        name: str,
        manifests: Manifests,
        nodes: tuple[Node, ...],
        flow: SymbolicFlow,
        relabelled: tuple[Relabelled, ...] = (),
        modality: Modality = Modality.MAY,
    ) -> None:
        self.name = name
        self.manifests = manifests
        self.shared = flow
        self.relabelled = relabelled
        self.flow = copy.copy(flow)
        self.flow.allowed = {
            d: boolean(f"{name}.{modality.value}.{d.value.lower()}") for d in Direction
        }
        self.flow.source, self.flow.destination = (
            self.own_end(end) for end in (flow.source, flow.destination)
        )
        self.nodes = nodes
        self.policies = policy_set(manifests.policies, manifests.admin_policies, nodes)
        self.ties = ties(self.policies)
        # No outcome is ever asked for: the compiler takes them all.
        self.flow.winners = {tie: bits(f"{name}.tie", 1) for tie in self.ties}
        self.compiler = ModalCompiler(self.policies, self.flow, modality)

    def under(self, modality: Modality) -> "Side":
        """The same version, with the other verdicts."""
        other = Side(self.name, self.manifests, self.nodes, self.shared, self.relabelled, modality)
        other.compiler.memo = self.compiler.memo  # no part of a policy speaks of ties
        other.policies, other.compiler.tiers = self.policies, self.compiler.tiers
        other.compiler.slices = self.compiler.slices
        return other

    # Labels of namespaces

    def own_labels(self) -> list[Slot]:
        """The labels that this side reads for itself."""
        keys = {key for item in self.relabelled for key in item.keys}
        domains = self.shared.footprint.domains
        return [("namespace", key) for key in sorted(keys) if ("namespace", key) in domains]

    def own_end(self, end: SymbolicEnd) -> SymbolicEnd:
        """The end, with unknowns of this side for labels of namespaces that differ."""
        own = copy.copy(end)
        own.labels = {
            **end.labels,
            **{slot: self.own_label(end, slot) for slot in self.own_labels()},
        }
        return own

    def own_label(self, end: SymbolicEnd, slot: Slot) -> Bits:
        """The unknown of one label."""
        width = end.footprint.domains[slot].width
        return bits(f"{self.name}.{end.name}.{slot[0]}.{slot[1]}", width)

    def labels(self) -> Iterator[Term]:
        """What this side's labels of namespaces are: those of the flow, unless the namespace is
        listed with others."""
        ends = (
            (self.flow.source, self.shared.source),
            (self.flow.destination, self.shared.destination),
        )
        for own, shared in ends:
            for slot in self.own_labels():
                domain = own.footprint.domains[slot]
                elsewhere: list[Term] = []
                for item in self.relabelled:
                    if slot[1] not in item.keys:
                        continue
                    value = item.old.get(slot[1])
                    here = is_number(own.namespace, own.footprint.namespaces.codes[item.name])
                    code = ABSENT if value is None else domain.code(value)
                    yield implies(here, is_number(own.labels[slot], code))
                    elsewhere.append(here)
                yield disj((*elsewhere, equal(own.labels[slot], shared.labels[slot])))


class TwoSided(Rulings):
    """The verdicts of both sides, in some directions; those of others stay free. Where the policies
    of a subject's namespace are not `differing` (None: a namespace that no policy names), the
    verdicts are the same, and one of them is enough."""

    def __init__(
        self,
        old: Side,
        new: Side,
        differing: Collection[str | None],
        directions: Collection[Direction],
    ) -> None:
        super().__init__(new.compiler, directions=directions)
        self.old, self.new = old, new
        self.before, self.after = Rulings(old.compiler), Rulings(new.compiler)
        self.differing = differing

    def first(self) -> list[Term]:
        """What holds before any policy is known."""
        found = [*self.before.first(), *self.after.first(), *self.old.labels()]
        return [*found, *(self.alike(direction) for direction in Direction)]

    def alike(self, direction: Direction) -> Term:
        """Both sides say the same of subjects in a namespace whose policies do not differ."""
        end = self.flow.subject(direction)
        codes = end.footprint.namespaces.codes
        differs = [is_number(end.namespace, codes[n]) for n in self.differing if n is not None]
        if None in self.differing:
            names = (*self.old.compiler.slices.names, *self.new.compiler.slices.names)
            named = [is_number(end.namespace, codes[name]) for name in dict.fromkeys(names)]
            differs.append(neg(disj(named)))
        same = iff(self.old.flow.allowed[direction], self.new.flow.allowed[direction])
        return disj((*differs, same))

    def refine(self, values: Values) -> list[Term]:
        """The verdicts that the model needs; nothing when it has them all."""
        found: list[Term] = []
        for direction in self.directions:
            if not values.truth(self.decided_by_policies(direction)):
                continue
            code = values.value(self.flow.subject(direction).namespace)
            for rulings in (self.before, self.after) if self.differs(code) else (self.after,):
                name = rulings.named(code)
                if (direction, name) not in rulings.defined:
                    self.defined.add((direction, name))
                    found.append(rulings.define(direction, name))
        return found

    def differs(self, code: int) -> bool:
        """The policies of the namespace with that code differ."""
        values = self.flow.footprint.namespaces.values
        name = values[code - 1] if code <= len(values) else None
        names = (*self.old.compiler.slices.names, *self.new.compiler.slices.names)
        return (name if name in names else None) in self.differing


def differing(old: Compiler, new: Compiler, changed_keys: frozenset[str]) -> dict[str | None, None]:
    """The namespaces (None: those that no policy names) for whose pods the policies may say
    something else: they differ, or look at labels of namespaces that do."""
    names = dict.fromkeys((*old.slices.names, *new.slices.names, None))
    found: dict[str | None, None] = {}
    for name in names:
        before, after = old.slices.policies_in(name), new.slices.policies_in(name)
        same = meaning(old.tiers, before) == meaning(new.tiers, after)
        looks = any(looks_at(p, changed_keys) for tier in (*before, *after) for p in tier)
        if not same or looks:
            found[name] = None
    return found


def meaning(tiers: Tiers, policies: list[list[Policy]]) -> dict[str, object]:
    """What the tiers say; where the order of policies does not matter, whatever they are called."""
    found: dict[str, object] = {}
    for tier, members in zip(tiers, policies, strict=True):
        if members and tier.unmatched is Unmatched.DENY:
            found[tier.name] = frozenset(
                (p.namespaces, p.pods, p.ingress, p.egress, p.hosts) for p in members
            )
        elif members:
            found[tier.name] = tuple(members)
    return found


def looks_at(policy: Policy, keys: frozenset[str]) -> bool:
    """The policy selects some namespaces by one of these labels."""
    peers = (
        peer.namespaces
        for rule in (*(policy.ingress or ()), *(policy.egress or ()))
        for peer in rule.peers
        if isinstance(peer, PodPeer)
    )
    return bool(keys) and any(
        isinstance(found, NamespacesWith)
        and any(item.key in keys for item in found.selector.requirements)
        for found in (policy.namespaces, *peers)
    )
