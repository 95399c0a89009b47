"""Pods that are worth a try as ends of a flow."""

import pytest

from verifier.engine.suggestions import least
from verifier.model import Operator, Requirement

IN, NOT_IN, EXISTS, ABSENT = Operator.IN, Operator.NOT_IN, Operator.EXISTS, Operator.ABSENT


@pytest.mark.parametrize(
    ("wanted", "labels"),
    [
        ([], {}),
        ([Requirement("app", IN, ("web",))], {"app": "web"}),
        ([Requirement("app", NOT_IN, ("web",)), Requirement("tier", ABSENT)], {}),
        ([Requirement("app", EXISTS)], {"app": None}),
        ([Requirement("app", EXISTS), Requirement("app", NOT_IN, ("web",))], {"app": None}),
        ([Requirement("app", IN, ("a", "b")), Requirement("app", NOT_IN, ("a",))], {"app": "b"}),
        ([Requirement("app", IN, ("a", "b")), Requirement("app", IN, ("b", "c"))], {"app": "b"}),
        ([Requirement("app", IN, ("a",)), Requirement("app", NOT_IN, ("a",))], None),
        ([Requirement("app", IN, ("a",)), Requirement("app", ABSENT)], None),
        ([Requirement("app", EXISTS), Requirement("app", ABSENT)], None),
    ],
)
def test_the_fewest_labels_that_meet_all_requirements(
    wanted: list[Requirement], labels: dict[str, str | None] | None
) -> None:
    assert least(wanted) == labels
