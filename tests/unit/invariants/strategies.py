"""What specs are made of, drawn at random: selectors, ends, ports, sentences, comparisons.

Drawn as the YAML reads without implicit types: mappings, lists and texts.
"""

import json
from typing import Any

from hypothesis import strategies as st

WORDS = st.sampled_from(["a", "web", "x-1", "prod", "in", "notin", "any", "0"])
KEYS = st.sampled_from(["app", "tier", "in", "app.kubernetes.io/name", "x_y"])
VALUES = st.sampled_from(["", "a", "in", "v1.2", "A_b"])
GROUPS = ("backend", "data.base", "x_1", "abc")
POD_GROUPS = ("backend", "x_1", "abc")  # `isolated` takes no addresses
BUILT_INS = ("any", "any-pod", "known", "world", "internet", "nodes", "own-node")
ADDRESSES = st.sampled_from(
    ["198.51.100.7", "10.0.0.0/8", "2001:db8::1", "[2001:db8::/32]", "0.0.0.0/0", "[::1]"]
)
BLANK = st.sampled_from(["", " ", "  "])


@st.composite
def terms(draw: st.DrawFn) -> str:
    """One term of a selector string."""
    key, value, blank = draw(KEYS), draw(VALUES), draw(BLANK)
    values = ",".join(draw(st.lists(VALUES, min_size=1, max_size=3, unique=True))) or ","
    return draw(
        st.sampled_from(
            [
                key,
                f"!{blank}{key}",
                f"{key}{blank}={value}",
                f"{key}=={blank}{value}",
                f"{key} !={blank}{value}",
                f"{key} in{blank}({values})",
                f"{key} notin ({values})",
            ]
        )
    )


def selector_strings() -> st.SearchStrategy[str]:
    return st.lists(terms(), min_size=1, max_size=3).map(", ".join)


@st.composite
def selector_objects(draw: st.DrawFn) -> dict[str, Any]:
    """A selector with matchLabels and matchExpressions."""
    expressions = st.one_of(
        st.fixed_dictionaries(
            {
                "key": KEYS,
                "operator": st.sampled_from(["In", "NotIn"]),
                "values": st.lists(VALUES, min_size=1, max_size=3),
            }
        ),
        st.fixed_dictionaries(
            {"key": KEYS, "operator": st.sampled_from(["Exists", "DoesNotExist"])}
        ),
    )
    return draw(
        st.fixed_dictionaries(
            {},
            optional={
                "matchLabels": st.dictionaries(KEYS, VALUES, max_size=2),
                "matchExpressions": st.lists(expressions, max_size=2),
            },
        )
    )


def definitions() -> st.SearchStrategy[dict[str, Any]]:
    """Ends as mappings."""
    selectors = st.one_of(selector_strings(), selector_objects())
    more = {"pods": selectors, "undeclared": st.sampled_from(["true", "false"])}
    names = st.lists(WORDS, min_size=1, max_size=3)
    return st.one_of(
        st.fixed_dictionaries({"namespace": WORDS}, optional=more),
        st.fixed_dictionaries(
            {"namespaces": st.one_of(st.just("any"), names, selectors)}, optional=more
        ),
        st.sampled_from(
            [
                {"cidrs": "203.0.113.0/24"},
                {"cidrs": ["10.0.0.0/8", "2001:db8::/32"], "except": ["10.1.0.0/16"]},
            ]
        ),
    )


def inline_ends() -> st.SearchStrategy[str]:
    """Definitions as a sentence writes them."""
    return st.one_of(
        st.builds("{{namespace: {}, pods: {}}}".format, WORDS, selector_strings()),
        st.builds("{{namespaces: {}}}".format, selector_strings()),
        st.builds("{{namespaces: [{}, b], undeclared: true}}".format, WORDS),
        st.just("{cidrs: [10.0.0.0/8], except: 10.2.0.0/16}"),
    )


def single_ends() -> st.SearchStrategy[str]:
    """One end as a word, without ambiguity before a port."""
    return st.one_of(
        st.sampled_from([*GROUPS, *BUILT_INS]),
        st.builds("{}/{}{}".format, WORDS, WORDS, st.sampled_from(["", "[Deployment]"])),
        ADDRESSES.filter(lambda text: ":" not in text or text.startswith("[")),
        inline_ends(),
    )


def end_strings() -> st.SearchStrategy[str]:
    return st.lists(single_ends(), min_size=1, max_size=3).map(", ".join)


def ends() -> st.SearchStrategy[Any]:
    """Ends in YAML."""
    one = st.one_of(end_strings(), ADDRESSES, definitions())
    return st.one_of(one, st.lists(one, min_size=1, max_size=2))


def port_strings() -> st.SearchStrategy[str]:
    return st.sampled_from(
        [
            "1",
            "65535",
            "80-90",
            "udp/53",
            "53/udp",
            "tcp/http",
            "metrics/SCTP",
            "dns-tcp",
            "tcp/tcp",
        ]
    )


def ports() -> st.SearchStrategy[Any]:
    one = st.lists(port_strings(), min_size=1, max_size=3).map(", ".join)
    return st.one_of(one, st.lists(one, min_size=1, max_size=3))


@st.composite
def sentences(draw: st.DrawFn) -> str:
    """A sentence of the language."""
    source, target = draw(end_strings()), draw(end_strings())
    listed = ", ".join(draw(st.lists(port_strings(), max_size=3)))
    reach = draw(st.sampled_from(["reach", "reaches"]))
    verb = draw(st.sampled_from(["only", "never", "always", "can"]))
    claim = f"only {source} {reach}" if verb == "only" else f"{source} {verb} {reach}"
    return f"{claim} {target}{':' if listed else ''}{listed}"


def comparisons() -> st.SearchStrategy[str]:
    label = st.builds(
        "{}.{}{}".format,
        st.sampled_from(["from", "to"]),
        st.sampled_from(["", "namespace."]),
        st.one_of(KEYS.map("labels.{}".format), KEYS.map('labels["{}"]'.format)),
    )
    right = st.one_of(label, VALUES.map('"{}"'.format))
    return st.builds("{} {} {}".format, label, st.sampled_from(["=", "!="]), right)


def as_yaml(value: Any) -> str:
    """The value as a text whose scalars all read as text: JSON is YAML."""
    return json.dumps(value, ensure_ascii=False)
