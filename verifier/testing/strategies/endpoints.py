"""Endpoints and flows near what policies mention, and dialects to read them by."""

from typing import Literal

from hypothesis import strategies as st

from verifier.dialect import Dialect
from verifier.flow import (
    Endpoint,
    ExternalEndpoint,
    Flow,
    NamedPort,
    PodEndpoint,
)
from verifier.testing.strategies.near import Near, near
from verifier.testing.strategies.pools import PROTOCOLS, often
from verifier.testing.strategies.selectors import (
    label_sets,
    namespace_label_sets,
    namespace_names,
)

NOTHING = near()
Family = Literal["ipv4", "ipv6"]
NODES: tuple[Literal["own", "other"] | None, ...] = (None, None, "own", "other")


@st.composite
def named_ports(draw: st.DrawFn, around: Near = NOTHING) -> tuple[NamedPort, ...]:
    """Container ports with names: none, several names, several numbers and protocols of one."""
    port = st.builds(
        NamedPort,
        st.sampled_from(around.names),
        st.sampled_from(PROTOCOLS),
        st.sampled_from(around.ports),
    )
    least = draw(st.integers(0, 2))
    return tuple(draw(st.lists(port, min_size=least, max_size=3, unique=True)))


@st.composite
def pod_endpoints(
    draw: st.DrawFn, around: Near = NOTHING, version: int = 4, named: bool = True
) -> PodEndpoint:
    """Pods with an address; some on the host network."""
    return PodEndpoint(
        namespace=draw(namespace_names()),
        labels=draw(label_sets()),
        namespace_labels=draw(namespace_label_sets()),
        named_ports=draw(named_ports(around)) if named else (),
        ip=draw(st.sampled_from(around.addresses[version])),
        host_network=draw(st.sampled_from((False, False, True))),
    )


def external_endpoints(
    around: Near = NOTHING, version: int = 4
) -> st.SearchStrategy[ExternalEndpoint]:
    """Addresses that no pod has; some are a node's."""
    return st.builds(
        ExternalEndpoint,
        ip=st.sampled_from(around.addresses[version]),
        node=st.sampled_from(NODES),
    )


@st.composite
def flows(draw: st.DrawFn, around: Near = NOTHING, externals: bool = True) -> Flow:
    """One connection attempt of one family; at least one end is a pod, and the ends differ.

    One namespace has one set of labels. Half of the flows go to a number that the destination
    has a name for, where it has any, most of them with the right protocol.
    """
    version = draw(st.sampled_from((4, 4, 6)))
    shape = draw(st.sampled_from(("pods", "pods", "in", "out"))) if externals else "pods"
    source: Endpoint = draw(pod_endpoints(around, version))
    destination: Endpoint = draw(pod_endpoints(around, version))
    match shape:
        case "in":
            source = draw(external_endpoints(around, version))
        case "out":
            destination = draw(external_endpoints(around, version))
        case _:
            destination = one_namespace(source, destination)
    protocol, port = draw(st.sampled_from(around.protocols)), draw(st.sampled_from(around.ports))
    if isinstance(destination, PodEndpoint) and destination.named_ports and draw(st.booleans()):
        chosen = draw(st.sampled_from(destination.named_ports))
        protocol, port = draw(often(st.just(chosen.protocol), st.just(protocol))), chosen.number
    return Flow(source, destination, protocol, port)


def one_namespace(source: Endpoint, destination: Endpoint) -> Endpoint:
    """`destination`, with the labels of the source's namespace where it is the same one."""
    match source, destination:
        case PodEndpoint(), PodEndpoint() if source.namespace == destination.namespace:
            return PodEndpoint(
                namespace=destination.namespace,
                labels=destination.labels,
                namespace_labels=source.namespace_labels,
                named_ports=destination.named_ports,
                ip=destination.ip,
                host_network=destination.host_network,
            )
        case _:
            return destination


@st.composite
def dialects(draw: st.DrawFn, fixed: bool = False) -> Dialect:
    """Readings of what the API leaves open; `fixed`: each point has one.

    `families` stays open: a flow brings its own.
    """
    open_too: tuple[Literal["any"], ...] = () if fixed else ("any",)
    return Dialect(
        ipblock_matches_pods=draw(st.sampled_from(("no", "yes", *open_too))),
        host_network=draw(st.sampled_from(("node", "pod", *open_too))),
        own_node_egress=draw(st.sampled_from(("policy", "allow", *open_too))),
        baseline=draw(st.sampled_from(("per-direction", "per-pod", *open_too))),
        ties=draw(st.sampled_from(("any", "by-name"))),
    )
