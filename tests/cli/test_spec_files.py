"""Which invariants files a run reads, and which of their invariants it judges."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.running import ROOT, Ran, run

POLICIES = (ROOT / "specs/examples/three-tier/policies.yaml").read_text(encoding="utf-8")
HEAD = "apiVersion: netproof/v1\n"
GROUPS = (
    HEAD + "groups: {web: {namespace: production, pods: tier=web},"
    " db: {namespace: production, pods: tier=database}}\n"
)
NEVER = HEAD + "invariants: [any-pod never reaches 192.0.2.7]\n"
ALWAYS = HEAD + "invariants: [{id: open, always: {from: any-pod, to: 192.0.2.7}}]\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository with manifests in `deploy/k8s`, and no invariants file."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "deploy/k8s").mkdir(parents=True)
    (tmp_path / "deploy/k8s/policies.yaml").write_text(POLICIES)
    return tmp_path


def judged(ran: Ran) -> list[str]:
    """The ids of the invariants of a JSON report."""
    return [entry["id"] for entry in json.loads(ran.out)["invariants"]]


def test_each_file_named_is_judged(project: Path) -> None:
    (project / "a.yaml").write_text(NEVER)
    (project / "more").mkdir()
    (project / "more/b.invariants.yaml").write_text(ALWAYS)
    (project / "more/netproof.yaml").write_text(ALWAYS.replace("open", "wide"))
    files = ("-f", "a.yaml", "-f", "more")
    ran = run("check", "deploy", *files, "-f", "a.yaml", "-o", "json", cwd=project)

    assert judged(ran) == ["any-pod-never-reaches-192-0-2-7", "open", "wide"]


def test_files_below_come_before_files_above(project: Path) -> None:
    (project / "netproof.yaml").write_text(NEVER)
    (project / "deploy/k8s/netproof.yaml").write_text(ALWAYS)
    ran = run("check", "deploy", "-o", "json", cwd=project)

    assert (judged(ran), ran.err) == (["open"], "")


@pytest.mark.parametrize("arguments", [["deploy/k8s"], ["deploy/k8s/policies.yaml"], ["-"]])
def test_files_above_are_found_and_told(project: Path, arguments: list[str]) -> None:
    (project / "netproof.yaml").write_text(ALWAYS)
    ran = run("check", *arguments, "-o", "json", cwd=project, stdin=POLICIES)

    assert judged(ran) == ["open"]
    assert ran.err == "netproof: the invariants are those of netproof.yaml\n"
    assert run("check", *arguments, "--quiet", cwd=project, stdin=POLICIES).err == ""


def test_the_search_upward_begins_at_the_path_not_here(project: Path, tmp_path: Path) -> None:
    (project / "deploy/netproof.yaml").write_text(ALWAYS)
    inside = run("check", "-o", "json", cwd=project / "deploy/k8s")
    outside = run("check", str(project / "deploy/k8s"), "-o", "json")

    assert judged(inside) == judged(outside) == ["open"]
    assert "../netproof.yaml" in inside.err
    assert str(project / "deploy/netproof.yaml") in outside.err


def test_the_search_upward_stays_in_the_repository(project: Path) -> None:
    (project / "netproof.yaml").write_text(ALWAYS)
    (project / "deploy/.git").mkdir()
    ran = run("check", "deploy/k8s", cwd=project)

    assert ran.code == 2
    assert "no invariants file found under deploy/k8s, nor in a folder above" in ran.err


def test_a_path_that_is_not_there_is_the_likelier_mistake(tmp_path: Path) -> None:
    ran = run("check", "deploy/k9s", "other", cwd=tmp_path)

    assert ran.code == 2
    assert "deploy/k9s: no such file or folder: check the spelling" in ran.err
    assert "other: no such file or folder" in ran.err
    assert "netproof.yaml" not in ran.err


def test_what_is_no_file_lies_in_the_current_folder(tmp_path: Path) -> None:
    ran = run("check", "-", "cluster:prod", cwd=tmp_path)

    assert ran.code == 2
    assert "no invariants file found under the current folder, nor in a folder above" in ran.err


def test_nothing_is_found_without_config(project: Path) -> None:
    (project / "netproof.yaml").write_text(ALWAYS)
    (project / "deploy/netproof.yaml").write_text(NEVER)
    ran = run("check", "deploy", "--no-config", cwd=project)
    named = run("check", "deploy", "--no-config", "-f", "netproof.yaml", "-o", "json", cwd=project)

    assert (ran.code, ran.out) == (2, "")
    assert "--no-config" in ran.err
    assert judged(named) == ["open"]


def test_a_question_uses_the_groups_found_above(project: Path) -> None:
    (project / "netproof.yaml").write_text(GROUPS)
    asked = ("ask", "web never reaches db:5432", "deploy/k8s", "-q")

    assert run(*asked, cwd=project).code == 0
    ran = run(*asked, "--no-config", cwd=project)
    assert ran.code == 2
    assert "unknown end `web`" in ran.err


def test_a_question_uses_the_groups_of_all_files_named(project: Path) -> None:
    whole = GROUPS.replace("{web:", "{frontend: web, web:")
    (project / "groups.yaml").write_text(whole)
    (project / "more.yaml").write_text(
        HEAD + "groups: {cache: {namespace: production, pods: tier=database}}\n"
    )
    asked = ("ask", "frontend never reaches cache:5432", "deploy", "-q", "--no-config")

    ran = run(*asked, "-f", "groups.yaml", "-f", "more.yaml", cwd=project)
    assert (ran.code, ran.err) == (0, "")
    (project / "more.yaml").write_text(GROUPS)
    ran = run(*asked, "-f", "groups.yaml", "-f", "more.yaml", cwd=project)
    assert ran.code == 2
    assert "stands twice, first in groups.yaml" in " ".join(ran.err.split())


def test_what_a_file_includes_is_not_judged_again(project: Path) -> None:
    elsewhere = ALWAYS.replace("192.0.2.7", "192.0.2.8")
    (project / "deploy/k8s/open.invariants.yaml").write_text(elsewhere)
    (project / "deploy/netproof.yaml").write_text(f"{NEVER}include: k8s\n")
    ran = run("check", "deploy", "-o", "json", cwd=project)

    assert judged(ran) == ["open", "any-pod-never-reaches-192-0-2-7"]


def test_problems_of_included_files_show_where_they_are(project: Path) -> None:
    (project / "deploy/k8s/open.invariants.yaml").write_text(ALWAYS.replace("open", "op en"))
    (project / "netproof.yaml").write_text(f"{HEAD}include: [deploy/k8s, gone]\n")
    ran = run("check", "deploy", "-f", "netproof.yaml", cwd=project)

    assert (ran.code, ran.out) == (2, "")
    assert "--> deploy/k8s/open.invariants.yaml:2:19" in ran.err
    assert "--> netproof.yaml:2:23" in ran.err
    assert "2 problems" in ran.err


def test_only_what_is_selected_is_judged(project: Path) -> None:
    both = NEVER.replace("]", ", {id: open, always: {from: any-pod, to: 192.0.2.7}}]")
    cases = "cases: ['deny: production/tier=x -> production/tier=y:80']\n"
    (project / "a.yaml").write_text(both + cases)
    (project / "b.yaml").write_text(ALWAYS.replace("open", "wide"))
    files = ("deploy", "-f", "a.yaml", "-f", "b.yaml", "-o", "json")

    assert judged(run("check", *files, "--select", "open", cwd=project)) == ["open"]
    ran = run("check", *files, "--select", "wide", "--select", "open", cwd=project)
    assert judged(ran) == ["open", "wide"]


def test_an_unknown_id_is_refused_with_the_nearest(project: Path) -> None:
    (project / "netproof.yaml").write_text(ALWAYS)
    near = run("check", "deploy", "--select", "opne", cwd=project)
    far = run("check", "deploy", "--select", "open", "--select", "zzz", cwd=project)

    assert (near.code, near.out) == (far.code, far.out) == (2, "")
    assert "no invariant has the id `opne`: did you mean `open`?" in near.err
    assert "no invariant has the id `zzz`: the ids are open" in far.err


def test_a_folder_without_invariants_files_is_refused(project: Path) -> None:
    ran = run("check", "deploy", "-f", "deploy", cwd=project)

    assert ran.code == 2
    assert "deploy" in ran.err
    assert "netproof.yaml or NAME.invariants.yaml" in " ".join(ran.err.split())


ISOLATED = (
    HEAD + "groups: {prod: {namespace: production}}\ninvariants:\n"
    "  - {id: closed, isolated: {group: prod, direction: [ingress, egress]}}\n"
    "  - prod never reaches 192.0.2.7\n"
)


def test_sugar_is_selected_by_its_id_or_by_that_of_a_part(project: Path) -> None:
    (project / "netproof.yaml").write_text(ISOLATED)
    arguments = ("check", "deploy", "-q", "-o", "json", "--select")

    whole = judged(run(*arguments, "closed", cwd=project))
    assert whole == ["closed/ingress", "closed/egress"]
    assert judged(run(*arguments, "closed/egress", cwd=project)) == ["closed/egress"]


def test_the_core_form_judges_the_same(project: Path) -> None:
    (project / "netproof.yaml").write_text(ISOLATED)
    core = run("check", "deploy", "--desugar", "-q", cwd=project)
    assert core.code == 0
    assert core.err == ""
    (project / "core.yaml").write_text(core.out)
    verdicts = [
        {entry["id"]: entry["levels"] for entry in json.loads(ran.out)["invariants"]}
        for ran in (
            run("check", "deploy", "-f", file, "-o", "json", cwd=project)
            for file in ("netproof.yaml", "core.yaml")
        )
    ]

    assert "isolated" not in core.out
    assert verdicts[0] == verdicts[1] != {}


def test_the_core_form_of_a_selection(project: Path) -> None:
    (project / "netproof.yaml").write_text(ISOLATED)
    ran = run("check", "deploy", "--desugar", "-q", "--select", "closed", cwd=project)

    assert ran.code == 0
    assert "closed/egress" in ran.out
    assert "192.0.2.7" not in ran.out


def test_the_core_form_needs_no_manifests(project: Path) -> None:
    shutil.rmtree(project / "deploy")
    (project / "netproof.yaml").write_text(ISOLATED)
    named = ("-f", "netproof.yaml", "--desugar")

    assert run("check", *named, cwd=project).code == 0
    ran = run("check", *named, "-o", "json", cwd=project)
    assert ran.code == 2
    assert "unknown format 'json'" in ran.err
    ran = run("check", *named, "-o", "text=core.yaml", "-o", "text", cwd=project)
    assert (project / "core.yaml").read_text() == ran.out != ""
