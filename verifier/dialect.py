"""How a cluster's plugin reads what the API leaves open, and who may exist."""

from dataclasses import dataclass, fields, replace
from enum import IntEnum
from typing import Literal

from verifier.errors import UsageError


class Level(IntEnum):
    """Who may exist (specs/semantics.md, M-07): each level contains the ones below it."""

    DECLARED = 0
    ANY_POD = 1
    ANY_NAMESPACE = 2

    @property
    def text(self) -> str:
        """The spelling of the invariants file: `any-pod`."""
        return self.name.lower().replace("_", "-")

    @staticmethod
    def parse(text: str) -> "Level":
        """The level spelled `text`. Raises UsageError."""
        for level in Level:
            if level.text == text:
                return level
        raise UsageError(f"unknown level {text!r}: expected declared, any-pod or any-namespace")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One choice per point; `any` (the default) stands for every reading of that point.

    ipblock_matches_pods: does an ipBlock match the addresses of pods?
    host_network: are hostNetwork pods seen as their node, or as any pod?
    families: the address families of the cluster.
    own_node_egress: may a pod always reach its own node, or do egress rules decide?
    baseline: is the Baseline tier skipped per direction, or for the whole pod?
    ties: which of several admin policies of equal priority decides?
    """

    ipblock_matches_pods: Literal["any", "yes", "no"] = "any"
    host_network: Literal["any", "node", "pod"] = "any"
    families: Literal["any", "ipv4", "ipv6", "dual"] = "any"
    own_node_egress: Literal["any", "allow", "policy"] = "any"
    baseline: Literal["any", "per-direction", "per-pod"] = "any"
    ties: Literal["any", "by-name"] = "any"


READINGS: dict[str, tuple[str, ...]] = {
    "ipblock_matches_pods": ("yes", "no"),
    "host_network": ("node", "pod"),
    "families": ("ipv4", "ipv6", "dual"),
    "own_node_egress": ("allow", "policy"),
    "baseline": ("per-direction", "per-pod"),
    "ties": ("any", "by-name"),
}

# Sources: the Kubernetes end-to-end tests require that an egress ipBlock matches pod addresses
# ("should allow egress access to server in CIDR block"). Calico programs ipBlocks as plain address
# sets, and host-networked pods are host endpoints there. Cilium's documentation says that CIDR
# rules do not apply to endpoints it manages, and that host-networked pods carry the host identity.
PROFILES: dict[str, dict[str, str]] = {
    "kubernetes-e2e": {"ipblock_matches_pods": "yes"},
    "calico": {"ipblock_matches_pods": "yes", "host_network": "node"},
    "cilium": {"ipblock_matches_pods": "no", "host_network": "node"},
}


def dialect_from(points: dict[str, str]) -> Dialect:
    """The dialect with these points, spelled with hyphens or underscores. Raises UsageError."""
    known = {point.name for point in fields(Dialect)}
    chosen: dict[str, str] = {}
    for point, reading in points.items():
        name = point.replace("-", "_")
        if name not in known:
            names = ", ".join(sorted(n.replace("_", "-") for n in known))
            raise UsageError(f"unknown dialect point {point!r}: expected one of {names}")
        if reading not in ("any", *READINGS[name]):
            allowed = ", ".join(dict.fromkeys(("any", *READINGS[name])))
            raise UsageError(f"dialect point {point!r} cannot be {reading!r}: expected {allowed}")
        chosen[name] = reading
    return replace(Dialect(), **chosen)  # type: ignore[arg-type]  # checked against READINGS


def parse_dialect(text: str) -> Dialect:
    """The dialect written `any`, a profile name, or `point=reading,...`. Raises UsageError."""
    if text == "any":
        return Dialect()
    if text in PROFILES:
        return dialect_from(PROFILES[text])
    points: dict[str, str] = {}
    for item in text.split(","):
        point, equals, reading = item.strip().partition("=")
        if not equals:
            profiles = ", ".join(sorted(PROFILES))
            raise UsageError(
                f"cannot read dialect {item.strip()!r}: expected point=reading, any, or a profile "
                f"({profiles})"
            )
        points[point.strip()] = reading.strip()
    return dialect_from(points)
