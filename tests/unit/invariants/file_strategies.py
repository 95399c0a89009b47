"""Whole files drawn at random, and the forms of invariants in them."""

from typing import Any
from zlib import crc32

from hypothesis import strategies as st

from tests.unit.invariants.strategies import (
    GROUPS,
    KEYS,
    POD_GROUPS,
    WORDS,
    as_yaml,
    comparisons,
    definitions,
    ends,
    ports,
    selector_objects,
    selector_strings,
    sentences,
)


def flows() -> st.SearchStrategy[dict[str, Any]]:
    """What stands behind a core verb."""
    return st.fixed_dictionaries({"from": ends(), "to": ends()}, optional={"ports": ports()})


def exemptions() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {"reason": st.just("agreed"), "from": ends()},
        optional={"to": ends(), "ports": ports(), "until": st.just("2027-01-31")},
    )


@st.composite
def facts(draw: st.DrawFn) -> dict[str, Any]:
    """A stated fact; what it says makes its id, so that no two of one id say different things."""
    selectors = st.one_of(selector_strings(), selector_objects())
    names = st.lists(WORDS, min_size=1, max_size=3)
    spaces = draw(
        st.one_of(
            st.fixed_dictionaries({"namespace": WORDS}),
            st.fixed_dictionaries({"namespaces": st.one_of(st.just("any"), names, selectors)}),
        )
    )
    fact = {"why": draw(st.sampled_from(["agreed", 'a "b": #c\n', "é\u2028 ", "[x"])), **spaces}
    if draw(st.booleans()):
        fact["pods"] = draw(selectors)
    fact["have"] = draw(selectors.filter(says_something))
    return {"id": f"f{crc32(as_yaml(fact).encode())}", **fact}


def says_something(selector: Any) -> bool:
    """Iff the selector asks for any label."""
    return any(selector.values()) if isinstance(selector, dict) else True


def context() -> dict[str, st.SearchStrategy[Any]]:
    """What may stand beside every form."""
    return {
        "level": st.sampled_from(["declared", "any-pod", "any-namespace"]),
        "dialect": st.sampled_from(["any", "calico", "families=ipv4", {"ties": "by-name"}]),
        "title": st.sampled_from(["A title", "no: #x", ""]).filter(bool),
        "severity": st.sampled_from(["error", "warning", "info"]),
        "controls": st.just(["pci-dss-4/1.3.1"]),
        "assume": st.one_of(facts(), st.lists(facts(), min_size=1, max_size=2)),
    }


def mappings() -> st.SearchStrategy[dict[str, Any]]:
    """Invariants as mappings."""
    where = st.one_of(comparisons(), st.lists(comparisons(), min_size=1, max_size=2))
    single = {**context(), "side": st.sampled_from(["ingress", "egress"]), "where": where}
    robust = st.just("network-policies")
    compared = {**single, "among": ends(), "except": exemptions()}
    judged = {**compared, "robust": robust, "since": sources()}
    return st.one_of(
        st.fixed_dictionaries(
            {"never": flows()}, optional={**judged, "by": st.just("default")}
        ).filter(meet),
        st.fixed_dictionaries({"only": flows()}, optional=judged).filter(meet),
        st.fixed_dictionaries({"always": flows()}, optional=judged).filter(meet),
        st.fixed_dictionaries({"possible": flows()}, optional=single),
        st.fixed_dictionaries({"isolate": isolations()}, optional=judged).filter(meet),
        st.fixed_dictionaries(
            {"no-new-access": st.fixed_dictionaries({"since": sources()})}, optional=compared
        ),
        st.fixed_dictionaries(
            {"equivalent": st.fixed_dictionaries({"to": sources()})}, optional=compared
        ),
        st.fixed_dictionaries(
            {"isolated": default_denials()}, optional={**context(), "except": exemptions()}
        ),
        st.fixed_dictionaries({"no-path": paths()}, optional=context()),
    )


def meet(invariant: dict[str, Any]) -> bool:
    """No two of its modifiers exclude each other."""
    return len({"by", "robust", "since"} & {*invariant}) < 2


def sources() -> st.SearchStrategy[str]:
    """Other versions of the manifests."""
    return st.sampled_from(["git:main", "git:v1.2:k8s/base", "../old", "old.yaml", "/srv/k8s"])


def isolations() -> st.SearchStrategy[dict[str, Any]]:
    """What stands behind `isolate`."""
    keys = st.one_of(KEYS, st.sampled_from(["any", "kubernetes.io/metadata.name"]))
    label = st.one_of(keys.map("labels.{}".format), keys.map('labels["{}"]'.format))
    by = st.builds("from.{}{}".format, st.sampled_from(["", "namespace."]), label)
    missing = st.sampled_from(["deny", "ignore", "own"])
    return st.one_of(
        st.fixed_dictionaries({"namespaces": st.lists(WORDS, min_size=2, max_size=3, unique=True)}),
        st.fixed_dictionaries({"by": by, "missing": missing}),
    )


def default_denials() -> st.SearchStrategy[dict[str, Any]]:
    """What stands behind `isolated`."""
    words = st.sampled_from(["backend", "any-pod", "known", "prod/web[Deployment]", "x_1, abc"])
    pods = st.fixed_dictionaries({"namespace": WORDS}, optional={"pods": selector_strings()})
    direction = st.sampled_from(
        ["ingress", "egress", ["egress"], ["ingress", "egress"], ["egress", "ingress"]]
    )
    return st.fixed_dictionaries(
        {"group": st.one_of(words, pods, st.lists(pods, min_size=1, max_size=2))},
        optional={"direction": direction},
    )


def paths() -> st.SearchStrategy[dict[str, Any]]:
    """What stands behind `no-path`; traffic with the own node is no hop."""
    hops = ends().filter(lambda end: "own-node" not in str(end))
    more = {"from": hops, "to": hops, "max-hops": st.sampled_from("12345")}
    return st.one_of(
        st.fixed_dictionaries(more, optional={"ports": ports()}),
        st.fixed_dictionaries({**more, "on": ports()}),
    )


def cases() -> st.SearchStrategy[Any]:
    flows = st.sampled_from(
        [
            "a/b -> c/d:80",
            "a/app=b,in= -> 8.8.8.8 udp/53",
            "1.1.1.1 -> c/d[Pod]:tcp/http",
            "a/b -> service:c/d:80",
        ]
    )
    decisions = st.sampled_from(["allow", "deny"])
    return st.one_of(
        st.builds("{}: {}".format, decisions, flows),
        st.dictionaries(decisions, flows, min_size=1, max_size=1),
    )


IGNORED = [
    {"codes": "NP4", "reason": "x"},
    {"codes": ["NP401"], "paths": ["legacy/**"], "reason": "x", "until": "2027-01-31"},
]


def specs() -> st.SearchStrategy[dict[str, Any]]:
    """Whole files that the loader reads."""
    pods = definitions().filter(lambda definition: "cidrs" not in definition)
    named = {name: pods if name in POD_GROUPS else definitions() for name in GROUPS}
    return st.fixed_dictionaries(
        {"apiVersion": st.just("netproof/v1"), "groups": st.fixed_dictionaries(named)},
        optional={
            "assume": st.lists(facts(), max_size=2),
            "cluster": st.just({"podCIDRs": "10.0.0.0/8", "nodeCIDRs": ["2001:db8::/32"]}),
            "defaults": st.just({"level": "any-pod", "severity": "info"}),
            "invariants": st.lists(st.one_of(sentences(), mappings()), max_size=3),
            "cases": st.lists(cases(), max_size=2),
            "ignore-kinds": st.just(["CiliumNetworkPolicy"]),
            "lint": st.just({"ignore": IGNORED}),
        },
    )
