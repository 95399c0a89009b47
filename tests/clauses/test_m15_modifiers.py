"""M-15: what `among`, `side` and `except` mean."""

import pytest

from tests.clauses.asking import (
    DECLARED,
    PROVED,
    REFUTED,
    VACUOUS,
    Object,
    deployment,
    pods_with,
    policy,
    report_on,
    result,
    shown,
    verdict,
)
from verifier.errors import InputError
from verifier.flow import PodEndpoint

DAY = "2026-06-30"


# among


A, B, DB = (deployment(f"prod/{n}", {"app": n}) for n in ("a", "b", "db"))
FROM_B = [A, B, DB, policy("prod", {"app": "db"}, ingress=[{"from": [pods_with({"app": "b"})]}])]


@pytest.mark.parametrize(("among", "expected"), [("prod/a", PROVED), ("prod/b", REFUTED)])
def test_among_bounds_the_sources_of_never(among: str, expected: str) -> None:
    invariant = f"{{never: {{from: any-pod, to: prod/db}}, among: {among}}}"

    assert verdict(FROM_B, invariant, DECLARED) == expected


@pytest.mark.parametrize(("among", "expected"), [("prod/a", REFUTED), ("prod/b", PROVED)])
def test_among_bounds_the_sources_of_always(among: str, expected: str) -> None:
    invariant = f"{{always: {{from: any-pod, to: prod/db}}, among: {among}}}"

    assert verdict(FROM_B, invariant, DECLARED) == expected


@pytest.mark.parametrize(
    ("peers", "expected"),
    [([], (VACUOUS, VACUOUS)), ([pods_with({"app": "a"})], (PROVED, PROVED))],
)
def test_among_bounds_the_others_of_only(peers: list[Object], expected: tuple[str, str]) -> None:
    rules = [{"from": peers}] if peers else []
    objects = [A, B, DB, policy("prod", {"app": "db"}, ingress=rules)]
    invariant = "{only: {from: prod/a, to: prod/db}, among: %s}"

    assert (
        verdict(objects, invariant % "prod/b", DECLARED),
        verdict(objects, invariant % "[prod/a, prod/b]", DECLARED),
    ) == expected


def test_an_only_judges_everyone_unless_it_says_among() -> None:
    objects = [A, DB, policy("prod", {"app": "db"}, ingress=[{}])]

    assert verdict(objects, "{only: {from: any-pod, to: prod/db}}", DECLARED) == REFUTED
    assert (
        verdict(objects, "{only: {from: prod/a, to: prod/db}, among: prod/a}", DECLARED) == VACUOUS
    )
    found = result(objects, "{only: {from: any-pod, to: prod/db}}", DECLARED)
    assert not isinstance(shown(found).flow.source, PodEndpoint)


# side


OUT = policy("prod", {"app": "a"}, egress=[], name="out")
IN = policy("prod", {"app": "db"}, ingress=[], name="in")


@pytest.mark.parametrize(
    ("closed", "side", "expected"),
    [
        (OUT, "egress", PROVED),
        (OUT, "ingress", REFUTED),
        (IN, "ingress", PROVED),
        (IN, "egress", REFUTED),
    ],
)
def test_side_is_stronger_for_never(closed: Object, side: str, expected: str) -> None:
    never = "never: {from: prod/a, to: prod/db}"

    assert verdict([A, DB, closed], f"{{{never}}}", DECLARED) == PROVED
    assert verdict([A, DB, closed], f"{{{never}, side: {side}}}", DECLARED) == expected


@pytest.mark.parametrize("verb", ["always", "possible"])
@pytest.mark.parametrize(("side", "expected"), [("egress", REFUTED), ("ingress", PROVED)])
def test_side_is_weaker_for_always_and_possible(verb: str, side: str, expected: str) -> None:
    claim = f"{verb}: {{from: prod/a, to: prod/db}}"

    assert verdict([A, DB, OUT], f"{{{claim}}}", DECLARED) == REFUTED
    assert verdict([A, DB, OUT], f"{{{claim}, side: {side}}}", DECLARED) == expected


def test_side_is_stronger_for_only() -> None:
    """The sources are closed for egress; the database itself is open."""
    shut = policy("prod", {"app": "b"}, egress=[], name="b")
    only = "only: {from: prod/a, to: prod/db}"
    more = "among: [prod/a, prod/b]"

    assert verdict([A, B, DB, shut], f"{{{only}, {more}}}", DECLARED) == PROVED
    assert verdict([A, B, DB, shut], f"{{{only}, {more}, side: ingress}}", DECLARED) == REFUTED


@pytest.mark.parametrize("side", ["ingress", "egress"])
def test_side_is_printed(side: str) -> None:
    found = result([A, DB], f"{{never: {{from: prod/a, to: prod/db}}, side: {side}}}")

    assert side in found.invariant.title
    assert "alone" in found.invariant.title


# except


@pytest.mark.parametrize(
    ("exception", "expected"),
    [
        ("from: prod/a", VACUOUS),
        ("to: prod/db", VACUOUS),
        ("from: prod/b", REFUTED),
        ("to: prod/a", REFUTED),
        ("ports: tcp/443", REFUTED),
        ("from: prod/a, ports: tcp/443", REFUTED),
    ],
)
def test_an_exception_matches_all_that_it_does_not_narrow(exception: str, expected: str) -> None:
    never = f"{{never: {{from: prod/a, to: prod/db}}, except: [{{{exception}, reason: agreed}}]}}"

    assert verdict([A, B, DB], never, DECLARED) == expected


def test_an_exception_spares_its_own_flows_only() -> None:
    spared = "except: [{ports: 443, reason: agreed}]"
    never = f"{{never: {{from: prod/a, to: prod/db, ports: 443-444}}, {spared}}}"

    assert shown(result([A, DB], never, DECLARED)).flow.port == 444


def test_several_exceptions_are_spared_each() -> None:
    spared = "except: [{ports: 443, reason: one}, {ports: 444, reason: two}]"
    never = f"{{never: {{from: prod/a, to: prod/db, ports: 443-444}}, {spared}}}"

    assert verdict([A, DB], never, DECLARED) == VACUOUS


@pytest.mark.parametrize(
    "text",
    [
        "{possible: {from: prod/a, to: prod/db}, except: [{ports: 443, reason: agreed}]}",
        "{never: {from: prod/a, to: prod/db}, except: [{ports: 443}]}",
        "{possible: {from: prod/a, to: prod/db}, among: prod/a}",
    ],
    ids=["except-on-possible", "no-reason", "among-on-possible"],
)
def test_a_modifier_without_meaning_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        result([A, DB], text)


@pytest.mark.parametrize(
    ("today", "expected"),
    [("2026-06-29", VACUOUS), (DAY, VACUOUS), ("2026-07-01", REFUTED)],
    ids=["before", "the-day-itself", "after"],
)
def test_an_exception_holds_up_to_its_day(today: str, expected: str) -> None:
    spared = f"except: [{{from: prod/a, reason: agreed, until: {DAY}}}]"
    never = f"{{never: {{from: prod/a, to: prod/db}}, {spared}}}"
    report = report_on([A, DB], never, today=today, level=DECLARED)

    assert verdict([A, DB], never, DECLARED, today=today) == expected
    warned = any("expired" in problem.message for problem in report.warnings)
    assert warned is (expected == REFUTED)


def test_an_exception_without_a_day_does_not_end() -> None:
    never = "{never: {from: prod/a, to: prod/db}, except: [{from: prod/a, reason: agreed}]}"

    assert verdict([A, DB], never, DECLARED, today="9999-12-31") == VACUOUS
