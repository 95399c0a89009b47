"""The accept and reject set of upstream's own validation tests, where it is beside the project."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from verifier.errors import InputError, Problem
from verifier.manifests import load_texts

CORPUS = Path(__file__).parents[4] / "shared" / "corpora" / "k8svalidation.json"

SHAPES = {
    "Invalid": re.compile(r'Invalid value: (?:"(?:[^"\\]|\\.)*"|\[[^]]*\]|-?\d+): (.*)', re.DOTALL),
    "Required": re.compile(r"Required value(?:: (.*))?"),
    "NotSupported": re.compile(r'Unsupported value: "[^"]*": (.*)'),
    "Forbidden": re.compile(r"Forbidden: (.*)"),
}


def verdict(problem: Problem) -> tuple[str, str, str]:
    """Field, type and detail, as field.Error has them."""
    for name, shape in SHAPES.items():
        if found := shape.fullmatch(problem.message):
            return problem.field, name, found[1] or ""
    return problem.field, "?", problem.message


def expected(error: dict[str, str]) -> tuple[str, str, str]:
    """What the corpus states; notes on older releases and the capital S of its copy left out."""
    detail = re.sub(r"\s+\[older releases.*", "", error["detail"])
    return error["field"], error["type"], detail.replace("Supported values", "supported values")


def cases() -> list[Any]:
    if not CORPUS.exists():
        return []
    loaded: list[dict[str, Any]] = json.loads(CORPUS.read_text())
    return [pytest.param(case, id=f"{n}: {case['name']}") for n, case in enumerate(loaded)]


@pytest.mark.skipif(not CORPUS.exists(), reason="../shared/corpora is not beside the project")
@pytest.mark.parametrize("case", cases())
def test_same_verdict_and_same_errors_as_upstream(case: dict[str, Any]) -> None:
    text = json.dumps(case["policy"])
    if case["valid"]:
        assert len(load_texts({"x.json": text}).policies) == 1
        return
    with pytest.raises(InputError) as raised:
        load_texts({"x.json": text})
    found = sorted(verdict(problem) for problem in raised.value.problems)
    assert found == sorted(map(expected, case["derived_errors"]))
