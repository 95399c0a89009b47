"""`netproof check` against other versions: `--since`, and invariants that name one."""

import json
import shutil
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.cli.running import ROOT, run
from tests.cli.test_diff import LOOSE, STRICT, git
from tests.unit.report.ci.sarif_schema import assert_valid

ID = "only-backend-reaches-db-5432"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The strict policies, committed as they are; the loosened ones in the working tree."""
    shutil.copytree(ROOT / STRICT, tmp_path / "k8s")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "strict")
    shutil.copy(ROOT / LOOSE / "policy.yaml", tmp_path / "k8s" / "policy.yaml")
    return tmp_path


def test_a_verdict_that_changed_names_the_rule_on_both_sides(repository: Path) -> None:
    ran = run("check", "--since", "main", "k8s", "-o", "json", cwd=repository)
    assert ran.code == 1
    report = json.loads(ran.out)
    assert report["since"] == "git:main:k8s"
    (change,) = report["changed"]
    assert (change["id"], change["before"], change["after"]) == (ID, "proved", "refuted")
    assert [(part["side"], part["location"]["path"]) for part in change["because"]] == [
        ("old", "main:k8s/policy.yaml"),
        ("new", "k8s/policy.yaml"),
    ]
    text = run("check", "--since", "main", "k8s", cwd=repository).out
    assert "1 verdict changed since git:main:k8s:" in text
    assert "proved -> refuted: only backend reaches db on TCP 5432" in text


def test_reports_for_ci_tell_what_changed(repository: Path) -> None:
    formats = ("markdown", "sarif", "junit", "gitlab", "tap")
    wanted = [word for name in formats for word in ("-o", f"{name}={name}.out")]
    ran = run("check", "--since", "main", "k8s", "-o", "github", *wanted, cwd=repository)
    said = {name: (repository / f"{name}.out").read_text(encoding="utf-8") for name in formats}
    old = "NetworkPolicy shop/db selects the pod for ingress, and no rule admits it"

    assert ran.code == 1
    assert ran.out.splitlines()[-1].endswith("; 1 verdict changed since git:main:k8s")
    for text in (ran.out, said["sarif"], said["junit"], said["gitlab"], said["tap"]):
        assert "proved in git:main:k8s" in text
        assert f"{old}, main:k8s/policy.yaml:4:9" in text
    log = json.loads(said["sarif"])
    assert_valid(log)
    assert log["runs"][0]["properties"]["since"] == "git:main:k8s"
    assert log["runs"][0]["properties"]["changed"] == [
        "proved -> refuted: only backend reaches db on TCP 5432"
    ]
    items = MarkdownIt("commonmark").parse(said["markdown"])
    told = [token.content for token in items if token.type == "inline"]
    assert "1 verdict changed since git:main:k8s" in told


def test_all_flows_and_another_version_go_together(repository: Path) -> None:
    ran = run("check", "--since", "main", "k8s", "--all", "-o", "sarif", cwd=repository)
    alone = run("check", "k8s", "--all", "-o", "sarif", cwd=repository)
    log, other = json.loads(ran.out), json.loads(alone.out)
    assert_valid(log)
    names = [
        [result["partialFingerprints"] for result in each["runs"][0]["results"]]
        for each in (log, other)
    ]

    assert names[0] == names[1] != []
    assert "since" not in other["runs"][0]["properties"]


def test_what_is_mended_is_told_and_does_not_fail_the_run(repository: Path) -> None:
    git(repository, "commit", "-qam", "loosened")
    shutil.copy(ROOT / STRICT / "policy.yaml", repository / "k8s" / "policy.yaml")
    ran = run("check", "--since", "HEAD", "k8s", cwd=repository)
    assert ran.code == 0
    assert "refuted -> proved: only backend reaches db" in ran.out
    assert "new: NetworkPolicy shop/db selects the pod for ingress" in ran.out


def test_nothing_changed_is_said(repository: Path) -> None:
    git(repository, "checkout", "-q", "--", "k8s")
    ran = run("check", "--since", "HEAD", "k8s", cwd=repository)
    assert (ran.code, "0 verdicts changed since git:HEAD:k8s" in ran.out) == (0, True)
    assert "since" not in json.loads(run("check", "k8s", "-o", "json", cwd=repository).out)


def test_a_workload_that_is_new_is_no_reason_to_stop(repository: Path) -> None:
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: new, namespace: shop}\n"
    (repository / "k8s" / "new.yaml").write_text(pod, encoding="utf-8")
    spec = 'apiVersion: netproof/v1\ninvariants: ["shop/new never reaches world"]\n'
    (repository / "spec.yaml").write_text(spec, encoding="utf-8")
    ran = run("check", "--since", "main", "k8s", "-f", "spec.yaml", cwd=repository)
    assert ran.code == 1
    assert "0 verdicts changed" in ran.out


@pytest.mark.parametrize(("since", "said"), [("nope", "no revision nope"), ("main", "")])
def test_a_revision_must_be_there(repository: Path, since: str, said: str) -> None:
    ran = run("check", "--since", since, "k8s", cwd=repository)
    assert (ran.code, said in ran.err) == (2 if said else 1, True)
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("source", ["git:main", "git:main:.", "../k8s"])
def test_the_source_begins_at_the_folder_of_the_file(repository: Path, source: str) -> None:
    form = f"no-new-access: {{since: '{source}'}}"
    spec = f"apiVersion: netproof/v1\ninvariants:\n- {{id: none, {form}}}\n"
    (repository / "k8s" / "new.invariants.yaml").write_text(spec, encoding="utf-8")
    file = "k8s/new.invariants.yaml"
    ran = run("check", "k8s", "-f", file, "-o", "json", cwd=repository)
    expected = "proved" if source == "../k8s" else "refuted"
    (found,) = json.loads(ran.out)["invariants"]
    assert found["verdict"] == expected
    if expected == "refuted":
        assert any("main:k8s/policy.yaml:4:9" in note for note in found["notes"])


def test_a_version_that_is_missing_is_named_where_the_file_names_it(repository: Path) -> None:
    spec = "apiVersion: netproof/v1\ninvariants:\n- no-new-access: {since: git:nope}\n"
    (repository / "spec.yaml").write_text(spec, encoding="utf-8")
    ran = run("check", "k8s", "-f", "spec.yaml", cwd=repository)
    assert ran.code == 2
    assert "spec.yaml:3:26" in ran.err
    assert "no revision nope" in ran.err
