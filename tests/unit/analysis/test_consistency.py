"""What an invariants file says against itself, found before any policy is read."""

import datetime
import re
from pathlib import Path

import pytest

from verifier.analysis.consistency.checking import self_check
from verifier.errors import InputError, Problem
from verifier.invariants import load_spec, read_spec
from verifier.resources import Namespace
from verifier.resources.meta import NOWHERE

FIXTURES = Path(__file__).parent / "fixtures"
ROOT = Path(__file__).parents[3]
PAGE = (
    ROOT.joinpath("specs", "invariants.md").read_text().partition("## The file checked against")[2]
)
TODAY = datetime.date(2026, 1, 1)
GROUPS = (
    "{a: {namespace: x, pods: app=a}, b: {namespace: x, pods: app=b}, "
    "c: {namespace: y, pods: app=c}, out: {cidrs: [8.8.8.0/24]}}"
)
ENDS = "from: a, to: b"


def file_of(*invariants: str, groups: str = GROUPS, head: str = "", cases: str = "[]") -> str:
    """An invariants file, one invariant a line."""
    top = ["apiVersion: netproof/v1", f"groups: {groups}", f"cases: {cases}", head, "invariants:"]
    return "\n".join([*top, *(f"- {text}" for text in invariants)])


def check(
    text: str, labels: dict[str, dict[str, str]] | None = None
) -> tuple[list[Problem], list[Problem]]:
    """The errors and the warnings about a file. `labels`: those of listed namespaces."""
    listed = tuple(
        Namespace(name=name, labels=given, location=NOWHERE)
        for name, given in (labels or {}).items()
    )
    try:
        found = self_check(read_spec(text, "f.yaml"), namespaces=listed, today=TODAY)
    except InputError as error:
        return list(error.problems), []
    return [], list(found)


def codes(text: str, labels: dict[str, dict[str, str]] | None = None) -> tuple[str, ...]:
    """`NP983!` for an error, `NP983` for a warning; unused groups are left out."""
    errors, warnings = check(text, labels)
    found = [f"{problem.code}!" for problem in errors] + [problem.code for problem in warnings]
    return tuple(code for code in found if code != "NP984")


# The example that demands too much at once


def test_a_platform_file_that_asks_for_strict_tenants_and_shared_services() -> None:
    with pytest.raises(InputError) as caught:
        self_check(load_spec(str(FIXTURES / "platform.yaml")), today=TODAY)

    found = [p for p in caught.value.problems if "tenants" in str(p)]
    assert [p.code for p in found] == ["NP983", "NP983"]
    dns, scraping = found
    assert (dns.object, scraping.object) == ("invariant tenants", "invariant scraping")
    assert "contradicts invariant names" in dns.message
    assert "-> any pod in namespace kube-system with k8s-app=kube-dns, UDP 53" in dns.message
    assert "contradicts invariant tenants" in scraping.message
    assert "for every declared pod that both judge" in scraping.message


# The reference page


def test_every_code_is_explained() -> None:
    sources = ROOT.joinpath("verifier", "analysis", "consistency").glob("*.py")
    text = "".join(path.read_text() for path in sources)
    assert set(re.findall(r"NP9\d\d", text)) == set(re.findall(r"NP9\d\d", PAGE)) - {"NP980"}


def test_the_example_of_the_page_is_told_as_it_says() -> None:
    example, shown = re.findall(r"^```(?:yaml)?\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    with pytest.raises(InputError) as caught:
        self_check(read_spec(example, "netproof.yaml"))

    (problem,) = caught.value.problems
    assert problem.location is not None
    assert problem.location.line == 6
    told = f"error[{problem.code}]: {problem.object}: {problem.message}"
    assert told == " ".join(shown.split())


# Contradictions

ALWAYS, NEVER = "{id: open, always: {%s}}", "{id: shut, never: {%s}}"


def test_an_always_against_a_never() -> None:
    errors, warnings = check(file_of(ALWAYS % f"{ENDS}, ports: 80-90", NEVER % "from: a, to: b"))

    assert not warnings
    (problem,) = errors
    assert (problem.code, problem.object) == ("NP983", "invariant shut")
    assert problem.location is not None
    assert problem.location.line == 7
    assert "contradicts invariant open (f.yaml:6:3)" in problem.message
    assert problem.message.endswith(
        "any pod in namespace x with app=a -> any pod in namespace x with app=b, TCP 80"
    )


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("always: {from: a, to: b}", "only: {from: c, to: b}", "NP983!"),
        ("always: {from: a, to: b}", "only: {from: a, to: b}", ""),
        ("always: {from: a, to: b}", "only: {from: c, to: b}, among: c", ""),
        ("always: {from: a, to: b, ports: 80}", "never: {from: a, to: b, ports: 81}", ""),
        ("always: {from: a, to: b, ports: 80}", "never: {from: a, to: b, ports: udp/80}", ""),
        ("always: {from: a, to: b}", "never: {from: b, to: a}", ""),
        ("always: {from: a, to: out}", "never: {from: any-pod, to: world}", "NP983!"),
        ("always: {from: a, to: out}", "never: {from: any-pod, to: any-pod}", ""),
        ("always: {from: a, to: out}", "never: {from: a, to: 8.8.9.0/24}", ""),
    ],
)
def test_ends_and_ports(one: str, other: str, expected: str) -> None:
    assert codes(file_of(f"{{{one}}}", f"{{{other}}}")) == ((expected,) if expected else ())


@pytest.mark.parametrize(
    ("always", "never", "expected"),
    [
        ("", "", "NP983!"),
        ("", "side: ingress", "NP983!"),
        ("side: ingress", "", ""),  # the source's policies may still shut the flow out
        ("side: ingress", "side: ingress", "NP983!"),
        ("side: egress", "side: ingress", ""),
        ("side: ingress", "by: default, side: ingress", ""),  # a rule may admit the flow
        ("", "by: default", ""),
    ],
)
def test_sides_and_defaults(always: str, never: str, expected: str) -> None:
    one, other = f"{{always: {{{ENDS}}}, {always}}}", f"{{never: {{{ENDS}}}, {never}}}"
    assert codes(file_of(one, other)) == ((expected,) if expected else ())


@pytest.mark.parametrize(
    ("source", "target", "expected"), [("out", "b", "NP983!"), ("a", "b", ""), ("a", "out", "")]
)
def test_no_policy_decides_for_an_end_outside(source: str, target: str, expected: str) -> None:
    ends = f"from: {source}, to: {target}"
    found = codes(file_of(f"{{always: {{{ends}}}, side: ingress}}", f"{{never: {{{ends}}}}}"))
    assert found == ((expected,) if expected else ())


@pytest.mark.parametrize(
    ("exempt", "expected"),
    [
        ("{from: a, reason: r}", ()),
        ("{from: a, ports: 80, reason: r}", ("NP983!",)),
        ("{from: a, until: 2025-12-31, reason: r}", ("NP983!",)),  # expired
        ("{from: a, until: 2026-01-01, reason: r}", ()),
    ],
)
def test_exceptions_are_not_judged(exempt: str, expected: tuple[str, ...]) -> None:
    never = f"{{never: {{from: any-pod, to: b}}, except: [{exempt}]}}"
    assert codes(file_of(ALWAYS % ENDS, never)) == expected


WHERE = "where: from.labels.team %s to.labels.team"


@pytest.mark.parametrize(("one", "other", "expected"), [("=", "!=", ()), ("!=", "!=", ("NP983!",))])
def test_where(one: str, other: str, expected: tuple[str, ...]) -> None:
    always = f"{{always: {{{ENDS}}}, {WHERE % one}}}"
    assert codes(file_of(always, f"{{never: {{{ENDS}}}, {WHERE % other}}}")) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("dialect: {families: ipv4}", "dialect: {families: ipv6}", ()),
        ("dialect: {families: ipv4}", "dialect: {families: dual}", ("NP983!",)),
    ],
)
def test_readings(one: str, other: str, expected: tuple[str, ...]) -> None:
    text = file_of(f"{{always: {{{ENDS}}}, {one}}}", f"{{never: {{{ENDS}}}, {other}}}")
    assert codes(text) == expected


def test_a_level_of_declared_pods_makes_it_a_warning() -> None:
    errors, warnings = check(file_of(f"{{always: {{{ENDS}}}, level: declared}}", NEVER % ENDS))

    assert not errors
    (problem,) = (found for found in warnings if found.code == "NP983")
    assert "for every declared pod that both judge" in problem.message


def test_chains_and_workloads_are_left_out() -> None:
    chain = "{no-path: {from: a, to: b, max-hops: 2}}"
    assert codes(file_of(ALWAYS % ENDS, chain)) == ()
    assert codes(file_of("x/one always reaches b", "any-pod never reaches b")) == ()
    assert codes(file_of("a always reaches b", "only x/one reaches b")) == ()


def test_a_port_that_is_named_is_an_error_only_with_all_numbers() -> None:
    always = "{always: {from: a, to: b, ports: tcp/metrics}}"
    assert codes(file_of(always, "{never: {from: a, to: b}}")) == ("NP983!",)
    assert codes(file_of(always, "{never: {from: a, to: b, ports: metrics}}")) == ("NP983!",)

    errors, warnings = check(file_of(always, "{never: {from: a, to: b, ports: 23}}"))
    assert not errors
    (problem,) = (found for found in warnings if found.code == "NP983")
    assert "where a pod gives that name to such a port" in problem.message


def test_a_named_port_of_declared_pods_says_nothing_of_numbers() -> None:
    always = "{always: {from: a, to: b, ports: tcp/metrics}, level: declared}"
    assert codes(file_of(always, "{never: {from: a, to: b, ports: 23}}")) == ()


# Labels of namespaces

TENANTS = "{id: tenants, isolate: {by: from.namespace.labels.tenant, missing: %s}}"
ACROSS = "{id: across, always: {from: a, to: c, ports: 80}}"


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ({"x": {"tenant": "t"}, "y": {"tenant": "t"}}, ()),
        ({"x": {"tenant": "t"}, "y": {"tenant": "u"}}, ("NP983",)),
        ({"x": {"tenant": "t"}}, ("NP983",)),
        ({}, ("NP983",)),
    ],
)
def test_labels_of_namespaces_decide(
    labels: dict[str, dict[str, str]], expected: tuple[str, ...]
) -> None:
    assert codes(file_of(TENANTS % "deny", ACROSS), labels) == expected


SAME = {"x": {"tenant": "t"}, "y": {"tenant": "t"}}


@pytest.mark.parametrize(
    ("missing", "labels", "expected"),
    [
        ("deny", {}, ("NP983!",)),  # some namespace is not of the tenant that y is of
        ("deny", SAME, ("NP983!",)),
        ("own", SAME, ("NP983!",)),
        ("ignore", SAME, ("NP983",)),
        ("ignore", {}, ("NP983",)),
        ("ignore", {"y": {}}, ()),  # y is of no tenant
    ],
)
def test_a_contradiction_whatever_the_labels_are(
    missing: str, labels: dict[str, dict[str, str]], expected: tuple[str, ...]
) -> None:
    always = "{id: dns, always: {from: any-pod, to: c, ports: udp/53}}"
    assert codes(file_of(TENANTS % missing, always), labels) == expected


def test_pods_of_one_namespace_are_no_strangers() -> None:
    assert codes(file_of(TENANTS % "deny", ALWAYS % ENDS)) == ()


FACT = "assume: [{id: f, why: w, namespaces: %s, have: %s}]"


def test_facts_are_taken_as_true() -> None:
    head = FACT % ("[x, y]", "tenant=t")
    assert codes(file_of(TENANTS % "deny", ACROSS, head=head)) == ()
    head = FACT % ("[x]", "'!tenant'")
    assert codes(file_of(TENANTS % "deny", ACROSS, head=head)) == ("NP983!",)


def test_labels_that_hold_at_declared_are_none() -> None:
    always = "{always: {from: a, to: c}, level: declared}"
    never = "{never: {from: {namespaces: pci}, to: c}}"
    assert codes(file_of(always, never)) == ()
    assert codes(file_of(always, never), {"x": {"pci": "yes"}}) == ("NP983",)


# What is asked for and never found


def test_a_possible_whose_flows_are_all_forbidden() -> None:
    errors, _ = check(file_of("a can reach b:80", "{id: shut, never: {from: a, to: any-pod}}"))

    (problem,) = errors
    assert problem.location is not None
    assert problem.location.line == 6
    assert "contradicts invariant shut (f.yaml:7:3)" in problem.message


@pytest.mark.parametrize(
    "never",
    [
        "{never: {from: a, to: b, ports: 81}}",
        "{never: {from: {namespace: x, pods: 'app=a, v=1'}, to: b}}",
        "{never: {from: a, to: b}, by: default}",
        "{never: {from: a, to: b}, except: [{from: {namespace: x, pods: v=1}, reason: r}]}",
        "{never: {from: a, to: b}, among: known}",
        "{never: {from: a, to: b}, dialect: {families: ipv4}}",
    ],
)
def test_a_possible_with_a_flow_left(never: str) -> None:
    assert codes(file_of("a can reach b:80", never)) == ()


def test_a_possible_that_several_forbid_together() -> None:
    one = "{never: {from: {namespace: x, pods: v=1}, to: b}}"
    other = "{never: {from: {namespace: x, pods: v!=1}, to: b}}"
    assert codes(file_of("a can reach b", one)) == ()
    assert codes(file_of("a can reach b", one, other)) == ("NP983!",)


def test_a_possible_above_declared_stands_against_declared_pods() -> None:
    possible = "{possible: {from: a, to: b}, level: any-pod}"
    never = "{never: {from: a, to: b}, level: declared}"
    assert codes(file_of(possible, never)) == ()
    assert codes(file_of("a can reach b", never)) == ("NP983!",)


def test_an_only_that_others_shut_out_is_a_warning() -> None:
    assert codes(file_of("only a reaches b", "only c reaches b")) == ("NP983", "NP983")
    assert codes(file_of("only a reaches b", "only a, c reaches b")) == ()


# Cases


@pytest.mark.parametrize(
    ("invariant", "case", "expected"),
    [
        ("a never reaches b", "allow: x/app=a -> x/app=b:80", ("NP987!",)),
        ("a never reaches b", "deny: x/app=a -> x/app=b:80", ()),
        ("a never reaches b", "allow: x/app=z -> x/app=b:80", ()),
        ("only a reaches b:80", "allow: x/app=z -> x/app=b:80", ("NP987!",)),
        ("only a reaches b:80", "allow: x/app=z -> x/app=b:81", ()),
        ("a always reaches b", "deny: x/app=a,v=1 -> x/app=b:80", ("NP987!",)),
        ("a always reaches b", "allow: x/app=a -> x/app=b:80", ()),
        ("{always: {from: a, to: b}, side: egress}", "deny: x/app=a -> x/app=b:80", ()),
        ("{always: {from: a, to: out}, side: egress}", "deny: x/app=a -> 8.8.8.8:80", ("NP987!",)),
        ("a never reaches internet", "allow: x/app=a -> 8.8.8.8:80", ("NP987!",)),
        ("a never reaches internet", "allow: x/app=a -> 10.0.0.1:80", ()),
        ("{never: {from: a, to: b}, level: declared}", "allow: x/app=a -> x/app=b:80", ()),
        ("a never reaches b", "allow: x/one -> x/app=b:80", ()),
        ("a never reaches b", "allow: x/app=a -> x/app=b:http", ()),
        ("a never reaches b:http", "allow: x/app=a -> x/app=b:80", ()),
    ],
)
def test_cases_against_invariants(invariant: str, case: str, expected: tuple[str, ...]) -> None:
    more = "{never: {from: {namespace: z, pods: v}, to: {namespace: z}}}"  # mentions label v
    assert codes(file_of(invariant, more, cases=f'["{case}"]')) == expected


def test_a_case_has_exactly_its_labels() -> None:
    never = "{never: {from: {namespace: x, pods: 'app=a, v'}, to: b}}"
    assert codes(file_of(never, cases='["allow: x/app=a -> x/app=b:80"]')) == ()
    assert codes(file_of(never, cases='["allow: x/app=a,v=1 -> x/app=b:80"]')) == ("NP987!",)


def test_cases_that_contradict_each_other() -> None:
    flow = "x/app=a -> x/app=b:80"
    errors, _ = check(file_of("a can reach b", cases=f'["allow: {flow}", "deny: {flow}"]'))
    (problem,) = errors
    assert problem.object == f"case deny: {flow}"
    assert f"contradicts case allow: {flow}" in problem.message


def test_a_case_in_a_namespace_with_labels() -> None:
    text = file_of(
        "{never: {from: {namespaces: pci}, to: b}}", cases='["allow: x/app=a -> x/app=b:80"]'
    )
    assert codes(text) == ()
    assert codes(text, {"x": {"pci": "yes"}}) == ("NP987",)


def test_time_is_limited() -> None:
    found = self_check(read_spec(file_of(ALWAYS % ENDS, NEVER % ENDS), "f.yaml"), 0)
    assert "NP989" in [problem.code for problem in found]


def test_a_file_of_fifty_is_compared_at_once() -> None:
    lines = [f"{{always: {{from: a, to: b, ports: {n}}}}}" for n in range(1, 26)]
    lines += [f"{{never: {{from: a, to: b, ports: {n}}}}}" for n in range(26, 51)]
    assert codes(file_of(*lines)) == ()
    assert codes(file_of(*lines, NEVER % "from: a, to: b, ports: 7")) == ("NP983!",)
