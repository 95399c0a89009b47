"""Services that meet the pods of the pools."""

from hypothesis import strategies as st

from verifier.flow import Protocol
from verifier.resources import Service, ServicePort
from verifier.testing.strategies.pools import PORT_NAMES, PROTOCOLS, often
from verifier.testing.strategies.selectors import label_sets, namespace_names

NUMBERS = (53, 80, 8080)


@st.composite
def services(draw: st.DrawFn, name: str = "service-0") -> Service:
    """A Service that selects pods, or leaves its endpoints to others; several ports have names."""
    found = draw(
        st.lists(
            st.tuples(st.sampled_from(NUMBERS), st.sampled_from(PROTOCOLS)),
            min_size=1,
            max_size=2,
            unique=True,
        )
    )
    labels = draw(label_sets())
    return Service(
        name=name,
        namespace=draw(namespace_names()),
        selector=draw(often(st.just(tuple(labels.items())), st.sampled_from((None, ())))),
        ports=tuple(
            ServicePort(
                port=number,
                protocol=draw(st.sampled_from((protocol.value, None)))
                if protocol is Protocol.TCP
                else protocol.value,
                name=f"port-{index}" if len(found) > 1 else None,
                target_port=draw(st.sampled_from((None, 80, 8080, *PORT_NAMES))),
            )
            for index, (number, protocol) in enumerate(found)
        ),
        type=draw(st.sampled_from((None, "ClusterIP", "NodePort", "LoadBalancer"))),
    )
