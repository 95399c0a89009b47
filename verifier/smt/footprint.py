"""The footprint: everything that policies and queries mention, as small domains.

Two label values that nothing mentions cannot be told apart, so each label ranges over: absent, the
mentioned values, and fresh ones (specs/encoding.md, M-08).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from verifier.smt.ties import Tie

NAME_LABEL = "kubernetes.io/metadata.name"
NAMESPACE_NAME = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")

Of = Literal["pod", "namespace", "node"]
Slot = tuple[Of, str]
NAME_SLOT: Slot = ("namespace", NAME_LABEL)
ABSENT = 0
MINIMUM_FRESH = 2  # one fresh namespace for each end of a flow


@dataclass(frozen=True, slots=True)
class Domain:
    """Codes of one label: 0 is absent, 1 to n the values in order, all others fresh values."""

    values: tuple[str, ...]
    fresh: int
    codes: Mapping[str, int]

    @property
    def width(self) -> int:
        """Bits enough for absent, the values and `fresh` further ones."""
        return (len(self.values) + self.fresh).bit_length()

    def code(self, value: str) -> int:
        """The code of a value; one that nothing mentions gets the first fresh code."""
        return self.codes.get(value, len(self.values) + 1)

    @property
    def linked(self) -> bool:
        """Labels share the domain, so that their fresh values can be compared."""
        return self.fresh > MINIMUM_FRESH

    def text(self, code: int, stem: str) -> str:
        """A value with that code (not 0): fresh ones are named after `stem`, unless labels that
        share the domain must agree on them."""
        if code <= len(self.values):
            return self.values[code - 1]
        index = code - len(self.values)
        stem = "other" if self.linked else stem
        name = stem if index == 1 else f"{stem}-{index}"
        while name in self.codes:
            name += "-x"
        return name


def domain(values: Iterable[str], fresh: int) -> Domain:
    """The domain of these values."""
    ordered = tuple(sorted(set(values)))
    return Domain(ordered, fresh, {value: index for index, value in enumerate(ordered, 1)})


@dataclass(frozen=True, slots=True)
class Footprint:
    """`domains` holds one domain for each mentioned label; linked labels share theirs. `nodes`:
    some peer asks for labels of nodes. `tiers`: the names of those that have policies."""

    domains: Mapping[Slot, Domain]
    port_names: tuple[str, ...]
    domain_names: tuple[str, ...] = ()
    ties: tuple[Tie, ...] = ()
    nodes: bool = False
    tiers: tuple[str, ...] = ()

    @property
    def namespaces(self) -> Domain:
        """The domain of namespace names."""
        return self.domains[NAME_SLOT]

    def keys(self, of: Of) -> list[str]:
        """The mentioned label keys of pods, or of namespaces but for the name label."""
        return sorted(key for o, key in self.domains if o == of and (o, key) != NAME_SLOT)
