"""`netproof selftest`: the same seed, the same answer; a disagreement is a defect."""

from typing import Never

import pytest

from tests.cli.running import run
from verifier.errors import SoundnessError
from verifier.testing import selftest


def test_it_says_how_many_cases_agree() -> None:
    ran = run("selftest", "--seed", "3", "--cases", "25")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "25 cases with seed 3: encoder and reference evaluator agree\n"


def test_a_disagreement_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    def disagree(*_case: object) -> Never:
        raise SoundnessError("encoder allow, reference deny")

    monkeypatch.setattr(selftest, "assert_agreement", disagree)
    with pytest.raises(SoundnessError, match="encoder allow"):
        selftest.selftest(1, 5)


def test_a_count_that_is_none_is_refused() -> None:
    ran = run("selftest", "--cases", "0")

    assert ran.code == 2
    assert "--cases must be at least 1" in ran.err
