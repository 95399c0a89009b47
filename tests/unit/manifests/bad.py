"""One row of the tables of bad input, and what every row must show."""

from dataclasses import dataclass

import pytest

from verifier.errors import InputError, Problem
from verifier.manifests import load_texts
from verifier.manifests.codes import Code

HEAD = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\n"
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p"
LABELS = "spec.podSelector.matchLabels"
RULE = "spec.ingress[0]"


def spec(*lines: str) -> str:
    """A policy whose spec starts in line 5."""
    return HEAD + "spec:\n" + "".join(f"  {line}\n" for line in lines)


@dataclass(frozen=True)
class Bad:
    """`message`: a part of the only problem's text; `line`, `field`: where it is (0: nowhere)."""

    text: str
    code: Code
    message: str
    line: int
    field: str = ""
    advice: str = ""

    def check(self) -> None:
        """Code, words, place and field are these; the reader learns what is expected."""
        problem = only_problem(self.text)
        assert problem.code == self.code
        assert self.message in problem.message
        assert self.advice in problem.advice
        assert problem.field == self.field
        assert (problem.location.line if problem.location else 0) == self.line
        expectation = ("expected", "must", "supported values", "Required", "may not")
        assert problem.advice or any(word in problem.message for word in expectation)


def only_problem(text: str) -> Problem:
    """The one problem of a text that cannot be loaded."""
    with pytest.raises(InputError) as raised:
        load_texts({"x.yaml": text})
    (problem,) = raised.value.problems
    return problem
