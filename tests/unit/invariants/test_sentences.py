"""Sentences, and what reads back as the same query."""

import pytest
from hypothesis import given

from tests.unit.invariants.file_strategies import mappings
from tests.unit.invariants.strategies import GROUPS, as_yaml, sentences
from verifier.flow import Protocol
from verifier.invariants import ask_invariant, parse_sentence, read_spec
from verifier.invariants.vocabulary import VERBS
from verifier.invariants.wording import sentence_of, title_of
from verifier.query import (
    ALL_PORTS,
    AddressGroup,
    BuiltIn,
    End,
    Member,
    NamedWorkload,
    PodGroup,
    PortName,
    PortRange,
    Verb,
)
from verifier.resources import LabelSelector

KNOWN = {
    name: End((Member(PodGroup((name.replace("_", "."),), LabelSelector()), name),), name)
    for name in (*GROUPS, "frontend", "database")
}


@given(sentence=sentences())
def test_a_query_reads_back_from_its_sentence(sentence: str) -> None:
    query = parse_sentence(sentence, KNOWN)
    assert parse_sentence(sentence_of(query), KNOWN) == query


@given(drawn=mappings().filter(lambda drawn: not VERBS.keys().isdisjoint(drawn)))
def test_a_mapping_without_modifiers_reads_back_from_its_sentence(drawn: dict[str, object]) -> None:
    verb = {key: drawn[key] for key in drawn if key in VERBS}
    groups = {name: {"namespace": "prod", "pods": f"app={name}"} for name in GROUPS}
    file = {"apiVersion": "netproof/v1", "groups": groups, "invariants": [verb]}
    spec = read_spec(as_yaml(file), "spec.yaml")
    (invariant,) = spec.invariants
    ends = {group.name: group.end for group in spec.groups}
    assert parse_sentence(invariant.sentence, ends) == invariant.query


@pytest.mark.parametrize(
    ("sentence", "verb"),
    [
        ("only backend reaches database", Verb.ONLY),
        ("backend, frontend never reach database", Verb.NEVER),
        ("  backend   always\nreaches database ", Verb.ALWAYS),
        ("backend can reach database", Verb.POSSIBLE),
    ],
)
def test_verbs(sentence: str, verb: Verb) -> None:
    query = parse_sentence(sentence, KNOWN)
    assert query.verb is verb
    assert query.ports == ALL_PORTS
    assert query.destination == KNOWN["database"]


def test_commas_before_the_colon_part_ends_and_behind_it_ports() -> None:
    query = parse_sentence(
        "frontend never reaches database, abc: 80, udp/53-54,metrics/sctp", KNOWN
    )
    assert query.destination.text == "database, abc"
    assert query.ports == (
        PortRange(Protocol.TCP, 80, 80),
        PortRange(Protocol.UDP, 53, 54),
        PortName(Protocol.SCTP, "metrics"),
    )


@pytest.mark.parametrize(
    ("word", "part"),
    [
        ("internet", BuiltIn.INTERNET),
        ("prod/api", NamedWorkload("prod", "api")),
        ("prod/api.v2[StatefulSet]", NamedWorkload("prod", "api.v2", "StatefulSet")),
        ("10/8", NamedWorkload("10", "8")),
        ("10.0.0.0/8", AddressGroup(("10.0.0.0/8",))),
        ("8.8.8.8", AddressGroup(("8.8.8.8/32",))),
        ("[2001:DB8::1]", AddressGroup(("2001:db8::1/128",))),
        ("[2001:db8::/32]", AddressGroup(("2001:db8::/32",))),
        ("{namespace: x}", PodGroup(("x",), LabelSelector())),
        ("{namespaces: [x, y]}", PodGroup(("x", "y"), LabelSelector())),
        ("{namespaces: any}", PodGroup(None, LabelSelector())),
        (
            "{cidrs: [10.0.0.0/8], except: [10.1.0.0/16]}",
            AddressGroup(("10.0.0.0/8",), ("10.1.0.0/16",)),
        ),
    ],
)
def test_ends(word: str, part: object) -> None:
    query = parse_sentence(f"{word} never reaches {word}:443", KNOWN)
    assert [member.part for member in query.source.members] == [part]
    assert query.source == query.destination


def test_a_selector_inside_braces_needs_no_quotes() -> None:
    end = parse_sentence("{namespaces: a=b, c, pods: t in (x, y), !z} never reaches world", KNOWN)
    quoted = "{namespaces: \"a=b, c\", pods: 't in (x, y), !z'} never reaches world"
    assert end == parse_sentence(quoted, KNOWN)
    assert end.source.text == "{namespaces: a=b, c, pods: t in (x, y), !z}"


def test_an_ipv6_address_needs_brackets_only_before_a_port() -> None:
    bare = parse_sentence("2001:db8::1 never reaches database:80", KNOWN)
    assert bare == parse_sentence("[2001:db8::1] never reaches database:80", KNOWN)


def test_the_union_names_each_end_once() -> None:
    query = parse_sentence("abc, world, abc never reach database", KNOWN)
    assert query.source.text == "abc, world"
    assert len(query.source.members) == 2


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("only abc reaches database:5432", "only abc reaches database on TCP 5432"),
        ("abc never reaches world", "abc never reaches world on any port of TCP, UDP and SCTP"),
        ("abc can reach abc:80,90-99,dns/udp", 'abc can reach abc on TCP 80, 90-99 and UDP "dns"'),
        ("abc always reaches abc:udp/1-65535", "abc always reaches abc on any port of UDP"),
        (
            "abc,database never reach any",
            "abc, database never reach any on any port of TCP, UDP and SCTP",
        ),
    ],
)
def test_titles_spell_ports_out(sentence: str, title: str) -> None:
    assert title_of(parse_sentence(sentence, KNOWN)) == title


def test_ask_uses_groups_and_defaults_of_the_file() -> None:
    spec = read_spec(
        "apiVersion: netproof/v1\n"
        "groups: {api: {namespace: prod}}\n"
        "defaults: {level: any-pod, dialect: calico, severity: info}\n",
        "spec.yaml",
    )
    asked = ask_invariant("api never reaches world", spec)
    assert (asked.id, asked.level, asked.dialect, asked.severity) == (
        "api-never-reaches-world",
        spec.defaults.level,
        spec.defaults.dialect,
        "info",
    )
    assert ask_invariant("any-pod can reach world").level.text == "declared"
