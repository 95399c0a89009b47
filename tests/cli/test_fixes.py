"""`netproof lint` with suppressions, baselines, --fix and --diff: what is written, said, and the
exit codes."""

import json
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from tests.cli.running import Ran, run
from verifier.analysis.lint.registry import rule_of

POLICY = """\
# Who may reach the database.
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  policyTypes: [Ingress]
  ingress:
    # the backend
    - from:
        - podSelector: {matchLabels: {app: api}}  # any tier
      ports: [{port: 5432}]

    # the old backend
    - from:
        - podSelector: {matchLabels: {app: api, tier: back}}
      ports: [{port: 5432}]
"""
FIXED = POLICY.split("\n\n")[0] + "\n"
HIDDEN = POLICY.replace("# the old backend", "# netproof: ignore[NP402] goes in March")


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("p.yaml").write_text(POLICY)


def lint(*arguments: str, stdin: str = "") -> Ran:
    """`netproof lint ARGUMENTS...` in the folder of the test."""
    return run("lint", *arguments, stdin=stdin, cwd=Path.cwd())


def text() -> str:
    """The file as it is now."""
    return Path("p.yaml").read_text()


def test_fix_rewrites_the_file_and_reports_what_is_left() -> None:
    found = lint(".", "--fix")
    assert found.code == 0
    assert text() == FIXED
    assert "no findings" in found.out
    assert "fixed 1 finding in 1 file; proved" in found.err


def test_fixed_twice_is_fixed_once() -> None:
    lint(".", "--fix")
    found = lint(".", "--fix")
    assert text() == FIXED
    assert "nothing to fix" in found.err


def test_diff_writes_nothing_and_is_a_patch() -> None:
    found = lint(".", "--diff")
    assert found.code == 1
    assert text() == POLICY
    assert found.out.startswith("--- a/p.yaml\n+++ b/p.yaml\n@@ ")
    assert "-    # the old backend\n" in found.out
    if shutil.which("patch"):
        subprocess.run(["patch", "-p1", "-s"], input=found.out, text=True, check=True)
        assert text() == FIXED
        assert lint(".", "--diff").code == 0


def test_permissions_and_links_stay() -> None:
    Path("p.yaml").rename("real.yaml")
    Path("real.yaml").chmod(0o600)
    Path("p.yaml").symlink_to("real.yaml")
    lint("p.yaml", "--fix")
    assert Path("p.yaml").is_symlink()
    assert text() == FIXED
    assert stat.S_IMODE(Path("real.yaml").stat().st_mode) == 0o600


def test_byte_order_marks_and_line_ends_stay() -> None:
    Path("p.yaml").write_bytes(b"\xef\xbb\xbf" + POLICY.replace("\n", "\r\n").encode())
    assert lint(".", "--fix").code == 0
    assert Path("p.yaml").read_bytes() == b"\xef\xbb\xbf" + FIXED.replace("\n", "\r\n").encode()


def test_other_encodings_are_left() -> None:
    Path("p.yaml").write_bytes(POLICY.encode("utf-16"))
    found = lint(".", "--fix")
    assert Path("p.yaml").read_bytes() == POLICY.encode("utf-16")
    assert "p.yaml is not written: it has changed since it was read, or is not UTF-8" in found.err
    assert "NP402" in found.out


def test_a_file_that_cannot_be_edited_is_left_and_the_reason_is_said() -> None:
    aliased = POLICY.replace("{app: api}}", "&a {app: api}}").replace(
        "{app: api, tier: back}", "*a"
    )
    Path("p.yaml").write_text(aliased)
    found = lint(".", "--fix")
    assert text() == aliased
    assert "NP402 is not fixed: it uses an anchor, an alias or a merge key" in found.err
    assert "NP402" in found.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-", "--fix"], "- is never written"),
        (["git:HEAD", "--fix"], "git:HEAD is never written"),
        ([".", "--fix", "--write-baseline", "b.json"], "goes with neither --fix nor --diff"),
        ([".", "--baseline", "b.json"], "cannot read b.json"),
        ([".", "--baseline", "p.yaml"], "p.yaml:1:1: not a baseline"),
        ([".", "--write-baseline", "no/b.json"], "cannot write no/b.json"),
        ([".", "--today", "May"], "--today"),
    ],
)
def test_what_cannot_work_is_a_usage_error(arguments: list[str], said: str) -> None:
    found = lint(*arguments, stdin=POLICY)
    assert found.code == 2
    assert said in found.err
    assert text() == POLICY


def test_standard_input_is_shown_as_a_difference() -> None:
    found = lint("-", "--diff", stdin=POLICY)
    assert found.code == 1
    assert "-    # the old backend\n" in found.out


def test_findings_of_info_are_fixed_where_they_are_named() -> None:
    deny = POLICY.split("  ingress:")[0].replace("name: db", "name: deny")
    both = f"{FIXED}---\n{deny}"
    Path("p.yaml").write_text(both)
    found = lint(".", "--fix")
    assert text() == both
    assert "1 finding of severity info: --select NP407 fixes such, too" in found.err
    lint(".", "--fix", "--select", "NP407")
    assert text() == FIXED


def test_a_comment_hides_a_finding_and_keeps_it_from_being_fixed() -> None:
    Path("p.yaml").write_text(HIDDEN)
    found = lint(".", "--fix", "-o", "json")
    assert text() == HIDDEN
    report = json.loads(found.out)
    assert report["findings"] == []
    (hidden,) = report["hidden"]
    assert hidden["finding"]["code"] == "NP402"
    assert (hidden["by"], hidden["reason"]) == ("comment", "goes in March")
    assert hidden["location"] == {"path": "p.yaml", "line": 14, "column": 5}


def test_the_invariants_file_hides_findings_until_a_day() -> None:
    Path("netproof.yaml").write_text(
        "apiVersion: netproof/v1\nlint: {ignore: "
        "[{codes: NP4, paths: p.yaml, reason: old, until: 2026-05-01}]}\n"
    )
    found = lint(".", "--today", "2026-05-01")
    assert "no findings; 1 suppressed" in found.out
    late = lint(".", "--today", "2026-05-02", "-q")
    assert "NP402" in late.out
    assert (
        "netproof.yaml:2:17: warning[NP992] this entry suppresses NP4 until 2026-05-01" in late.out
    )
    assert "NP992" not in lint(".", "--today", "2026-05-02", "--no-config").out
    assert "NP992" not in lint(".", "--today", "2026-05-02", "--ignore", "NP992").out


def test_a_wrong_invariants_file_is_told() -> None:
    Path("netproof.yaml").write_text("apiVersion: netproof/v1\nlint: {ignore: [{codes: NP4}]}\n")
    found = lint(".")
    assert found.code == 2
    assert "`reason` is missing" in found.err


def test_a_baseline_hides_what_was_there_and_names_what_is_gone() -> None:
    written = lint(".", "--write-baseline", "b.json", "--fail-on", "warning")
    assert (written.code, written.out) == (0, "")
    assert "1 finding written to b.json" in written.err
    known = lint(".", "--baseline", "b.json", "--fail-on", "warning")
    assert known.code == 0
    assert "no findings; 1 in the baseline" in known.out
    Path("p.yaml").rename("q.yaml")
    Path("q.yaml").write_text("\n\n" + POLICY.replace("# any tier", "# all tiers"))
    assert lint(".", "--baseline", "b.json", "--fail-on", "warning").code == 0
    Path("q.yaml").write_text(FIXED)
    gone = lint(".", "--baseline", "b.json")
    assert (
        "No longer found, and still in the baseline:\n  - NP402 NetworkPolicy shop/db" in gone.out
    )
    assert json.loads(lint(".", "--baseline", "b.json", "-o", "json").out)["gone"]


def test_what_is_covered_for_declared_pods_alone_is_never_fixed() -> None:
    page = rule_of("NP409").bad
    Path("p.yaml").write_text(page)
    found = lint(".", "--fix", "--select", "NP409")
    assert found.code == 0
    assert "info[NP409]" in found.out
    assert text() == page
