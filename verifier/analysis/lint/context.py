"""What the families of findings look at: the input, its policies by namespace, and places."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from verifier.analysis.lint.anyone import NETWORK_POLICIES
from verifier.analysis.lint.census import Census
from verifier.analysis.lint.findings import Finding, Related, Severity, Unsettled
from verifier.analysis.lint.registry import rule_of
from verifier.dialect import Level
from verifier.location import Location
from verifier.manifests import Manifests, Places
from verifier.model import Inventory, NamespacesWith, Network, Operator, Policy, PolicySet, Tier
from verifier.normalise import inventory, policy_set, selector
from verifier.normalise.networks import host_network
from verifier.resources import AdminPolicy, ContainerPort, NetworkPolicy, NetworkPolicyPeer, PodSpec
from verifier.smt.slices import Slices

POSITIVE = (Operator.IN, Operator.EXISTS)  # a label that is absent meets neither


def ports(spec: PodSpec) -> tuple[ContainerPort, ...]:
    """All ports of a pod, with a name or without."""
    return (*spec.ports, *spec.sidecar_ports)


@dataclass(frozen=True, slots=True)
class Found:
    """What one family answers."""

    findings: tuple[Finding, ...] = ()
    unknown: tuple[Unsettled, ...] = ()


class Context:
    """An input that is looked at; `timeout_ms` (milliseconds) bounds each question."""

    def __init__(self, manifests: Manifests, timeout_ms: int) -> None:
        self.manifests = manifests
        self.timeout_ms = timeout_ms
        self.places = Places(manifests.texts)
        self.policies: PolicySet = policy_set(
            manifests.policies, manifests.admin_policies, manifests.nodes
        )
        self.ordered = sorted(manifests.policies, key=lambda p: p.text)
        self.slices = Slices(self.policies.tiers)

    @cached_property
    def inventory(self) -> Inventory:
        """Everything that is declared."""
        return inventory(self.manifests)

    @cached_property
    def written(self) -> Mapping[int, NetworkPolicy]:
        """The NetworkPolicies by the id of those of the model, which are in the same order."""
        found: dict[int, NetworkPolicy] = {}
        for tier in self.policies.tiers:
            if tier.name == NETWORK_POLICIES:
                pairs = zip(tier.policies, self.ordered, strict=True)
                found |= {id(policy): written for policy, written in pairs}
        return found

    @cached_property
    def modelled(self) -> Mapping[int, Policy]:
        """The policies of the model by the id of the NetworkPolicies."""
        by_id = {id(p): p for tier in self.policies.tiers for p in tier.policies}
        return {id(written): by_id[model] for model, written in self.written.items()}

    @cached_property
    def by_namespace(self) -> Mapping[str, list[NetworkPolicy]]:
        """The NetworkPolicies of each namespace, both in order of names."""
        found: dict[str, list[NetworkPolicy]] = {}
        for policy in self.ordered:
            found.setdefault(policy.namespace, []).append(policy)
        return dict(sorted(found.items()))

    def policies_in(self, namespace: str) -> PolicySet:
        """All tiers, with the policies that can select pods of a namespace."""
        chosen = self.slices.policies_in(namespace)
        return PolicySet(
            tuple(
                Tier(tier.name, tuple(policies), tier.unmatched)
                for tier, policies in zip(self.policies.tiers, chosen, strict=True)
            )
        )

    def network_policies_in(self, namespace: str) -> PolicySet:
        """Their tier alone, with the policies of a namespace."""
        tiers = self.policies_in(namespace).tiers
        return PolicySet(tuple(tier for tier in tiers if tier.name == NETWORK_POLICIES))

    @cached_property
    def census(self) -> Census:
        """The declared pods, to compare selectors with."""
        return Census(self.inventory)

    @cached_property
    def container_ports(self) -> Mapping[str, tuple[ContainerPort, ...]]:
        """The ports of the containers of bare pods ("namespace/name") and of workloads."""
        found = {f"{p.namespace}/{p.name}": ports(p.spec) for p in self.manifests.pods}
        for w in self.manifests.workloads:
            found[f"{w.namespace}/{w.name}[{w.kind}]"] = ports(w.spec)
        return found

    @cached_property
    def known_addresses(self) -> tuple[Network, ...]:
        """The addresses that declared pods are known to have."""
        return tuple(host_network(a) for pod in self.inventory.pods for a in pod.addresses)

    def is_known(self, peer: NetworkPolicyPeer, policy: NetworkPolicy) -> bool:
        """Every namespace that the peer can match is one whose pods are declared.

        A selector that namespaces without labels meet too (kube-system, say) is never known.
        """
        if peer.namespace_selector is None:
            return policy.namespace in self.census.in_namespace
        chosen = selector(peer.namespace_selector)
        if not any(item.operator in POSITIVE for item in chosen.requirements):
            return False
        names = self.census.names_in(NamespacesWith(chosen))
        return bool(names) and all(name in self.census.in_namespace for name in names)

    def place(self, policy: NetworkPolicy | AdminPolicy, field: str) -> Location:
        """Where a field of a policy is."""
        return self.places.of(policy.location, field)

    def finding(
        self,
        code: str,
        policy: NetworkPolicy | AdminPolicy,
        field: str,
        message: str,
        *,
        proof: str,
        level: Level | None = None,
        related: Iterable[Related] = (),
        severity: Severity | None = None,
        removable: bool = False,
    ) -> Finding:
        """A finding about a field of a policy, of the severity that its code has."""
        return Finding(
            code=code,
            severity=severity or rule_of(code).severity,
            message=message,
            object=policy.text,
            field=field,
            location=self.place(policy, field),
            level=level,
            proof=proof,
            related=tuple(related),
            removable=removable,
        )
