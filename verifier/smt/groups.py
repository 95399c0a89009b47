"""Ends of a query to terms: who is in a group."""

from collections.abc import Sequence

from verifier.dialect import Level
from verifier.model import Network
from verifier.normalise import selector
from verifier.query import AddressGroup, BuiltIn, ClusterFacts, End, NamedWorkload, Part, PodGroup
from verifier.smt.addresses import PRIVATE, networks
from verifier.smt.compiler import Compiler
from verifier.smt.declared import Roster
from verifier.smt.logic import FALSE, TRUE, Term, boolean, conj, disj, is_number, neg
from verifier.smt.symbols import SymbolicEnd

BELOW = {level: boolean(f"level.{level.text}") for level in (Level.DECLARED, Level.ANY_POD)}


def level_assumptions(level: Level) -> list[Term]:
    """What to assume to ask at a level: each implies those above it."""
    return [term if level <= below else neg(term) for below, term in BELOW.items()]


class Groups:
    """Membership of symbolic ends, under the declared facts of the cluster."""

    def __init__(self, compiler: Compiler, roster: Roster, cluster: ClusterFacts) -> None:
        self.compiler = compiler
        self.roster = roster
        self.inventory = roster.inventory
        self.nodes = (*networks(*cluster.node_cidrs), *roster.inventory.nodes)
        self.inside = networks(*cluster.pod_cidrs, *cluster.service_cidrs, *cluster.node_cidrs)

    def member(self, group: End, end: SymbolicEnd) -> Term:
        """The end is in the group."""
        return disj(self.part(m.part, end) for m in group.members)

    def excused(self, group: End, end: SymbolicEnd) -> Term:
        """The end is in the group where that takes it out of what is judged: `nodes` are all nodes
        then, known or not (M-05), so that no level judges what one above it does not (M-09)."""
        nodes = (self.any_node(end) for m in group.members if m.part is BuiltIn.NODES)
        return disj((self.member(group, end), *nodes))

    def part(self, part: Part, end: SymbolicEnd) -> Term:
        """The end is in one part of a group."""
        match part:
            case PodGroup():
                return self.pod_group(part, end)
            case NamedWorkload():
                declared = (is_number(end.who, code) for code in self.roster.codes_of(part))
                return conj((end.is_pod, disj(declared)))
            case AddressGroup(cidrs, excepts):
                outside = (neg(self.within(networks(item), end)) for item in excepts)
                return conj((self.world(end), self.within(networks(*cidrs), end), *outside))
            case BuiltIn():
                return self.built_in(part, end)

    def pod_group(self, group: PodGroup, end: SymbolicEnd) -> Term:
        """A pod of such a namespace that the selector matches, however policies see it (M-05)."""
        pods = self.compiler.selector_matches(selector(group.pods), end, "pod")
        return conj((end.is_pod, self.namespaces_match(group, end), pods))

    def namespaces_match(self, group: PodGroup, end: SymbolicEnd) -> Term:
        """The end's namespace is one of the group's."""
        match group.namespaces:
            case None:
                return TRUE
            case tuple():
                return self.namespace_in(group.namespaces, end)
            case chosen:
                return self.compiler.selector_matches(selector(chosen), end, "namespace")

    def namespace_in(self, listed: Sequence[str], end: SymbolicEnd) -> Term:
        """The end's namespace has one of these names."""
        codes = end.footprint.namespaces.codes
        return disj(is_number(end.namespace, codes[name]) for name in listed if name in codes)

    def built_in(self, part: BuiltIn, end: SymbolicEnd) -> Term:
        """The ends that every spec knows (M-03, M-05, M-17)."""
        match part:
            case BuiltIn.ANY:
                return disj((end.is_pod, self.world(end)))
            case BuiltIn.ANY_POD:
                return end.is_pod
            case BuiltIn.KNOWN:
                known = (*(n.name for n in self.inventory.listed), *self.inventory.named)
                return conj((end.is_pod, self.namespace_in(known, end)))
            case BuiltIn.WORLD:
                return self.world(end)
            case BuiltIn.INTERNET:
                private = self.within((*PRIVATE, *self.inside), end)
                return conj((self.world(end), neg(private)))
            case BuiltIn.NODES:
                return self.node(end)
            case BuiltIn.OWN_NODE:
                return conj((neg(end.is_pod), end.own))

    def world(self, end: SymbolicEnd) -> Term:
        """An external address that is not asked about as a node's."""
        return conj((neg(end.is_pod), neg(end.own), neg(end.other)))

    def node(self, end: SymbolicEnd) -> Term:
        """A node's address: a Node object's, in the declared nodeCIDRs, and above `declared` any
        other too. A destination may be the pod's own node; as a source that one counts only where
        `own-node` is named (M-05)."""
        unlisted = conj((neg(BELOW[Level.DECLARED]), self.any_node(end)))
        by_range = conj((neg(end.is_pod), neg(end.own), self.within(self.nodes, end)))
        return disj((unlisted, by_range))

    def any_node(self, end: SymbolicEnd) -> Term:
        """An end that is asked about as a node's address."""
        own = end.own if end is self.compiler.flow.destination else FALSE
        return conj((neg(end.is_pod), disj((own, end.other))))

    def within(self, found: Sequence[Network], end: SymbolicEnd) -> Term:
        """The end's address lies in one of the networks."""
        return disj(self.compiler.address_in(item, end) for item in found)
