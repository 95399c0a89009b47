"""The account of specs/semantics.md: every clause has evidence, every case has a clause."""

import re
from dataclasses import dataclass

import pytest

from tests.conformance.cases import CASES, ROOT, Case, read_cases

CLAUSE = re.compile(r"^#### (?P<number>(?:NP|AP|M)-\d\d) (?P<title>.+)$", re.MULTILINE)
STATUS = re.compile(r"^Status: (modelled|assumed|planned|out of scope)\.$", re.MULTILINE)
TESTS = re.compile(r"`(tests/[\w/.]+)`")
SOURCE = re.compile(r"\b(?:NP|AP|M)-\d\d\b")

# Modelled clauses whose evidence belongs to a part that does not name any yet. An entry that is no
# longer needed fails, so that the list can only shrink.
AWAITED: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered clause."""

    number: str
    title: str
    statuses: tuple[str, ...]
    tests: tuple[str, ...]


def read_clauses() -> list[Clause]:
    """The clauses of specs/semantics.md in order."""
    text = (ROOT / "specs" / "semantics.md").read_text(encoding="utf-8")
    heads = list(CLAUSE.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    return [
        Clause(
            head["number"],
            head["title"],
            tuple(STATUS.findall(text, head.end(), end)),
            tuple(TESTS.findall(text, head.end(), end)),
        )
        for head, end in zip(heads, ends, strict=True)
    ]


CLAUSES = read_clauses()
NUMBERS = [clause.number for clause in CLAUSES]
READ = read_cases()


def has_evidence(clause: Clause) -> bool:
    """True iff a case cites `clause`, or it names tests."""
    return bool(clause.tests) or any(case.clause == clause.number for case in READ)


def test_numbers_are_unique() -> None:
    assert sorted(set(NUMBERS)) == sorted(NUMBERS)


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.number)
def test_a_clause_has_one_status(clause: Clause) -> None:
    assert len(clause.statuses) == 1


@pytest.mark.parametrize(
    "clause",
    [clause for clause in CLAUSES if clause.statuses == ("modelled",)],
    ids=lambda clause: clause.number,
)
def test_a_modelled_clause_has_evidence(clause: Clause) -> None:
    assert has_evidence(clause) is (clause.number not in AWAITED)


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.number)
def test_a_clause_names_tests_that_exist(clause: Clause) -> None:
    assert [path for path in clause.tests if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("case", READ, ids=lambda case: case.name)
def test_a_case_lies_in_the_folder_of_its_clause(case: Case) -> None:
    assert case.clause in NUMBERS
    assert case.name.startswith(f"{case.clause}/")


@pytest.mark.parametrize("case", READ, ids=lambda case: case.name)
def test_a_case_asks_for_one_thing(case: Case) -> None:
    assert bool(case.flows) is (case.refused is None)


def test_every_folder_of_cases_holds_some() -> None:
    folders = [path for path in CASES.iterdir() if path.is_dir()]

    assert [path.name for path in folders if not any(path.glob("*.yaml"))] == []


def test_the_code_cites_clauses_that_exist() -> None:
    cited = {
        number
        for path in (ROOT / "verifier").rglob("*.py")
        for number in SOURCE.findall(path.read_text(encoding="utf-8"))
    }

    assert sorted(cited - set(NUMBERS)) == []
