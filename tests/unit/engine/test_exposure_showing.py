"""Flows of boxes that are chosen without the solver."""

from itertools import islice, product

from hypothesis import given
from hypothesis import strategies as st

from verifier.engine.exposure.admitted import At
from verifier.engine.exposure.boxes import Box, Pieces, apart
from verifier.engine.exposure.peers import free
from verifier.model import Network
from verifier.normalise import network

AXES: tuple[At, ...] = (("port", ""), ("label", "app"), ("namespace", ""))
ALL: Pieces = frozenset(range(3))
boxes = st.dictionaries(
    st.sampled_from(AXES), st.frozensets(st.sampled_from(sorted(ALL)), min_size=1)
)


def points(box: Box[At]) -> set[tuple[int, ...]]:
    """What a box holds, point by point."""
    return set(product(*(sorted(box.get(axis, ALL)) for axis in AXES)))


@given(boxes, st.lists(boxes, max_size=4))
def test_what_is_apart_is_in_the_box_and_in_none_of_the_others(
    box: Box[At], others: list[Box[At]]
) -> None:
    left = points(box).difference(*map(points, others))
    found = [points(some) for some in apart({**dict.fromkeys(AXES, ALL), **box}, others)]

    assert set().union(*found) == left


def test_the_way_out_of_many_boxes_is_given_up() -> None:
    others: list[Box[At]] = [dict.fromkeys(AXES, frozenset({0}))] * 3
    everything = dict.fromkeys(AXES, ALL)

    assert list(apart(everything, others, iter(range(0)))) == []
    assert list(islice(apart(everything, others, iter(range(1))), 1)) != []


def test_the_first_address_that_nobody_has() -> None:
    private, taken = network("10.0.0.0/8"), [network("10.0.0.0/16"), network("10.1.0.0/32")]

    assert free(network("0.0.0.0/0"), [private], taken) == network("10.1.0.1/32").value
    assert free(network("10.0.0.0/20"), [private], taken) is None
    assert free(network("192.0.2.0/24"), [private], taken) is None
    assert free(Network(128, 0, 0), [private], taken) is None
