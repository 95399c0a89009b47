"""Whatever is fed to the readers: a result or InputError, and places inside the text."""

from collections.abc import Callable
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from tests.unit.invariants.damage import damaged_specs
from tests.unit.invariants.strategies import as_yaml, end_strings, sentences
from verifier.errors import InputError, Problem
from verifier.invariants import parse_sentence, read_spec
from verifier.invariants.passage import passage_of
from verifier.invariants.selectors import parse_selector

PIECES = st.sampled_from(
    [
        *"{}[](),:=!\"'/-. \n\0",
        "only ",
        " never ",
        " reaches ",
        "->",
        "a/b",
        "80",
        "10.0.0.1",
        "::1",
        "in (",
        "pods: ",
        "namespace: a",
        "é",
        "२",
        "\u2028",
        "- ",
        "!!int ",
        "&a ",
        "*a",
        "<<: ",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES).map("".join))


def judge(read: Callable[[str], object], text: str) -> None:
    """Reads `text`; refusals must point into it."""
    problems = problems_of(read, text)
    assert problems != ()
    for problem in problems or ():
        assert problem.message
        assert problem.location is not None
        assert problem.location.line <= len(text.splitlines()) + 3
        assert problem.location.column >= 1


def problems_of(read: Callable[[str], object], text: str) -> tuple[Problem, ...] | None:
    """Why `read` refuses `text`; None where it does not."""
    try:
        read(text)
    except InputError as error:
        return error.problems
    return None


@given(text=TEXTS)
@example(text="a never reaches b:" + "9" * 5000)
@example(text="a never reaches 1.1.1.1/" + "9" * 5000)
@example(text="only {" * 2000)
def test_sentences(text: str) -> None:
    judge(lambda text: parse_sentence(text, {}), text)


@given(sentence=sentences(), junk=TEXTS, data=st.data())
def test_damaged_sentences(sentence: str, junk: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(sentence)))
    stop = data.draw(st.integers(start, len(sentence)))
    judge(lambda text: parse_sentence(text, {}), sentence[:start] + junk + sentence[stop:])


@given(text=TEXTS)
def test_selectors(text: str) -> None:
    judge(lambda text: parse_selector(passage_of(text, "x")), text)


@given(text=TEXTS)
def test_files(text: str) -> None:
    judge(lambda text: read_spec(text, "x"), text)
    judge(lambda text: read_spec(text, "x"), f"apiVersion: netproof/v1\n{text}")
    judge(lambda text: read_spec(text, "x"), f"apiVersion: netproof/v1\ninvariants:\n- {text}")


@given(spec=damaged_specs())
def test_damaged_files(spec: dict[str, Any]) -> None:
    judge(lambda text: read_spec(text, "x"), as_yaml(spec))


@given(texts=st.lists(st.one_of(TEXTS, end_strings(), sentences()), min_size=6, max_size=6))
def test_any_text_in_any_place(texts: list[str]) -> None:
    end, port, where, case, name, until = texts
    fact = {"id": name, "why": case, "namespaces": end, "pods": where, "have": until}
    spec = {
        "apiVersion": "netproof/v1",
        "groups": {name: end},
        "assume": [fact],
        "cluster": {"podCIDRs": end},
        "invariants": [
            {
                "never": {"from": end, "to": [{"namespaces": end, "pods": end}], "ports": port},
                "where": where,
                "except": [{"from": {"cidrs": end}, "reason": case, "until": until}],
                "dialect": where,
                "id": name,
            },
            {"isolated": {"group": end, "direction": until}, "assume": [fact, fact]},
            {"isolate": {"by": where, "missing": until}},
            {"isolate": {"namespaces": [end, name]}, "by": until},
            {"no-path": {"from": end, "to": end, "max-hops": until, "on": port}},
        ],
        "cases": [case, {"allow": case}],
    }
    judge(lambda text: read_spec(text, "x"), as_yaml(spec))


def test_a_long_chain_of_groups() -> None:
    groups = {f"g{number}": f"g{number + 1}" for number in range(3000)}
    spec = {"apiVersion": "netproof/v1", "groups": {**groups, "g3000": "any-pod"}}
    read = read_spec(as_yaml(spec), "x")
    assert len(read.groups[0].end.members) == 1
