"""Questions about flows: ends, ports, queries and invariants."""

from typing import Literal

from hypothesis import strategies as st

from verifier.dialect import Dialect, Level
from verifier.flow import Direction
from verifier.query import (
    ALL_PORTS,
    AddressGroup,
    BuiltIn,
    ClusterFacts,
    Comparison,
    End,
    Exemption,
    Invariant,
    LabelOf,
    Member,
    NamedWorkload,
    Part,
    PodGroup,
    Port,
    PortName,
    PortRange,
    Query,
    StatedFact,
    Verb,
)
from verifier.resources import LabelSelector
from verifier.resources.meta import NOWHERE
from verifier.testing.strategies.pools import (
    CIDRS,
    NAME_LABEL,
    NAMESPACE_KEYS,
    POD_KEYS,
    PORT_NAMES,
    PORTS,
    PROTOCOLS,
    VALUES,
    often,
)
from verifier.testing.strategies.selectors import (
    namespace_names,
    namespace_selectors,
    selectors,
)

WORKLOADS = ("pod-0", "pod-1", "app-0", "app-1")
KINDS = (None, None, "Pod", "Deployment")
NAMES = (("a",), ("a", "b"), ("b",), ("c",))


@st.composite
def parts(draw: st.DrawFn, pods_only: bool = False) -> Part:
    """One part of an end."""
    shape = draw(st.sampled_from(("group", "group", "workload", "built-in", "addresses")))
    match shape:
        case "workload":
            namespace = draw(namespace_names())
            name, kind = draw(st.sampled_from(WORKLOADS)), draw(st.sampled_from(KINDS))
            return NamedWorkload(namespace, name, kind)
        case "built-in":
            found = (BuiltIn.ANY_POD, BuiltIn.KNOWN) if pods_only else tuple(BuiltIn)
            return draw(st.sampled_from(found))
        case "addresses" if not pods_only:
            cidr = draw(st.sampled_from(tuple(CIDRS)))
            excepts = draw(st.sampled_from(((), CIDRS[cidr][:1])))
            return AddressGroup((cidr,), excepts)
        case _:
            chosen = draw(st.one_of(st.sampled_from(NAMES), st.none(), namespace_selectors()))
            return PodGroup(chosen, draw(selectors()))


@st.composite
def ends(draw: st.DrawFn, pods_only: bool = False) -> End:
    """A set of endpoints: one or two parts."""
    found = draw(st.lists(parts(pods_only), min_size=1, max_size=2))
    return End(tuple(Member(part, f"g{n}") for n, part in enumerate(found)), "ends")


@st.composite
def query_ports(draw: st.DrawFn) -> tuple[Port, ...]:
    """Ports of a query: all, some ranges, some names."""
    number = draw(st.sampled_from(PORTS))
    last = draw(st.sampled_from((number, min(number + 1, 65535), 65535)))
    protocol = draw(st.sampled_from(PROTOCOLS))
    one: Port = PortRange(protocol, number, last)
    name: Port = PortName(protocol, draw(st.sampled_from(PORT_NAMES)))
    return draw(st.sampled_from((ALL_PORTS, (one,), (one,), (name,), (one, name))))


@st.composite
def comparisons(draw: st.DrawFn) -> Comparison:
    """One condition of `where`, between the ends, or of one end and a text."""
    label = st.one_of(
        st.builds(
            LabelOf, st.sampled_from(("from", "to")), st.just("pod"), st.sampled_from(POD_KEYS)
        ),
        st.builds(
            LabelOf,
            st.sampled_from(("from", "to")),
            st.just("namespace"),
            st.sampled_from((*NAMESPACE_KEYS, NAME_LABEL)),
        ),
    )
    operator: Literal["=", "!="] = draw(st.sampled_from(("=", "!=")))
    text = st.sampled_from((*VALUES, "a", "unheard-of"))
    right: LabelOf | str = draw(st.one_of(label, label, text))
    return Comparison(draw(label), operator, right)


@st.composite
def exemptions(draw: st.DrawFn) -> Exemption:
    """Flows that are not judged; an absent key matches all."""
    return Exemption(
        draw(st.one_of(ends(), st.none())),
        draw(st.one_of(ends(), st.none())),
        draw(st.one_of(st.none(), query_ports())),
        "a reason",
    )


@st.composite
def stated_facts(draw: st.DrawFn) -> StatedFact:
    """A fact about pods, or about namespaces; some hold for nobody."""
    of: Literal["pod", "namespace"] = draw(st.sampled_from(("pod", "namespace")))
    spaces = draw(st.one_of(st.sampled_from(NAMES), st.none(), namespace_selectors()))
    pods = draw(selectors()) if of == "pod" else LabelSelector()
    have = draw(selectors(NAMESPACE_KEYS) if of == "namespace" else selectors())
    return StatedFact("fact", "a reason", of, PodGroup(spaces, pods), have, "fact", NOWHERE)


@st.composite
def queries(
    draw: st.DrawFn,
    verbs: tuple[Verb, ...] = tuple(Verb),
    pods_only: bool = False,
    plain: bool = False,
    robust: bool = False,
) -> Query:
    """One property of flows; `plain`: without among, where, exemptions and side. `robust`: it
    relies on the Admin tier alone."""
    verb = draw(st.sampled_from(verbs))
    source, destination = draw(ends(pods_only)), draw(ends(pods_only))
    ports = draw(query_ports())
    if plain:
        return Query(verb=verb, source=source, destination=destination, ports=ports)
    none = st.just(())
    by_default = verb is Verb.NEVER and not robust and draw(often(st.just(False), st.just(True)))
    exempt = st.lists(exemptions(), min_size=1, max_size=1).map(tuple)
    return Query(
        verb=verb,
        source=source,
        destination=destination,
        ports=ports,
        among=draw(often(st.none(), ends())),
        where=draw(often(none, st.lists(comparisons(), min_size=1, max_size=2).map(tuple))),
        exemptions=() if verb is Verb.POSSIBLE else draw(often(none, exempt)),
        side=draw(often(st.none(), st.sampled_from(tuple(Direction)))),
        by_default=by_default,
        robust=robust,
    )


@st.composite
def invariants(draw: st.DrawFn, name: str = "i0") -> Invariant:
    """A query with its level and dialect."""
    query = draw(queries())
    return Invariant(
        id=name,
        title=name,
        sentence="",
        query=query,
        level=draw(st.sampled_from(tuple(Level))),
        dialect=Dialect(),
        location=NOWHERE,
    )


@st.composite
def cluster_facts(draw: st.DrawFn) -> ClusterFacts:
    """What manifests cannot tell, most often nothing."""
    return ClusterFacts(
        pod_cidrs=draw(st.sampled_from(((), (), ("10.0.0.0/8", "fd00::/8")))),
        service_cidrs=draw(st.sampled_from(((), ("10.96.0.0/12",)))),
        node_cidrs=draw(st.sampled_from(((), ("192.168.10.0/24", "2001:db8::/32")))),
    )
