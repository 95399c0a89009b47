"""What is asked of a solver about ways in."""

import gc
from collections.abc import Iterator

import pytest

from tests.unit.analysis.services.shop import service, shop
from verifier.analysis.services.answering import answered, cycles_collected
from verifier.analysis.services.surveying import survey


@pytest.fixture
def off() -> Iterator[None]:
    """The cycle collector is off meanwhile, as it is where a map is made."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("off")
def test_cycles_are_collected_though_the_caller_put_that_off() -> None:
    with cycles_collected():
        assert gc.isenabled()
    assert not gc.isenabled()


def test_collecting_goes_on_where_it_was_on() -> None:
    with cycles_collected():
        assert gc.isenabled()
    assert gc.isenabled()


@pytest.mark.usefixtures("off")
def test_questions_are_asked_while_cycles_are_collected(monkeypatch: pytest.MonkeyPatch) -> None:
    manifests = shop(service("{type: NodePort, selector: {app: web}, ports: [{port: 80}]}"))
    seen: list[bool] = []

    class Watching:
        """A gate that looks whether cycles are collected."""

        def __init__(self, *_: object) -> None:
            seen.append(gc.isenabled())

        def admission(self, _: object) -> None:
            seen.append(gc.isenabled())

        def reaches(self, _: object) -> bool:
            seen.append(gc.isenabled())
            return True

    monkeypatch.setattr("verifier.analysis.services.answering.Gate", Watching)
    answered(survey((), manifests), manifests)
    assert len(seen) > 2
    assert all(seen)
