"""Several invariants files read as one."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from verifier.dialect import Level
from verifier.errors import InputError, Problem
from verifier.invariants import ask_invariant, load_each, load_spec, load_together, read_spec

Write = Callable[..., None]
VERSION = "apiVersion: netproof/v1\n"
WEB = "groups: {web: {namespace: a, pods: app=web}}\n"
DB = "groups: {db: {namespace: a, pods: app=db}}\n"
BREACH = "invariants: [web never reaches db]\n"


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write files, each with the parts that it is made of, into the current folder."""
    monkeypatch.chdir(tmp_path)

    def write(**files: str) -> None:
        for name, text in files.items():
            path = tmp_path / f"{name.replace('__', '/')}.invariants.yaml"
            path.parent.mkdir(exist_ok=True)
            path.write_text(VERSION + text)

    return write


def include(*names: str) -> str:
    """The key, with files by their short names."""
    return f"include: [{', '.join(f'{name}.invariants.yaml' for name in names)}]\n"


def refused(path: str = "top.invariants.yaml") -> tuple[Problem, ...]:
    """What is wrong with a file and what it includes."""
    with pytest.raises(InputError) as raised:
        load_spec(path)
    return raised.value.problems


def test_an_included_file_gives_all_that_it_holds(write: Write) -> None:
    write(
        top=include("web") + DB + BREACH + "cluster: {podCIDRs: [10.0.0.0/8, 10.2.0.0/16]}\n"
        "ignore-kinds: [A, B]\n",
        web=WEB
        + "cluster: {podCIDRs: 10.2.0.0/16, nodeCIDRs: 10.3.0.0/16}\n"
        "invariants: [web never reaches world]\nignore-kinds: B\n".replace(": B", ": [B]")
        + "cases: ['deny: a/app=web -> 8.8.8.8:53']\n",
    )
    spec = load_spec("top.invariants.yaml")

    assert [item.id for item in spec.invariants] == [
        "web-never-reaches-world",
        "web-never-reaches-db",
    ]
    assert spec.path == "top.invariants.yaml"
    assert spec.includes == ("web.invariants.yaml",)
    assert spec.cluster.pod_cidrs == ("10.2.0.0/16", "10.0.0.0/8")
    assert spec.cluster.node_cidrs == ("10.3.0.0/16",)
    assert spec.ignore_kinds == ("B", "A")
    assert [group.name for group in spec.groups] == ["web", "db"]
    assert len(spec.cases) == 1
    assert ask_invariant("web never reaches db", spec).query == spec.invariants[1].query


def test_a_file_and_its_parts_mean_what_one_file_means(write: Write) -> None:
    write(top=include("web", "db") + BREACH, web=WEB, db=DB)
    both = "groups: {web: {namespace: a, pods: app=web}, db: {namespace: a, pods: app=db}}\n"

    parts = load_spec("top.invariants.yaml")
    whole = read_spec(VERSION + both + BREACH, "top.invariants.yaml")
    assert [item.query for item in parts.invariants] == [item.query for item in whole.invariants]
    assert {group.name: group.end for group in parts.groups} == {
        group.name: group.end for group in whole.groups
    }


def test_paths_begin_at_the_file_that_states_them(write: Write) -> None:
    write(teams__top=include("../web") + BREACH.replace("db", "world"), web=WEB)

    assert load_spec("teams/top.invariants.yaml").includes == ("web.invariants.yaml",)


def test_groups_pass_through_files_but_not_across(write: Write) -> None:
    write(top=include("middle") + DB + BREACH, middle=include("web"), web=WEB)
    assert len(load_spec("top.invariants.yaml").invariants) == 1

    write(top=include("web", "db"), db=DB + BREACH)
    (problem,) = refused()
    assert "unknown end `web`" in problem.message
    assert problem.location is not None
    assert problem.location.path == "db.invariants.yaml"


def test_a_file_that_two_include_is_read_once(write: Write) -> None:
    write(
        top=include("a", "b"),
        a=include("web"),
        b=include("web"),
        web=WEB + "invariants: [web never reaches world]\n",
    )

    assert len(load_spec("top.invariants.yaml").invariants) == 1


def test_each_file_keeps_its_defaults(write: Write) -> None:
    write(
        top=include("web") + "invariants: [web never reaches internet]\n",
        web=WEB + "defaults: {level: declared}\ninvariants: [web never reaches world]\n",
    )
    first, second = load_spec("top.invariants.yaml").invariants

    assert (first.level, second.level) == (Level.DECLARED, Level.ANY_NAMESPACE)


def test_a_folder_stands_for_its_files(write: Write) -> None:
    write(teams__top="include: [.]\n" + BREACH, teams__web=WEB, teams__db=DB)

    assert load_spec("teams/top.invariants.yaml").includes == (
        "teams/db.invariants.yaml",
        "teams/web.invariants.yaml",
    )


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (WEB, WEB, "group `web` stands twice, first in first.invariants.yaml:2:10"),
        (
            "invariants: [{id: x, never: {from: any, to: nodes}}]\n",
            "invariants: [{id: x, never: {from: any, to: world}}]\n",
            "id `x` stands twice, first in first.invariants.yaml:2:19",
        ),
        (
            "assume: [{id: x, why: so, namespaces: any, have: a}]\n",
            "assume: [{id: x, why: so, namespaces: any, have: b}]\n",
            "fact `x` stands twice, first in first.invariants.yaml:2",
        ),
    ],
    ids=["group", "id", "fact"],
)
@pytest.mark.parametrize("beside", [True, False], ids=["beside", "above"])
def test_a_name_in_two_files_is_refused_with_both_places(
    write: Write, first: str, second: str, said: str, beside: bool
) -> None:
    if beside:
        write(top=include("first", "second"), first=first, second=second)
    else:
        write(top=include("second"), first=first, second=include("first") + second)
    (problem,) = refused()

    assert said in problem.message
    assert problem.location is not None
    assert problem.location.path == "second.invariants.yaml"


def test_ids_made_of_sentences_never_clash(write: Write) -> None:
    same = "invariants: [any-pod never reaches nodes]\n"
    write(top=include("a", "b") + same, a=same, b=same)
    ids = [item.id for item in load_spec("top.invariants.yaml").invariants]

    assert len(set(ids)) == 3


@pytest.mark.parametrize("cycle", [["top"], ["a", "top"], ["a", "b", "a"]])
def test_cycles_are_refused(write: Write, cycle: list[str]) -> None:
    files = dict(zip(["top", *cycle[:-1]], map(include, cycle), strict=True))
    write(**files)
    (problem,) = refused()
    names = " -> ".join(f"{n}.invariants.yaml" for n in [*cycle[cycle.index(cycle[-1]) :]])

    assert f"includes itself: {cycle[-1]}.invariants.yaml -> " in problem.message
    assert problem.message.endswith(names.rpartition(" -> ")[2])
    assert problem.location is not None
    assert problem.location.line == 2


def test_endless_chains_are_refused(write: Write) -> None:
    write(top=include("f1"), **{f"f{n}": include(f"f{n + 1}") for n in range(1, 500)})

    assert "more than 20 deep" in refused()[0].message


@pytest.mark.parametrize(
    ("key", "said", "column"),
    [
        ("include: [gone.yaml]", "no such file or folder", 11),
        ("include: gone.yaml", "no such file or folder", 10),
        ("include: [empty]", "no invariants file in this folder", 11),
        ("include: [web.invariants.yaml, linked]", "leads out of the folder", 32),
        ("include: [pipe]", "neither a file nor a folder", 11),
        ("include: []", "empty list", 10),
        ("include: {file: x}", "expected a text, found a mapping", 10),
        ('include: ["\\0"]', "no such file or folder", 11),
        ("include: [dangling]", "leads out of the folder", 11),
        ("include: ['']", "expected a text, found nothing", 11),
        ("include: [git:HEAD]", "no such file", 11),
        ("includes: [web.invariants.yaml]", "did you mean `include`?", 1),
    ],
)
def test_what_cannot_be_included(
    write: Write, tmp_path: Path, key: str, said: str, column: int
) -> None:
    write(top=key + "\n", web=WEB)
    (tmp_path / "empty").mkdir()
    (tmp_path / "linked").mkdir()
    (tmp_path / "dangling").mkdir()
    (tmp_path / "dangling" / "netproof.yaml").symlink_to(tmp_path / "gone")
    (tmp_path / "linked" / "netproof.yaml").symlink_to(tmp_path / "web.invariants.yaml")
    os.mkfifo(tmp_path / "pipe")
    (problem,) = refused()

    assert said in f"{problem.message} {problem.advice}"
    assert problem.location is not None
    assert (problem.location.path, problem.location.line) == ("top.invariants.yaml", 2)
    assert problem.location.column == column


def test_what_is_wrong_in_several_files_is_told_at_once_and_once(write: Write) -> None:
    wrong = "groups: {x: {namespace: No}}\n"
    write(top="key: 1\n" + include("a", "b", "c"), a=wrong, b=include("c"), c=wrong + "more: 1\n")
    told = [(p.location.path[0], p.code) for p in refused() if p.location]

    assert told == [("t", "NP951"), ("a", "NP965"), ("c", "NP965"), ("c", "NP951")]


def test_a_text_on_its_own_includes_nothing() -> None:
    with pytest.raises(InputError, match=r"not read from a file"):
        read_spec(VERSION + "include: other.yaml\n", "text")


def test_each_file_is_judged_once(write: Write) -> None:
    write(top=include("web"), web=WEB, db=DB)
    names = [f"{name}.invariants.yaml" for name in ("web", "db", "top")]

    assert [spec.path for spec in load_each(names)] == names[1:]


def test_problems_of_each_file_are_told_once(write: Write) -> None:
    write(top=include("web"), web="groups: {x: {namespace: No}}\n", db="key: 1\n")
    with pytest.raises(InputError) as raised:
        load_each([f"{name}.invariants.yaml" for name in ("web", "db", "top")])

    assert [problem.code for problem in raised.value.problems] == ["NP965", "NP951"]


def test_files_are_read_together(write: Write) -> None:
    write(web=WEB + "defaults: {severity: info}\n", db=DB)
    spec = load_together(["web.invariants.yaml", "db.invariants.yaml"])
    asked = ask_invariant("web never reaches db", spec)

    assert asked.severity == "info"
    assert spec.includes == ()


def test_facts_hold_for_all_files(write: Write) -> None:
    fact = "assume: [{{id: {0}, why: so, namespaces: any, have: {0}}}]\n"
    nodes, world = (f"invariants: [any-pod never reaches {end}]\n" for end in ("nodes", "world"))
    write(top=include("a") + fact.format("x") + nodes, a=fact.format("y") + world)
    spec = load_spec("top.invariants.yaml")

    assert [fact.id for fact in spec.facts] == ["y", "x"]
    assert [[f.id for f in item.query.facts] for item in spec.invariants] == [["y", "x"]] * 2
    assert all("assuming y and x" in item.sentence for item in spec.invariants)
