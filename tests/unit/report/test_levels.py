"""The sentence that grades a verdict by level."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import product

import pytest

from tests.unit.report.samples import ADMITS, levels
from verifier.dialect import Level
from verifier.report.words import level_words
from verifier.verdict import Proved, Refuted, Unknown, Vacuous, Verdict

VERDICTS: tuple[Verdict, ...] = (Proved(), Refuted(ADMITS), Unknown("late"), Vacuous("nobody"))
STANDS = {Proved: "holds", Refuted: "refuted", Unknown: "unknown", Vacuous: "vacuous"}
NAMES = {
    Level.DECLARED: "the 14 declared workloads",
    Level.ANY_POD: "any pod",
    Level.ANY_NAMESPACE: "any namespace",
}
NONE = Refuted(None)


def read_back(sentence: str) -> dict[Level, str]:
    """What a reader takes from the sentence: a word for each level that it names."""
    said: dict[Level, str] = {}
    for clause in sentence.split("; "):
        word, _, who = clause.partition(" ")
        if who == "at every level":
            who = "for " + ", ".join(NAMES.values())
        for name in who.removeprefix("for ").replace(" and ", ", ").split(", "):
            level = next(level for level, known in NAMES.items() if known == name)
            assert level not in said
            said[level] = word
    return said


@pytest.mark.parametrize("verdicts", [*product(VERDICTS, repeat=3)])
def test_each_level_is_named_once_with_its_verdict(verdicts: tuple[Verdict, ...]) -> None:
    graded = levels(*verdicts)
    sentence = level_words(graded, 14, ADMITS)

    assert sentence == sentence.strip() != ""
    assert len(sentence) <= 100
    assert read_back(sentence) == {level: STANDS[type(graded[level])] for level in Level}


@pytest.mark.parametrize("level", Level)
def test_one_level_alone(level: Level) -> None:
    assert read_back(level_words({level: Proved()}, 14)) == {level: "holds"}


@pytest.mark.parametrize(
    ("graded", "declared", "sentence"),
    [
        (
            levels(Proved(), Refuted(ADMITS), Refuted(ADMITS)),
            14,
            "holds for the 14 declared workloads; refuted for any pod and any namespace: "
            "any pod in namespace shop without label app",
        ),
        (
            levels(Proved(), Proved(), Unknown("late")),
            1,
            "holds for the only declared workload and any pod; unknown for any namespace",
        ),
        (
            levels(Vacuous("nobody"), Proved(), Proved()),
            0,
            "vacuous for the 0 declared workloads; holds for any pod and any namespace",
        ),
        (
            levels(Proved(), NONE, Proved()),
            3,
            "holds for the 3 declared workloads and any namespace; refuted for any pod",
        ),
        (levels(Proved(), Proved(), Proved()), 3, "holds at every level"),
    ],
)
def test_the_sentence(graded: Mapping[Level, Verdict], declared: int, sentence: str) -> None:
    assert level_words(graded, declared) == sentence


def test_a_flow_that_is_on_the_page_is_not_told_again() -> None:
    graded = levels(Proved(), Refuted(ADMITS), Refuted(ADMITS))

    assert level_words(graded, 3, ADMITS).endswith("any namespace")
    assert level_words(graded, 3, replace(ADMITS, general="others")).endswith("without label app")
