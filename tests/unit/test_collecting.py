"""The cycle collector is left as it was found."""

import gc
from collections.abc import Iterator

import pytest

from verifier.collecting import cycles_collected, without_collection


@pytest.fixture(params=[True, False], ids=["on", "off"])
def before(request: pytest.FixtureRequest) -> Iterator[bool]:
    """Whether the collector is on."""
    on: bool = request.param
    if not on:
        gc.disable()
    yield on
    gc.enable()


def test_cycles_are_collected_though_the_caller_put_that_off(before: bool) -> None:
    with cycles_collected():
        assert gc.isenabled()
    assert gc.isenabled() == before


def failing() -> None:
    """Fails while nothing is collected."""
    with without_collection():
        assert not gc.isenabled()
        raise ValueError("as well")


def test_nothing_is_collected_though_the_caller_did(before: bool) -> None:
    with pytest.raises(ValueError, match="as well"):
        failing()
    assert gc.isenabled() == before
