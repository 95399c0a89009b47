"""Every case of specs/conformance, on every meaning."""

import re

import pytest

from tests.conformance.cases import Case, expectations, load_case, read_cases
from tests.conformance.meanings import MEANINGS
from verifier.errors import InputError

CASES = read_cases()
DECIDED = [case for case in CASES if case.refused is None]
REFUSED = [case for case in CASES if case.refused is not None]


@pytest.mark.parametrize("meaning", MEANINGS)
@pytest.mark.parametrize("case", DECIDED, ids=lambda case: case.name)
def test_the_clause_decides(case: Case, meaning: str) -> None:
    manifests = load_case(case)

    wrong = [
        f"{expected.text}: {decision}, not {expected.decision}"
        for expected in expectations(case, manifests)
        if (decision := MEANINGS[meaning](manifests, expected.flow, case.dialect))
        not in (expected.decision, None)
    ]

    assert wrong == [], case.title


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.name)
def test_the_input_is_refused(case: Case) -> None:
    with pytest.raises(InputError, match=re.escape(str(case.refused))):
        load_case(case)
