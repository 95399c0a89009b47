"""Who may exist: no flow that can exist is unknown to the encoder, at any level."""

from hypothesis import given

from tests.agreement.asking import Case, cases, exists, pinned
from verifier.dialect import Dialect, Level
from verifier.engine.existence import doubt
from verifier.testing import strategies


@given(case=cases(count=2), dialect=strategies.dialects())
def test_every_flow_that_can_exist_is_known(case: Case, dialect: Dialect) -> None:
    for flow in case.flows:
        at = pinned(case, flow, case.level)
        at.solver.add(*exists(case, at, dialect))
        assert at.holds(), f"{flow} can exist at {case.level.text}"


@given(case=cases(count=2))
def test_a_flow_of_a_level_exists_at_every_level_above(case: Case) -> None:
    for flow in case.flows:
        for level in Level:
            if level >= case.level:
                at = pinned(case, flow, level)
                at.solver.add(*exists(case, at, Dialect()))
                assert at.holds()
                assert not doubt(flow, level, at.session.inventory, case.cluster)
