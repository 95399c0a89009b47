"""Which symbolic flows exist: endpoints, addresses, namespaces, levels and readings."""

from collections.abc import Collection, Iterator, Sequence

from verifier.dialect import Dialect, Level
from verifier.model import Inventory, ListedNamespace, Network
from verifier.normalise.networks import host_network
from verifier.query import ClusterFacts
from verifier.smt.addresses import POD_RANGES, UNUSABLE, networks
from verifier.smt.compiler import Compiler
from verifier.smt.declared import DeclaredClass
from verifier.smt.footprint import ABSENT, NAMESPACE_NAME
from verifier.smt.groups import BELOW
from verifier.smt.literal import reading_pins
from verifier.smt.logic import FALSE, TRUE, Term, conj, disj, equal, implies, is_number, neg
from verifier.smt.symbols import PROTOCOL_CODES, SymbolicEnd, SymbolicFlow

Classes = Sequence[DeclaredClass]


class Universe:
    """The constraints that every flow obeys, whatever is asked about it."""

    def __init__(
        self,
        compiler: Compiler,
        inventory: Inventory,
        cluster: ClusterFacts,
        stated_keys: Collection[str] = (),
    ) -> None:
        self.compiler = compiler
        self.flow: SymbolicFlow = compiler.flow
        self.inventory = inventory
        keys = self.flow.footprint.keys("namespace")
        self.stated_keys = [key for key in keys if key in stated_keys]  # see `bare_otherwise`
        self.pod_ranges = networks(*cluster.pod_cidrs) or POD_RANGES
        self.declared_pod_ranges = networks(*cluster.pod_cidrs)
        self.node_ranges = networks(*cluster.node_cidrs)
        if self.node_ranges:
            self.node_ranges = (*self.node_ranges, *inventory.nodes)
        known = sorted({a for p in inventory.pods if not p.host_network for a in p.addresses})
        self.known = [host_network(text) for text in known]
        self.common = list(self.whatever())

    def exists(self, dialect: Dialect, external: Collection[str]) -> list[Term]:
        """Terms that hold, together with those in `common`, iff the flow can exist at the assumed
        level (M-01 to M-08), but for the declared pods, which come in one namespace at a time.
        Ends that `external` does not name are pods."""
        flow = self.flow
        ends = ((flow.source, flow.destination), (flow.destination, flow.source))
        sorts = [
            self.external(end, other) if end.name in external else end.is_pod for end, other in ends
        ]
        return [*sorts, *reading_pins(flow, dialect)]

    def families(self) -> list[str]:
        """The families that pods are known to have, by declared podCIDRs or known addresses."""
        bits = {net.bits for net in (*self.declared_pod_ranges, *self.known)}
        return [name for width, name in ((32, "IPv4"), (128, "IPv6")) if width in bits]

    def whatever(self) -> Iterator[Term]:
        """What holds for every query."""
        flow = self.flow
        source, destination = flow.source, flow.destination
        yield disj((source.is_pod, destination.is_pod))
        yield neg(is_number(flow.port, 0))
        yield disj(is_number(flow.protocol, code) for code in PROTOCOL_CODES.values())
        for end in (source, destination):
            yield from self.namespace(end)
            yield from self.pod(end)
            yield from self.every_pod(end)
        if flow.footprint.nodes:
            yield from self.unlisted_node(destination)
        same = equal(source.namespace, destination.namespace)
        for key in flow.footprint.keys("namespace"):
            shared = equal(source.label("namespace", key), destination.label("namespace", key))
            yield implies(same, shared)
        for width in (32, 128):
            shared = equal(source.address[width], destination.address[width])
            both = conj((source.is_pod, destination.is_pod, flow.family(width)))
            yield implies(both, neg(shared))

    # Namespaces (M-07, M-08)

    def namespace(self, end: SymbolicEnd) -> Iterator[Term]:
        """Names are names; labels are those that the level lets a namespace carry."""
        domain, keys = end.footprint.namespaces, end.footprint.keys("namespace")
        yield neg(is_number(end.namespace, ABSENT))
        for value, code in domain.codes.items():
            if not NAMESPACE_NAME.fullmatch(value):
                yield neg(is_number(end.namespace, code))
        for key in keys:
            yield from self.listed_labels(end, key)
        yield from self.bare(end, [key for key in keys if key not in self.stated_keys])

    def bare(self, end: SymbolicEnd, keys: Sequence[str], unless: Term = FALSE) -> Iterator[Term]:
        """Namespaces carry none of these labels, where the level knows of none."""
        listed = self.inventory.listed
        absent = (is_number(end.label("namespace", key), ABSENT) for key in keys)
        bare = disj((unless, conj(absent)))
        is_listed = self.named(end, [n.name for n in listed])
        is_named = self.named(end, self.inventory.named)
        if listed:
            unlisted = neg(disj((is_listed, is_named)))
            yield implies(conj((BELOW[Level.ANY_POD], unlisted)), bare)
        yield implies(conj((BELOW[Level.DECLARED], neg(is_listed))), bare)

    def named(self, end: SymbolicEnd, names: Sequence[str]) -> Term:
        """The end's namespace has one of these names."""
        codes = end.footprint.namespaces.codes
        return disj(is_number(end.namespace, codes[name]) for name in names)

    def listed_labels(self, end: SymbolicEnd, key: str) -> Iterator[Term]:
        """A listed namespace carries exactly its labels; namespaces of one value share a term."""
        domain = end.footprint.domains["namespace", key]
        by_code: dict[int, list[ListedNamespace]] = {}
        for listed in self.inventory.listed:
            value = dict(listed.labels).get(key)
            code = ABSENT if value is None else domain.code(value)
            by_code.setdefault(code, []).append(listed)
        for code, members in sorted(by_code.items()):
            premise = self.named(end, [n.name for n in members])
            yield implies(premise, is_number(end.label("namespace", key), code))

    # Pods (M-02, M-04 to M-06)

    def pod(self, end: SymbolicEnd) -> Iterator[Term]:
        """A possible pod is on the pod network, with an address that is not known to be another's;
        at `declared` there are none."""
        unknown = neg(self.within(self.known, end))
        possible = conj((neg(end.host), self.pod_address(end), unknown))
        yield implies(conj((end.is_pod, is_number(end.who, 0))), possible)
        yield disj((end.is_pod, is_number(end.who, 0)))
        yield implies(end.is_pod, conj((neg(end.own), neg(end.other))))
        yield implies(conj((BELOW[Level.DECLARED], end.is_pod)), neg(is_number(end.who, 0)))

    def every_pod(self, end: SymbolicEnd) -> Iterator[Term]:
        """What all pods have in common. Each declared one says it of itself, too; said once of all,
        none has to come into a question for it."""
        hosts = {pod.namespace for pod in self.inventory.pods if pod.host_network}
        yield implies(conj((end.is_pod, end.host)), self.named(end, sorted(hosts)))
        some = (end.host, self.pod_address(end), self.within(self.known, end))
        yield implies(end.is_pod, disj(some))

    def pod_address(self, end: SymbolicEnd) -> Term:
        """An address that pods with one of their own can have: no listed node's."""
        key = ("pod address", end.name)
        return self.compiler.once(
            key,
            lambda: conj(
                (
                    self.within(self.pod_ranges, end),
                    neg(self.within(self.inventory.nodes, end)),
                )
            ),
        )

    # Nodes (M-05, AP-23)

    def unlisted_node(self, end: SymbolicEnd) -> Iterator[Term]:
        """An end with a node's address that is no listed node's has an unlisted one's. At
        `declared` such nodes carry no labels, and none is out of the cluster's sight."""
        on_host = conj((end.is_pod, end.host))
        known = disj((end.own, end.other, on_host))
        yield implies(end.unlisted, neg(self.within(self.inventory.nodes, end)))
        yield implies(known, disj((end.unlisted, self.within(self.inventory.nodes, end))))
        yield implies(end.unlisted, disj((on_host, neg(end.is_pod))))
        yield implies(conj((end.unlisted, neg(end.is_pod))), self.node_address(end))
        keys = end.footprint.keys("node")
        bare = (is_number(end.label("node", key), ABSENT) for key in keys)
        yield implies(conj((BELOW[Level.DECLARED], end.unlisted)), conj((known, *bare)))

    # Addresses outside the cluster (M-03, M-05)

    def external(self, end: SymbolicEnd, other: SymbolicEnd) -> Term:
        """An end that is no pod has an address that no pod in play has."""
        key = ("external", end.name)
        return self.compiler.once(
            key, lambda: implies(neg(end.is_pod), self.external_address(end, other))
        )

    def external_address(self, end: SymbolicEnd, other: SymbolicEnd) -> Term:
        """An address outside the declared podCIDRs; a node's lies in the node ranges."""
        node = disj((end.own, end.other))
        apart = (
            implies(
                conj((other.is_pod, self.flow.family(width))),
                neg(equal(end.address[width], other.address[width])),
            )
            for width in (32, 128)
        )
        return conj(
            (
                neg(self.within((*UNUSABLE, *self.declared_pod_ranges, *self.known), end)),
                neg(conj((end.own, end.other))),
                implies(node, self.node_address(end)),
                *apart,
            )
        )

    def node_address(self, end: SymbolicEnd) -> Term:
        """An address that a node can have."""
        outside = neg(self.within((*UNUSABLE, *self.declared_pod_ranges), end))
        return conj((outside, self.within(self.node_ranges, end) if self.node_ranges else TRUE))

    def within(self, found: Sequence[Network], end: SymbolicEnd) -> Term:
        """The end's address lies in one of the networks."""
        return disj(self.compiler.address_in(item, end) for item in found)
