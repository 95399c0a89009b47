"""Which pairs are explained, and that the answers are those of the map."""

from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path

import pytest

from tests.unit.report.html.pages import ROOT, SHOP, UNITS
from verifier.analysis.concrete import session_for
from verifier.analysis.lint.depth import MANY_POLICIES, PROOFS, Depth
from verifier.analysis.lint.registry import rule_of
from verifier.analysis.map.connectivity import connectivity
from verifier.analysis.map.spaces import SHIFT
from verifier.analysis.overview import surveying
from verifier.analysis.overview.drawing import Drawing, Members, Passage
from verifier.analysis.overview.explaining import Wanted, in_turn, overlapping, texts_of, wanted
from verifier.analysis.overview.plain import plainly
from verifier.analysis.overview.surveying import survey
from verifier.analysis.results import AllowedPorts
from verifier.decision import Decided, Decision
from verifier.dialect import Dialect
from verifier.engine.pairs import Address, Pair, PairEnd
from verifier.flow import Protocol
from verifier.invariants import load_spec
from verifier.manifests import load_manifests
from verifier.query import ClusterFacts
from verifier.report.html.reach import reach_json

ALL = (AllowedPorts(Protocol.TCP, 1, 65535),)
DNS = (AllowedPorts(Protocol.UDP, 53, 53),)


def test_every_decision_is_what_the_map_says() -> None:
    manifests = load_manifests([str(SHOP)])
    found = survey(manifests, [], depth=Depth.NONE)
    passing = {pair for g in connectivity(manifests).connections for pair in g.pairs()}
    explained = {(e.source, e.destination): e.decided.decision for e in found.explained}

    assert found.drawing.pairs == len(passing) == 14
    assert {p for p, decision in explained.items() if decision is Decision.ALLOW} == passing
    assert explained["0.0.0.0/0", "production/database[StatefulSet]"] is Decision.DENY
    assert (found.verdicts, found.findings) == (None, None)


def test_as_many_are_explained_as_are_wanted() -> None:
    manifests = load_manifests([str(SHOP)])

    assert len(survey(manifests, [], depth=Depth.NONE, most=3).explained) == 3
    assert survey(manifests, [], depth=Depth.NONE, most=0).explained == ()


def test_every_group_comes_before_any_second_pair() -> None:
    a, b, c = "n/a[Pod]", "n/b[Pod]", "n/c[Pod]"
    first, second, third = (1 << number + SHIFT for number in range(3))
    sets = ((first,), (second,), (third,), (second | third,))
    passages = (
        Passage(DNS, ("a fact",), ((2, 0),)),
        Passage(DNS, (), ((1, 0),)),
        Passage(ALL, (), ((0, 3),)),
    )
    members = Members((((a,), (b,), (c,)),), 1, {})
    drawing = Drawing((a, b, c), members, sets, members.sizes(sets), passages, (), pairs=4)
    pairs = [(w.source, w.destination, w.port.first) for w in wanted(drawing)]

    assert pairs == [(a, b, 80), (b, a, 53), (c, a, 53), (a, c, 80), (b, c, 80), (c, b, 80)]


def test_what_nobody_asks_for_is_not_begun() -> None:
    begun = []

    def pairs(number: int) -> Iterator[Wanted]:
        begun.append(number)
        yield from [Wanted(str(number), "x", DNS[0], None)] * 2

    assert [w.source for w in islice(in_turn(map(pairs, range(9))), 3)] == ["0", "1", "2"]
    assert begun == [0, 1, 2]
    assert [w.source for w in in_turn(map(pairs, range(2)))] == ["0", "1", "0", "1"]


def test_a_range_gives_addresses_of_its_own() -> None:
    assert next(texts_of("0.0.0.0/0")) == "203.0.113.9"
    assert list(texts_of("100.64.7.0/24")) == ["100.64.7.1"]
    assert next(texts_of("2001:db8::/32")) == "2001:db8::9"


def test_ranges_overlap_within_a_family() -> None:
    assert overlapping(["0.0.0.0/0", "10.0.0.0/8"])
    assert not overlapping(["0.0.0.0/0", "::/0"])


def test_beside_each_other_the_jobs_answer_as_one_after_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    manifests, spec = load_manifests([str(SHOP)]), load_spec(str(SHOP / "netproof.yaml"))
    after = survey(manifests, [spec], depth=Depth.QUICK)
    monkeypatch.setattr(surveying, "MANY_POLICIES", 1)
    monkeypatch.setattr(surveying, "processes", lambda _: 2)
    beside = survey(manifests, [spec], depth=Depth.QUICK)

    assert after.verdicts is not None
    assert beside.verdicts is not None
    assert [(r.invariant.id, r.verdict) for r in beside.verdicts.results] == [
        (r.invariant.id, r.verdict) for r in after.verdicts.results
    ]
    assert beside.findings == after.findings
    assert beside.explained == after.explained
    assert reach_json(beside.drawing) == reach_json(after.drawing)


@pytest.mark.parametrize("code", ["NP303", "NP401", "NP406", "NP307", "NP101"])
def test_a_quick_look_finds_all_but_what_takes_proofs(code: str, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(rule_of(code).bad)
    manifests = load_manifests([str(tmp_path)])
    quick, full = (survey(manifests, [], depth=depth, most=0) for depth in (Depth.QUICK, None))

    assert quick.findings is not None
    assert full.findings is not None
    assert (quick.left_out, full.left_out) == (PROOFS, ())
    assert [f.code for f in full.findings.findings] == [code]
    expected = () if code.startswith(PROOFS) else full.findings.findings
    assert quick.findings.findings == expected


def test_many_policies_get_a_quick_look() -> None:
    assert Depth.fitting(MANY_POLICIES - 1) is Depth.FULL
    assert Depth.fitting(MANY_POLICIES) is Depth.QUICK


@pytest.mark.parametrize("source", [SHOP, ROOT / "specs/examples/tiers", UNITS], ids=str)
def test_what_is_told_plainly_is_what_the_solver_tells(source: Path | str, tmp_path: Path) -> None:
    if isinstance(source, str):
        (tmp_path / "all.yaml").write_text(source)
        source = tmp_path
    manifests = load_manifests([str(source)])
    session = session_for(manifests, ClusterFacts(), ())
    pods: list[PairEnd] = [(pod,) for pod in session.inventory.pods]
    ends = [*pods, Address("203.0.113.9"), Address("2001:db8::9")]
    told = 0
    for one, other in product(ends, repeat=2):
        if one is other or (isinstance(one, Address) and isinstance(other, Address)):
            continue
        for port in (80, 5432):
            asked = Pair(session, one, other, Dialect(), 30_000)
            found = plainly(session, (one, other), Dialect(), Protocol.TCP, port)
            if found is not None:
                told += 1
                assert asked.exists(Protocol.TCP, port)
                _, decided = asked.decide(Protocol.TCP, port)
                assert (found[1].decision, *sides(found[1])) == (decided.decision, *sides(decided))
    assert told > 10


def sides(decided: Decided) -> tuple[object, ...]:
    """What decides on both sides."""
    return tuple((t.decision, t.reason, t.because) for t in (decided.egress, decided.ingress))
