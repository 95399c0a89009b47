"""Groups, exceptions and stated facts that take no effect, found before any policy is read."""

from dataclasses import replace

import pytest

from tests.unit.analysis.test_consistency import check, file_of
from verifier.analysis.consistency.checking import self_check
from verifier.errors import Problem
from verifier.invariants import read_spec

USE = "a never reaches any-pod"


def found(code: str, text: str) -> list[tuple[str, str]]:
    """`error` or `warning`, and the message, of each problem with that code."""
    errors, warnings = check(text)
    kinds: list[tuple[str, Problem]] = [("error", problem) for problem in errors]
    kinds += [("warning", problem) for problem in warnings]
    return [(kind, problem.message) for kind, problem in kinds if problem.code == code]


# Unused groups


@pytest.mark.parametrize(
    "use",
    [
        "a, b never reach any-pod",
        "a never reaches b",
        "{never: {from: a, to: any-pod}, among: b}",
        "{never: {from: a, to: any-pod}, except: [{to: b, reason: r}]}",
        "{isolated: {group: [a, b], direction: ingress}}",
    ],
)
def test_a_group_that_is_used_in_any_place(use: str) -> None:
    text = file_of(use, groups="{a: {namespace: x}, b: {namespace: y}}")
    assert found("NP984", text) == []


def test_a_group_that_is_used_nowhere() -> None:
    text = file_of(USE, groups="{a: {namespace: x}, b: {namespace: x}}")
    assert found("NP984", text) == [("warning", "group `b` is used nowhere")]
    _, warnings = check(text)
    location = warnings[0].location
    assert location is not None
    assert (location.line, location.column) == (2, 29)


def test_a_group_that_another_is_made_of_is_used() -> None:
    groups = "{a: [b, d, {namespace: z}], b: {namespace: x}, d: [e], e: {namespace: w}}"
    assert found("NP984", file_of(USE, groups=groups)) == []


def test_groups_of_other_files_are_a_library() -> None:
    spec = read_spec(file_of(USE, groups="{a: {namespace: x}, b: {namespace: x}}"), "own.yaml")

    assert [p.code for p in self_check(spec)] == ["NP984"]
    assert self_check(replace(spec, path="including.yaml")) == ()


def test_a_file_of_groups_alone_is_a_library_too() -> None:
    assert found("NP984", file_of(groups="{a: {namespace: x}}").replace("invariants:", "")) == []


# Groups that nothing can be in


@pytest.mark.parametrize(
    "group",
    [
        "{namespace: x, pods: 'app=a, app=b'}",
        "{namespace: x, pods: 'app, !app'}",
        "{namespace: x, pods: 'app in (a, b), app notin (a, b)'}",
        "{namespaces: 'env=prod, !env'}",
        "{namespaces: kubernetes.io/metadata.name=Not_A_Name}",
        "{cidrs: [10.0.0.0/31], except: [10.0.0.0/32, 10.0.0.1/32]}",
        "{cidrs: [127.0.0.0/8, 224.0.0.0/4]}",  # no endpoint's
        "{cidrs: [10.244.1.0/24]}",  # within podCIDRs: who is there is a pod
    ],
)
def test_a_group_that_nothing_can_be_in(group: str) -> None:
    head = "cluster: {podCIDRs: [10.244.0.0/16]}"
    text = file_of(USE, "b never reaches any-pod", groups=f"{{a: {{namespace: x}}, b: {group}}}")
    ((kind, message),) = found("NP985", text.replace("invariants:", f"{head}\ninvariants:"))
    assert (kind, "group `b`" in message) == ("error", True)


@pytest.mark.parametrize(
    "group",
    [
        "{namespace: x, pods: 'app in (a, b), app notin (a)'}",
        "{namespace: x, pods: 'app!=a, app!=b, !app'}",
        "{namespaces: 'kubernetes.io/metadata.name in (y, z), env'}",
        "{cidrs: [10.0.0.0/30], except: [10.0.0.0/31]}",
        "{cidrs: [10.244.0.0/15]}",
        "known",
        "nodes",
        "x/workload",
    ],
)
def test_a_group_that_something_can_be_in(group: str) -> None:
    head = "cluster: {podCIDRs: [10.244.0.0/16]}"
    text = file_of(USE, "any-pod never reaches b", groups=f"{{a: {{namespace: x}}, b: {group}}}")
    assert found("NP985", text.replace("invariants:", f"{head}\ninvariants:")) == []


def test_an_empty_group_that_no_invariant_speaks_about_is_a_warning() -> None:
    text = file_of(USE, groups="{a: {namespace: x}, b: {namespace: x, pods: 'v, !v'}}")
    assert [kind for kind, _ in found("NP985", text)] == ["warning"]


def test_an_empty_part_is_a_warning() -> None:
    text = file_of(USE, groups="{a: [{namespace: x}, {namespace: y, pods: 'v, !v'}]}")
    ((kind, message),) = found("NP985", text)
    assert kind == "warning"
    assert "{namespace: y, pods: " in message

    inline = file_of("'{namespace: x, pods: v=1, v=2} never reaches a'")
    assert [kind for kind, _ in found("NP985", inline)] == ["warning"]


# Exceptions


@pytest.mark.parametrize(
    ("exempt", "idle"),
    [
        ("{from: b, reason: r}", True),
        ("{from: a, reason: r}", False),
        ("{from: {namespace: x}, reason: r}", False),
        ("{to: c, reason: r}", True),
        ("{ports: udp/80, reason: r}", True),
        ("{ports: 79-81, reason: r}", False),
        ("{ports: tcp/http, reason: r}", False),
        ("{from: x/workload, reason: r}", False),  # only the input can tell
        ("{from: b, until: 2025-01-01, reason: r}", False),  # expired: another finding
    ],
)
def test_exceptions_that_take_out_nothing(exempt: str, idle: bool) -> None:
    text = file_of(f"{{never: {{from: a, to: b, ports: 80}}, except: [{exempt}]}}")
    assert bool(found("NP986", text)) == idle


def test_an_exception_for_whom_an_only_admits_anyway() -> None:
    text = file_of("{only: {from: a, to: b}, except: [{from: a, reason: friends}]}")
    ((kind, message),) = found("NP986", text)
    assert kind == "warning"
    assert "(friends)" in message


def test_an_exception_is_not_to_blame_where_nothing_is_judged() -> None:
    never = "{never: {from: {cidrs: [8.8.8.8]}, to: world}, except: [{from: any, reason: r}]}"
    assert found("NP986", file_of(never)) == []


def test_an_exception_of_sugar_must_be_idle_in_all_its_parts() -> None:
    sugar = "{id: i, isolated: {group: a}, except: [{from: %s, reason: r}]}"
    assert found("NP986", file_of(sugar % "out")) == []  # for what enters


# Stated facts


def facts_file(*facts: str, invariant: str = USE) -> str:
    listed = ", ".join(f"{{id: f{n}, why: w, {fact}}}" for n, fact in enumerate(facts))
    return file_of(invariant, head=f"assume: [{listed}]")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (["namespaces: any, have: team", "namespaces: [x], have: '!team'"], "no namespace x"),
        (["namespaces: env=prod, have: team=a", "namespaces: env, have: team=b"], "no namespace"),
        (["namespaces: any, pods: app=a, have: app=b"], "no pod"),
        (
            ["namespaces: any, pods: app, have: v=1", "namespaces: [x], pods: app=a, have: v=2"],
            "no pod of namespace x",
        ),
    ],
)
def test_facts_that_contradict_each_other(facts: list[str], expected: str) -> None:
    ((kind, message),) = found("NP988", facts_file(*facts))
    assert kind == "error"
    assert expected in message
    other = "contradicts the fact `f0`" if len(facts) == 2 else "contradicts itself"
    assert other in message


@pytest.mark.parametrize(
    "facts",
    [
        ["namespaces: any, have: team", "namespaces: [x], have: team!=a"],
        ["namespaces: env=prod, have: team=a", "namespaces: env=dev, have: team=b"],
        ["namespaces: env=prod, have: team=a", "namespaces: tier=web, have: team=b"],
        ["namespaces: any, pods: app=a, have: v=1", "namespaces: any, pods: app=b, have: v=2"],
    ],
)
def test_facts_that_hold_together(facts: list[str]) -> None:
    assert found("NP988", facts_file(*facts)) == []


def test_facts_that_leave_nobody_in_a_group() -> None:
    text = facts_file("namespaces: any, pods: app, have: app!=a")
    ((kind, message),) = found("NP985", text)
    assert kind == "warning"
    assert "group `a`" in message
    assert "`f0`" in message
