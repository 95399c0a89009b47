"""Sets of units in lanes."""

from hypothesis import given
from hypothesis import strategies as st

from verifier.analysis.map.bits import members, union
from verifier.analysis.map.lanes import WORD, Lanes
from verifier.analysis.map.spaces import Spaces

COUNT = 200


@given(
    firsts=st.sets(st.integers(1, COUNT - 1), max_size=4),
    units=st.sets(st.integers(0, COUNT - 1), min_size=1),
    asked=st.sets(st.integers(0, COUNT - 1)),
)
def test_every_member_is_in_the_lane_of_its_space(
    firsts: set[int], units: set[int], asked: set[int]
) -> None:
    spaces = Spaces({0, *firsts}, COUNT)
    lanes = Lanes(spaces, union(1 << bit for bit in units))

    each = lanes.each(lanes.of(union(1 << bit for bit in asked)))

    found = {
        spaces.firsts[space] + bit
        for space, mask in zip(lanes.spaces, each, strict=True)
        for bit in members(mask)
    }
    assert found == asked & units


@given(units=st.sets(st.integers(0, COUNT - 1), min_size=1))
def test_runs_hold_each_unit_once_and_no_more_than_a_word(units: set[int]) -> None:
    lanes = Lanes(Spaces({0, 90}, COUNT), union(1 << bit for bit in units))
    firsts = [(0, 90)[space] for space in lanes.spaces]

    runs = lanes.runs()

    assert sorted(firsts[at] + bit for at, part in runs for bit in members(part)) == sorted(units)
    assert all(max(members(part)) - min(members(part)) < WORD for _, part in runs)
