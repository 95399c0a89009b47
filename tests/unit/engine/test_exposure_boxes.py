"""Boxes: the same flows in fewer of them."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from verifier.engine.exposure.boxes import Box, merged

SIZES = {"a": 2, "b": 3, "c": 2}
PIECES = {axis: st.frozensets(st.integers(0, n - 1), min_size=1) for axis, n in SIZES.items()}
BOXES = st.lists(st.fixed_dictionaries({}, optional=PIECES), max_size=6)


def points(boxes: list[Box[str]]) -> set[tuple[int, ...]]:
    """Every choice of pieces that is in one of the boxes."""
    return {
        point
        for point in product(*(range(size) for size in SIZES.values()))
        for box in boxes
        if all(piece in box.get(axis, {piece}) for axis, piece in zip(SIZES, point, strict=True))
    }


def test_boxes_that_differ_on_one_axis_are_one() -> None:
    one, two = frozenset({0}), frozenset({1})
    found = merged([{"a": one, "b": two}, {"a": one, "b": one}, {"a": one, "c": two}], SIZES)

    assert found == [{"a": one, "b": one | two}, {"a": one, "c": two}]


def test_all_pieces_of_an_axis_are_no_condition() -> None:
    assert merged([{"a": frozenset({0})}, {"a": frozenset({1})}], SIZES) == [{}]


@given(boxes=BOXES)
def test_they_hold_the_same_and_none_lies_in_another(boxes: list[Box[str]]) -> None:
    found = merged(boxes, SIZES)

    assert points(found) == points(boxes)
    assert all(
        not points([one]) <= points([other]) for one in found for other in found if one is not other
    )
