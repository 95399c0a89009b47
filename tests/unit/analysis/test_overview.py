"""Which pairs are explained, and that the answers are those of the map."""

from tests.unit.report.html.pages import SHOP
from verifier.analysis.map.results import Connections, MapReport
from verifier.analysis.overview.explaining import overlapping, texts_of, wanted
from verifier.analysis.overview.surveying import survey
from verifier.analysis.results import AllowedPorts
from verifier.decision import Decision
from verifier.flow import Protocol
from verifier.manifests import load_manifests

ALL = (AllowedPorts(Protocol.TCP, 1, 65535),)
DNS = (AllowedPorts(Protocol.UDP, 53, 53),)


def test_every_decision_is_what_the_map_says() -> None:
    found = survey(load_manifests([str(SHOP)]), [], findings=False)
    passing = {pair for g in found.map.connections for pair in g.pairs()}
    explained = {(e.source, e.destination): e.decided.decision for e in found.explained}

    assert found.pairs == len(passing) == 14
    assert {p for p, decision in explained.items() if decision is Decision.ALLOW} == passing
    assert explained["0.0.0.0/0", "production/database[StatefulSet]"] is Decision.DENY
    assert (found.verdicts, found.findings) == (None, None)


def test_as_many_are_explained_as_are_wanted() -> None:
    manifests = load_manifests([str(SHOP)])

    assert len(survey(manifests, [], findings=False, most=3).explained) == 3
    assert survey(manifests, [], findings=False, most=0).explained == ()


def test_every_group_comes_before_any_second_pair() -> None:
    a, b, c = "n/a[Pod]", "n/b[Pod]", "n/c[Pod]"
    report = MapReport(
        (a, b, c),
        (Connections((a,), (b, c), ALL), Connections((b,), (a,), DNS)),
        (Connections((c,), (a,), DNS, ("a fact",)),),
        (),
    )
    pairs = [(w.source, w.destination, w.port.first) for w in wanted(report)]

    assert pairs == [(a, b, 80), (b, a, 53), (c, a, 53), (a, c, 80), (b, c, 80), (c, b, 80)]


def test_a_range_gives_addresses_of_its_own() -> None:
    assert next(texts_of("0.0.0.0/0")) == "203.0.113.9"
    assert list(texts_of("100.64.7.0/24")) == ["100.64.7.1"]
    assert next(texts_of("2001:db8::/32")) == "2001:db8::9"
    assert list(texts_of("n/a[Pod]")) == ["n/a[Pod]"]


def test_ranges_overlap_within_a_family() -> None:
    assert overlapping(["0.0.0.0/0", "10.0.0.0/8"])
    assert not overlapping(["0.0.0.0/0", "::/0"])
