"""Which policies can speak about pods of a namespace."""

from verifier.model import (
    AddressPeer,
    AnyPeer,
    DomainPeer,
    InNamespace,
    NamespacesWith,
    NodePeer,
    Peer,
    PodPeer,
    Policy,
    Tier,
)

Tiers = tuple[Tier, ...]


class Slices:
    """Policies by the namespaces of the pods that they can select. `names` are the namespaces that
    some policy names as its own."""

    def __init__(self, tiers: Tiers) -> None:
        self.by_namespace = by_namespace(tiers)
        self.names = tuple(self.by_namespace)
        self.everywhere = [
            [p for p in tier.policies if isinstance(p.namespaces, NamespacesWith)] for tier in tiers
        ]

    def policies_in(self, namespace: str | None) -> list[list[Policy]]:
        """Per tier, the policies that can select pods of a namespace (None: of one that no policy
        names)."""
        return self.by_namespace.get(namespace or "", self.everywhere)


def by_namespace(tiers: Tiers) -> dict[str, list[list[Policy]]]:
    """Namespace name to the policies, per tier, that can select pods there."""
    names = {
        policy.namespaces.name
        for tier in tiers
        for policy in tier.policies
        if isinstance(policy.namespaces, InNamespace)
    }
    found: dict[str, list[list[Policy]]] = {name: [[] for _ in tiers] for name in sorted(names)}
    for index, tier in enumerate(tiers):
        for policy in tier.policies:
            match policy.namespaces:
                case InNamespace(name):
                    found[name][index].append(policy)
                case NamespacesWith():
                    for per_tier in found.values():
                        per_tier[index].append(policy)
    return found


def address_widths(tiers: Tiers) -> set[int]:
    """The widths, in bits, of the addresses that some policy looks at."""
    return {
        width
        for tier in tiers
        for policy in tier.policies
        for rule in (*(policy.ingress or ()), *(policy.egress or ()))
        for peer in rule.peers
        for width in widths(peer)
    }


def widths(peer: Peer) -> tuple[int, ...]:
    """The widths of the addresses that a peer looks at: a node may have any."""
    match peer:
        case AddressPeer(network):
            return (network.bits,)
        case NodePeer():
            return (32, 128)
        case AnyPeer() | PodPeer() | DomainPeer():
            return ()
