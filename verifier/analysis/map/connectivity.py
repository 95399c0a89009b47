"""The map of an input: who reaches whom."""

from collections.abc import Iterator

from verifier.analysis.map.addresses import AddressAxis
from verifier.analysis.map.grouping import Table
from verifier.analysis.map.masks import Masks
from verifier.analysis.map.meeting import Meeting
from verifier.analysis.map.pairs import Pairs
from verifier.analysis.map.population import Population
from verifier.analysis.map.ports import PortAxis
from verifier.analysis.map.results import MapReport
from verifier.analysis.map.setting import Setting
from verifier.analysis.map.sides import Side
from verifier.analysis.plugins import dialect_of, plugin_assumed
from verifier.analysis.standing import assumptions, summaries
from verifier.dialect import Dialect
from verifier.flow import Direction, Protocol
from verifier.manifests import Manifests
from verifier.model import AddressPeer, Network, PolicySet
from verifier.normalise import inventory, policy_set
from verifier.query import ClusterFacts
from verifier.smt.mentions import footprint


def connectivity(
    manifests: Manifests,
    *,
    dialect: Dialect | None = None,
    cluster: ClusterFacts | None = None,
    denied: bool = False,
    port: tuple[Protocol, int] | None = None,
) -> MapReport:
    """Who reaches whom on which ports: all declared workloads, and the world outside.

    What holds under every open fact is in `connections`, what holds under some in `conditional`
    with the facts, and what passes between the pods of one workload in `within`. `denied`: list
    the pairs too of which no port passes under any facts, or not `port`.
    """
    pairs = pairs_of(manifests, dialect_of(dialect, manifests), cluster or ClusterFacts())
    table = Table(pairs)
    used, ignored = summaries(manifests)
    return MapReport(
        workloads=table.workloads(),
        connections=table.connections(),
        conditional=table.conditional(),
        within=tuple(table.within()),
        denied=tuple(table.denied(port)) if denied else None,
        warnings=manifests.warnings,
        assumptions=(*assumptions(manifests), *plugin_assumed(dialect, manifests)),
        texts=manifests.texts,
        used=used,
        ignored=ignored,
    )


def pairs_of(manifests: Manifests, dialect: Dialect, cluster: ClusterFacts) -> Pairs:
    """All that is needed to tell what passes between two ends."""
    policies = policy_set(manifests.policies, manifests.admin_policies, manifests.nodes)
    declared = inventory(manifests)
    people = Population.of(declared, footprint(policies, declared, ()))
    ports = PortAxis(policies, {port for unit in people.units for port in unit.ports})
    places = AddressAxis(mentioned(policies), declared, cluster)
    by_name = dialect.ties == "by-name"
    setting = Setting(Masks(policies.tiers, people, ports, places, by_name), dialect)
    return Pairs(
        setting,
        Side(Direction.EGRESS, setting),
        Side(Direction.INGRESS, setting),
        Meeting(setting),
    )


def mentioned(policies: PolicySet) -> Iterator[Network]:
    """Every range that a rule mentions."""
    for tier in policies.tiers:
        for policy in tier.policies:
            for rule in (*(policy.ingress or ()), *(policy.egress or ())):
                for peer in rule.peers:
                    if isinstance(peer, AddressPeer):
                        yield peer.network
                        yield from peer.excepts
