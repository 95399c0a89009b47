"""`netproof diff`: sources on both sides, exit codes, formats."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.golden import assert_golden
from tests.cli.running import ROOT, run
from tests.unit.report.ci.sarif_schema import assert_valid

STRICT, LOOSE = (f"specs/examples/notin-gap/{name}" for name in ("strict", "loosened"))
GOLDEN = Path(__file__).parent / "golden"
OPENED = (
    "any pod in namespace shop without app in (backend, web) -> "
    "any pod in namespace shop with app=db, TCP 5432"
)


def git(folder: Path, *arguments: str) -> None:
    """A git command in a folder, as somebody."""
    name = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *name, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The strict policies, committed; the loosened ones in the working tree."""
    shutil.copytree(ROOT / STRICT, tmp_path / "k8s")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "strict")
    shutil.copy(ROOT / LOOSE / "policy.yaml", tmp_path / "k8s" / "policy.yaml")
    return tmp_path


def test_the_json_report_has_the_keys_of_its_contract() -> None:
    ran = run("diff", STRICT, LOOSE, "-o", "json")
    report = json.loads(ran.out)
    assert ran.code == 1
    assert report["format"] == "netproof.diff/v1"
    assert report["verdict"] == "more-permissive"
    assert report["closed"] == []
    (change,) = report["opened"]
    assert change["general"] == OPENED
    assert change["allows"] == [{"protocol": "TCP", "first": 5432, "last": 5432}]
    assert change["example"]["destination"]["workload"] == "shop/db[Pod]"
    assert [(part["side"], part["kind"]) for part in change["because"]] == [
        ("old", "selects"),
        ("new", "rule"),
    ]
    assert change["because"][1]["location"]["path"] == f"{LOOSE}/policy.yaml"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((STRICT, LOOSE), 1),
        ((LOOSE, STRICT), 1),
        ((STRICT, LOOSE, "--fail-on", "opened"), 1),
        ((STRICT, LOOSE, "--fail-on", "closed"), 0),
        ((LOOSE, STRICT, "--fail-on", "opened"), 0),
        ((STRICT, STRICT), 0),
        ((STRICT, LOOSE, "--level", "declared"), 0),
        ((STRICT,), 2),
        (("-", "-"), 2),
        ((STRICT, "nowhere"), 2),
        ((STRICT, LOOSE, "--max", "0"), 2),
        ((STRICT, LOOSE, "--level", "cluster"), 2),
    ],
)
def test_the_exit_code_tells_what_counts(arguments: tuple[str, ...], code: int) -> None:
    ran = run("diff", *arguments)
    assert ran.code == code
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("form", ["text", "markdown", "mermaid"])
def test_the_report_reads_as_ever(form: str) -> None:
    ran = run("diff", STRICT, LOOSE, "-o", form)
    assert_golden(GOLDEN / f"diff.{form}", ran.out)


def test_since_compares_with_a_revision(repository: Path) -> None:
    ran = run("diff", "--since", "main", "k8s", "-o", "json", cwd=repository)
    assert ran.code == 1
    assert [change["general"] for change in json.loads(ran.out)["opened"]] == [OPENED]
    both = run("diff", "git:main:k8s", "k8s", "-q", cwd=repository)
    assert OPENED in re.sub(r"\s+", " ", both.out)
    assert "main:k8s/policy.yaml:" in both.out


def test_renamed_files_and_policies_are_no_difference(repository: Path) -> None:
    git(repository, "checkout", "-q", "--", "k8s")
    path = repository / "k8s" / "policy.yaml"
    text = path.read_text(encoding="utf-8").replace("name: db\n", "name: database\n", 1)
    path.rename(repository / "k8s" / "renamed.yaml").write_text(text, encoding="utf-8")
    ran = run("diff", "--since", "HEAD", "k8s", "-o", "json", cwd=repository)
    assert (ran.code, json.loads(ran.out)["verdict"]) == (0, "equivalent")


def test_a_shallow_clone_says_what_to_fetch(repository: Path, tmp_path: Path) -> None:
    git(repository, "commit", "-qam", "loosened")
    git(repository, "clone", "-q", "--depth", "1", f"file://{repository}", str(tmp_path / "clone"))
    ran = run("diff", "--since", "HEAD~1", "k8s", cwd=tmp_path / "clone")
    assert ran.code == 2
    assert "this clone is shallow" in ran.err


def test_the_old_version_can_come_from_standard_input() -> None:
    old = (ROOT / STRICT / "policy.yaml").read_text(encoding="utf-8")
    ran = run("diff", "-", f"{LOOSE}/policy.yaml", "-o", "json", stdin=old)
    assert [change["general"] for change in json.loads(ran.out)["opened"]] == [OPENED]


def test_what_is_allowed_to_open_does_not_count(tmp_path: Path) -> None:
    file = tmp_path / "allow.yaml"
    file.write_text(
        "apiVersion: netproof/v1\nexcept: "
        "[{to: {namespace: shop, pods: app=db}, ports: 5432, reason: agreed, until: 2030-01-01}]\n",
        encoding="utf-8",
    )
    ran = run("diff", STRICT, LOOSE, "--allow", str(file), "--today", "2029-12-31")
    assert ran.code == 0
    assert "Not compared: agreed, until 2030-01-01" in ran.out
    assert run("diff", STRICT, LOOSE, "--allow", str(file), "--today", "2030-01-02").code == 1


def test_an_exception_that_nothing_needs_is_told(tmp_path: Path) -> None:
    file = tmp_path / "allow.yaml"
    item = "{{to: {{namespace: shop, pods: app=db}}, ports: {port}, reason: agreed}}"
    head = "apiVersion: netproof/v1\nexcept: ["
    for ports, told in (((5432,), 0), ((5432, 80), 1), ((80, 81), 2)):
        items = ", ".join(item.format(port=port) for port in ports)
        file.write_text(f"{head}{items}]\n", encoding="utf-8")
        report = json.loads(run("diff", STRICT, LOOSE, "--allow", str(file), "-o", "json").out)
        assert [warning["code"] for warning in report["warnings"]] == ["NP986"] * told


def test_a_text_of_both_versions_is_read_once_and_has_the_places_of_the_new_one(
    repository: Path,
) -> None:
    ran = run("diff", "--since", "main", "k8s", "-o", "json", cwd=repository)
    (change,) = json.loads(ran.out)["opened"]
    assert [part["location"]["path"] for part in change["because"]] == [
        "main:k8s/policy.yaml",
        "k8s/policy.yaml",
    ]
    twice = repository / "k8s" / "twice.yaml"
    shutil.copy(repository / "k8s" / "policy.yaml", twice)
    again = run("diff", "--since", "main", "k8s", "-o", "json", cwd=repository)
    (warning,) = json.loads(again.out)["warnings"]
    assert "the same object is also at k8s/policy.yaml" in warning["message"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("apiVersion: netproof/v1\n", "`except` is missing"),
        ("apiVersion: netproof/v1\nexcept: [{ports: 80}]\n", "reason"),
        ("except: []\n", "apiVersion"),
    ],
)
def test_exceptions_that_cannot_be_read(tmp_path: Path, text: str, complaint: str) -> None:
    file = tmp_path / "allow.yaml"
    file.write_text(text, encoding="utf-8")
    ran = run("diff", STRICT, LOOSE, "--allow", str(file))
    assert ran.code == 2
    assert complaint in ran.err
    assert f"{file}:" in ran.err


def test_the_formats_of_ci_in_one_run(repository: Path) -> None:
    names = ("sarif", "junit", "gitlab", "tap")
    wanted = [word for name in names for word in ("-o", f"{name}={name}.out")]
    summary = repository / "summary.md"
    ran = run(
        *("diff", "--since", "main", "k8s", "-o", "github", *wanted),
        cwd=repository,
        GITHUB_STEP_SUMMARY=str(summary),
    )
    log = json.loads((repository / "sarif.out").read_text())
    assert_valid(log)
    (result,) = log["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    (entry,) = json.loads((repository / "gitlab.out").read_text())

    assert ran.code == 1
    assert ran.out.startswith("::error file=k8s/policy.yaml,line=13,endLine=15,")
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == (
        "k8s/policy.yaml",
        13,
    )
    assert entry["location"] == {"path": "k8s/policy.yaml", "lines": {"begin": 13, "end": 15}}
    assert 'failures="1"' in (repository / "junit.out").read_text()
    assert (repository / "tap.out").read_text().startswith("TAP version 14\n1..2\nnot ok 1 - ")
    assert summary.read_text().startswith("### netproof: more-permissive")


@pytest.mark.parametrize(("fail_on", "command"), [("closed", "notice"), ("opened", "error")])
def test_annotations_weigh_what_counts(fail_on: str, command: str) -> None:
    ran = run("diff", STRICT, LOOSE, "-o", "github", "--fail-on", fail_on)
    assert ran.code == (command == "error")
    assert ran.out.startswith(f"::{command} file={LOOSE}/policy.yaml,line=13,")
