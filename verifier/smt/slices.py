"""Which policies can speak about pods of a namespace."""

from verifier.model import InNamespace, NamespacesWith, Policy, Tier


def slices(tiers: tuple[Tier, ...]) -> dict[str, list[list[Policy]]]:
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
