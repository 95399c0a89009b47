"""NetworkPolicies and their parts, all of them valid, from one clause to one policy set."""

from hypothesis import strategies as st

from verifier.resources import (
    IPBlock,
    LabelSelector,
    NetworkPolicy,
    NetworkPolicyPeer,
    NetworkPolicyPort,
    NetworkPolicyRule,
    NetworkPolicySpec,
)
from verifier.testing.strategies.pools import (
    CIDRS,
    NAMESPACES,
    POD_KEYS,
    PORT_NAMES,
    PORTS,
    PROTOCOLS,
    absent_or_few,
    often,
)
from verifier.testing.strategies.selectors import namespace_selectors, selectors

POLICY_TYPES = (
    *(None, (), ("Ingress",), ("Egress",)),
    *(("Ingress", "Egress"), ("Egress", "Ingress"), ("Ingress", "Ingress")),
)


@st.composite
def network_policy_ports(draw: st.DrawFn) -> NetworkPolicyPort:
    """One item of `ports`: `{}`, numbers, ranges and names, with and without a protocol."""
    protocol = draw(st.sampled_from((None, *(p.value for p in PROTOCOLS))))
    port = draw(
        st.one_of(
            st.sampled_from(PORTS), st.sampled_from(PORTS), st.sampled_from(PORT_NAMES), st.none()
        )
    )
    if not isinstance(port, int):
        return NetworkPolicyPort(protocol=protocol, port=port)
    length = draw(st.sampled_from((None, None, 0, 1, 20, 65535)))
    end = None if length is None else min(port + length, 65535)
    return NetworkPolicyPort(protocol=protocol, port=port, end_port=end)


@st.composite
def ip_blocks(draw: st.DrawFn) -> IPBlock:
    """Ranges with and without excepts, of both families, host bits and all."""
    cidr = draw(st.sampled_from(tuple(CIDRS)))
    if not CIDRS[cidr]:
        return IPBlock(cidr=cidr, except_=draw(st.sampled_from((None, ()))))
    return IPBlock(cidr=cidr, except_=draw(absent_or_few(st.sampled_from(CIDRS[cidr]))))


@st.composite
def network_policy_peers(draw: st.DrawFn, keys: tuple[str, ...] = POD_KEYS) -> NetworkPolicyPeer:
    """One item of `from` or `to`: a podSelector, a namespaceSelector, both, or an ipBlock."""
    shape = draw(st.sampled_from(("block", "pods", "namespaces", "both")))
    if shape == "block":
        return NetworkPolicyPeer(ip_block=draw(ip_blocks()))
    empty = st.just(LabelSelector())
    return NetworkPolicyPeer(
        pod_selector=None if shape == "namespaces" else draw(often(selectors(keys), empty)),
        namespace_selector=None if shape == "pods" else draw(often(namespace_selectors(), empty)),
    )


def rules(keys: tuple[str, ...] = POD_KEYS) -> st.SearchStrategy[NetworkPolicyRule]:
    """One rule: `{}`, absent and empty lists, up to two peers and two ports."""
    return st.builds(
        NetworkPolicyRule,
        peers=absent_or_few(network_policy_peers(keys)),
        ports=absent_or_few(network_policy_ports()),
    )


@st.composite
def network_policies(
    draw: st.DrawFn, name: str = "p0", most_rules: int = 2, keys: tuple[str, ...] = POD_KEYS
) -> NetworkPolicy:
    """One policy; every form of policyTypes, podSelector and rules, as written. `keys`: the labels
    that its pod selectors ask for."""
    spec = NetworkPolicySpec(
        pod_selector=draw(st.one_of(st.none(), st.just(LabelSelector()), selectors(keys))),
        ingress=draw(absent_or_few(rules(keys), most_rules)),
        egress=draw(absent_or_few(rules(keys), most_rules)),
        policy_types=draw(st.sampled_from(POLICY_TYPES)),
    )
    return NetworkPolicy(name=name, namespace=draw(st.sampled_from(NAMESPACES)), spec=spec)


@st.composite
def policy_sets(draw: st.DrawFn, most: int = 3) -> tuple[NetworkPolicy, ...]:
    """Up to `most` policies with different names."""
    count = draw(st.integers(0, most))
    return tuple(draw(network_policies(f"p{index}")) for index in range(count))
