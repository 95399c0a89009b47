"""Ordinary units in lanes, and pairs of them in tiles."""

from hypothesis import given
from hypothesis import strategies as st

from verifier.analysis.map.bits import members, union
from verifier.analysis.map.lanes import Lanes
from verifier.analysis.map.spaces import WORD, Spaces

COUNT = 200
WIDE = range(0, COUNT, WORD)  # no space is wider than a word

firsts_of_spaces = st.sets(st.integers(1, COUNT - 1), max_size=6)
some_units = st.sets(st.integers(0, COUNT - 1), min_size=1)


def mask(bits: set[int]) -> int:
    """The bits as a set."""
    return union(1 << bit for bit in bits)


@given(firsts_of_spaces, some_units, some_units)
def test_every_member_is_in_one_lane(firsts: set[int], units: set[int], asked: set[int]) -> None:
    spaces = Spaces({*WIDE, *firsts}, COUNT)
    lanes = Lanes(spaces, mask(units))

    touched = lanes.touched(mask(asked))

    found = [lanes.firsts[lane] + bit for lane, word in touched for bit in members(word)]
    assert found == sorted(asked & units)
    assert all(lanes.words(lane, [mask(asked)]) == [word] for lane, word in touched)
    pieces = [piece for lane, word in touched for piece in lanes.pieces[lane][word]]
    assert tuple(pieces) == spaces.of(mask(asked & units))


@given(firsts_of_spaces, some_units)
def test_a_lane_is_a_word_at_most(firsts: set[int], units: set[int]) -> None:
    lanes = Lanes(Spaces({*WIDE, *firsts}, COUNT), mask(units))

    assert all(whole.bit_length() <= WORD for whole in lanes.whole)


WORDS = st.integers(1, (1 << WORD) - 1)


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=5))
def test_a_tile_falls_into_the_sources_of_its_destinations(found: list[tuple[int, int]]) -> None:
    lanes = Lanes(Spaces({0}, WORD), (1 << WORD) - 1)
    rows: dict[int, int] = {}
    tile = 0
    for sources, destinations in found:
        tile |= sources * lanes.columns[destinations]
        for bit in members(destinations):
            rows[bit] = rows.get(bit, 0) | sources

    parts = [*lanes.rectangles(tile)]

    assert {bit: sources for sources, those in parts for bit in members(those)} == rows
    assert sum(those.bit_count() for _, those in parts) == len(rows)
    assert len({sources for sources, _ in parts}) == len(parts)
