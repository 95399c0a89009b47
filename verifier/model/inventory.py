"""Who is declared: pods, namespaces and nodes, with every default explicit."""

from dataclasses import dataclass, field

from verifier.flow import NamedPort
from verifier.location import Location
from verifier.model.policies import Network


@dataclass(frozen=True, slots=True)
class DeclaredPod:
    """One declared pod, or all equal pods of one controller.

    `workload` is "namespace/name[Kind]"; `pod` names a bare pod ("namespace/name"), None for a
    controller's pods, of which there may be any number. `unknown_labels` are present with a value
    that only the controller knows. `sidecar_ports` may or may not be resolved by the plugin.
    `addresses` are known pod addresses, empty when unknown.
    """

    workload: str
    pod: str | None
    namespace: str
    labels: tuple[tuple[str, str], ...]
    unknown_labels: tuple[str, ...]
    named_ports: tuple[NamedPort, ...]
    sidecar_ports: tuple[NamedPort, ...]
    host_network: bool
    addresses: tuple[str, ...]
    location: Location = field(compare=False)


@dataclass(frozen=True, slots=True)
class ListedNamespace:
    """A namespace with a Namespace object: exactly these labels, the name label included."""

    name: str
    labels: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Inventory:
    """Who is declared: `named` namespaces occur only as the namespace of an object; `nodes` are
    the addresses of Node objects."""

    pods: tuple[DeclaredPod, ...]
    listed: tuple[ListedNamespace, ...]
    named: tuple[str, ...]
    nodes: tuple[Network, ...] = ()
