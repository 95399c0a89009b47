"""What is asked of a solver about ways in."""

import gc
from collections.abc import Iterator

import pytest

from tests.unit.analysis.services.shop import service, shop
from verifier.analysis.services.answering import answered
from verifier.analysis.services.surveying import survey


@pytest.fixture
def off() -> Iterator[None]:
    """The cycle collector is off meanwhile, as it is where a map is made."""
    gc.disable()
    yield
    gc.enable()


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
