"""What is found without the solver, or asked once for all levels, is what the solver says level by
level."""

from contextlib import ExitStack
from unittest import mock

from hypothesis import given, settings

from tests.agreement.asking import Case, cases, share_of_examples
from verifier.dialect import Dialect
from verifier.engine import possible, universal
from verifier.engine.judging import judge
from verifier.engine.session import Session
from verifier.query import Verb
from verifier.testing import strategies

TIMEOUT_MS = 60_000


@settings(max_examples=share_of_examples(2))
@given(case=cases(tuple(Verb), count=0), dialect=strategies.dialects())
def test_shortcuts_change_no_verdict(case: Case, dialect: Dialect) -> None:
    assert verdicts(case, dialect) == verdicts_of_the_solver(case, dialect)


def verdicts_of_the_solver(case: Case, dialect: Dialect) -> list[str]:
    with ExitStack() as stack:
        for module in (universal, possible):
            stack.enter_context(mock.patch.object(module, "guess", return_value=None))
        stack.enter_context(mock.patch.object(universal, "nowhere", return_value=False))
        stack.enter_context(mock.patch.object(universal, "nobody", return_value=""))
        return verdicts(case, dialect)


def verdicts(case: Case, dialect: Dialect) -> list[str]:
    session = Session(case.manifests, case.cluster, [case.query])
    found = judge(session, case.query, dialect, TIMEOUT_MS)
    return [type(verdict).__name__ for verdict in found.values()]
