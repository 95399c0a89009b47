"""Services as destinations, as they are written."""

import pytest

from tests.unit.invariants.test_schema import VALIDATOR, reads_as_text
from verifier.errors import InputError
from verifier.flow import Protocol
from verifier.invariants import core_form, read_spec
from verifier.manifests.nodes import documents
from verifier.query import ALL_PORTS, PortName, PortRange, Query, ServiceName

HEAD = "apiVersion: netproof/v1\ngroups: {web: {namespace: shop, pods: app=web}}\ninvariants:\n- "
SQL = PortRange(Protocol.TCP, 5432, 5432)
DNS = PortRange(Protocol.UDP, 53, 53)


def query_of(item: str) -> Query:
    """The query of the only invariant."""
    (invariant,) = read_spec(HEAD + item, "spec.yaml").invariants
    return invariant.query


def schema_takes(invariant: object) -> bool:
    """The JSON Schema takes a file with this invariant."""
    return VALIDATOR.is_valid({"apiVersion": "netproof/v1", "invariants": [invariant]})


@pytest.mark.parametrize(
    ("text", "ports"),
    [
        ("service:shop/db", ()),
        ("service:shop/db:5432", (SQL,)),
        ("service:shop/db.v2 : 5432 , udp/53", (SQL, DNS)),
        ("service:shop/db:udp/dns", (PortName(Protocol.UDP, "dns"),)),
        ("service:shop/tcp:5432", (SQL,)),
        ("service:shop/db:1-65535", (PortRange(Protocol.TCP, 1, 65535),)),
    ],
)
def test_sentences_and_mappings_name_services(text: str, ports: tuple[object, ...]) -> None:
    sentence = query_of(f'"web never reaches {text}"')
    mapping = query_of(f'never: {{from: web, to: "{text}"}}')
    name = text.split("/")[1].split(":")[0].strip()
    assert sentence.service == ServiceName("shop", name, ports)  # type: ignore[arg-type]
    assert (sentence.destination.members, sentence.ports) == ((), ALL_PORTS)
    assert sentence == mapping
    assert schema_takes(f"web never reaches {text}")
    assert schema_takes({"never": {"from": "web", "to": text}})


def test_ports_of_a_mapping_are_the_services_own() -> None:
    apart = query_of("always: {from: web, to: service:shop/db, ports: [5432, udp/53]}")
    assert apart == query_of('always: {from: web, to: "service:shop/db:5432, udp/53"}')


def test_the_core_form_reads_as_the_same() -> None:
    for item in (
        '"web never reaches service:shop/db:5432, udp/53"',
        "no-path: {from: web, to: service:shop/db, max-hops: 3, on: 5432}",
        "only: {from: web, to: service:shop/db}",
    ):
        spec = read_spec(HEAD + item, "spec.yaml")
        again = read_spec(core_form(spec), "spec.yaml")
        assert [i.query for i in again.invariants] == [i.query for i in spec.invariants]
        assert [i.title for i in again.invariants] == [i.title for i in spec.invariants]


def test_titles_name_the_service_and_no_ports_of_pods() -> None:
    (invariant,) = read_spec(HEAD + "only web reaches service:shop/db:5432", "s").invariants
    assert invariant.title == invariant.sentence == "only web reaches service:shop/db:5432"


@pytest.mark.parametrize("port", ["80", "tcp/80", "80/tcp", "http", "http/UDP, 53"])
def test_a_group_may_be_called_service(port: str) -> None:
    text = HEAD.replace("web:", "service:") + f'"any never reaches service:{port}"'
    (invariant,) = read_spec(text, "spec.yaml").invariants
    assert invariant.query.service is None
    assert invariant.query.ports != ALL_PORTS


@pytest.mark.parametrize(
    ("item", "message", "column", "schema"),
    [
        ("web never reaches service:80", "unknown end `service`", 21, True),
        ("never: {from: web, to: service:db}", "has a colon", 26, False),
        ("web never reaches service:Shop/db", "is not a namespace name", 29, False),
        ("web never reaches service:shop/d_b", "is not a workload name", 34, False),
        ("web never reaches service:shop/db:http/", "names no protocol", 37, False),
        ("web never reaches service:shop/a:80, service:shop/b:80", "among other ends", 40, False),
        ("web never reaches web, service:shop/b:80", "among other ends", 26, False),
        ("service:shop/db never reaches web", "is a Service: expected it as `to`", 3, False),
        ("never: {from: service:shop/db, to: web}", "is a Service", 17, False),
        ("never: {from: web, to: [web, service:shop/db]}", "is a Service", 32, False),
        ("isolated: {group: service:shop/db, direction: ingress}", "is a Service", 21, False),
        (
            "never: {from: web, to: service:shop/db:80, ports: 80}",
            "names its ports already",
            53,
            True,
        ),
    ],
)
def test_what_is_refused(item: str, message: str, column: int, schema: bool) -> None:
    quoted = not item.endswith("}")
    text = HEAD + (f'"{item}"' if quoted else item)
    with pytest.raises(InputError) as raised:
        read_spec(text, "spec.yaml")
    problem = raised.value.problems[0]
    assert message in problem.message
    assert problem.location is not None
    assert (problem.location.line, problem.location.column) == (4, column + quoted)
    (root,) = documents(text, "spec.yaml")
    assert VALIDATOR.is_valid(reads_as_text(root)) is schema
