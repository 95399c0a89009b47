"""What the input holds: the resources, and what was seen, skipped or doubted on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from verifier.errors import Problem
from verifier.location import Location
from verifier.manifests.plugins import Plugin
from verifier.resources import (
    AdminPolicy,
    EntryPoint,
    Namespace,
    NetworkPolicy,
    Node,
    Pod,
    Service,
    Workload,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherKind:
    """A kind that is in the input and not modelled; `location` is that of the first of `count`."""

    api_version: str
    kind: str
    count: int
    location: Location
    changes_traffic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifests:
    """The resources of an input, in the order of the input.

    `skipped`: files that could not be read and were left out (an assumption of every verdict).
    `untyped`: documents of folders without apiVersion and kind. `texts`: each text by its path.
    `other_namespaces`: those that only objects of other kinds name. `plugins`: what is known of the
    network plugins of the clusters that were read.
    """

    policies: tuple[NetworkPolicy, ...] = ()
    namespaces: tuple[Namespace, ...] = ()
    pods: tuple[Pod, ...] = ()
    workloads: tuple[Workload, ...] = ()
    admin_policies: tuple[AdminPolicy, ...] = ()
    nodes: tuple[Node, ...] = ()
    services: tuple[Service, ...] = ()
    entry_points: tuple[EntryPoint, ...] = ()
    other_kinds: tuple[OtherKind, ...] = ()
    warnings: tuple[Problem, ...] = ()
    skipped: tuple[Problem, ...] = ()
    untyped: tuple[Location, ...] = ()
    other_namespaces: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    plugins: tuple[Plugin, ...] = ()
