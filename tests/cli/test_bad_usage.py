"""Bad command lines and inputs end in exit 2 with words, never in a traceback."""

from pathlib import Path

import pytest

from tests.cli.running import run

TIER = "specs/examples/three-tier"
SPEC = "apiVersion: netproof/v1\ninvariants: [any never reaches any]\n"
POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p, namespace: a}
spec: {podSelector: {}}
"""

COMMAND_LINES = {
    "no such command": (["prove"], "prove"),
    "no such option": (["check", "--fast", TIER], "--fast"),
    "an option without its value": (["check", TIER, "--level"], "--level"),
    "no such level": (["check", TIER, "--level", "all"], "any-namespace"),
    "no such dialect profile": (["check", TIER, "--dialect", "flannel"], "calico"),
    "no such dialect point": (["check", TIER, "--dialect", "colour=red"], "families"),
    "no such reading": (["check", TIER, "--dialect", "families=ipx"], "ipv4"),
    "no time at all": (["check", TIER, "--timeout", "0"], "--timeout"),
    "negative time": (["check", TIER, "--timeout", "-1"], "--timeout"),
    "endless time": (["check", TIER, "--timeout", "inf"], "--timeout"),
    "time that is no number": (["check", TIER, "--timeout", "soon"], "--timeout"),
    "time that is not a number": (["check", TIER, "--timeout", "nan"], "--timeout"),
    "no such severity": (["check", TIER, "--fail-on", "fatal"], "--fail-on"),
    "no such colour rule": (["check", TIER, "--color", "red"], "--color"),
    "no such format": (["check", TIER, "-o", "yaml"], "text, json"),
    "two formats on standard output": (["check", TIER, "-o", "text", "-o", "json"], "-o"),
    "two formats in one file": (["check", TIER, "-o", "text=x", "-o", "json=x"], "-o"),
    "a format with an empty file name": (["check", TIER, "-o", "json="], "-o"),
    "a format to a folder": (["check", TIER, "-o", "json=specs"], "-o"),
    "a format to a missing folder": (["check", TIER, "-o", "json=gone/x.json"], "gone"),
    "a date that does not exist": (["check", TIER, "--today", "2026-02-30"], "--today"),
    "all findings and none": (["report", TIER, "--no-lint", "--lint", "full"], "contradict"),
    "no such depth of lint": (["report", TIER, "--lint", "half"], "quick"),
    "a path that does not exist": (["check", "gone", "-f", f"{TIER}/netproof.yaml"], "gone"),
    "an invariants file that does not exist": (["check", TIER, "-f", "gone.yaml"], "gone.yaml"),
    "manifests given as the invariants file": (["check", TIER, "-f", f"{TIER}/policies.yaml"], ""),
    "no invariants file under the path": (["check", "verifier"], "netproof.yaml"),
    "a revision that does not exist": (
        ["check", "git:no-such-branch", "-f", f"{TIER}/netproof.yaml"],
        "no-such-branch",
    ),
    "ask without a sentence": (["ask"], "SENTENCE"),
    "ask what is no sentence": (["ask", "is it safe?", TIER], "is it safe?"),
    "ask about an unknown group": (["ask", "only bakend reaches database", TIER], "bakend"),
    "ask with several invariants files": (["ask", "any never reaches any", "specs"], "-f"),
    "why without a destination": (["why", "production/backend"], "DST"),
    "why about an unknown workload": (
        ["why", "production/gone", "production/backend", TIER],
        "gone",
    ),
    "why with a port that is none": (["why", "production/a", "production/b:99999", TIER], "99999"),
    "why with a range of ports": (["why", "production/a", "production/b:1-9", TIER], "1-9"),
    "why with a strange protocol": (["why", "production/a", "production/b:80/icmp", TIER], "icmp"),
    "why with no end": (["why", "production/a", ":80", TIER], "destination"),
    "an empty path": (["check", "", "-f", f"{TIER}/netproof.yaml"], ""),
    "a name that is no namespace": (["check", TIER, "-n", "No Such"], "No Such"),
}

INPUTS = {
    "text that is no YAML": "a: [b",
    "a template": "metadata: {{ include x }}",
    "an unknown field in a policy": POLICY.replace("{podS", "{ingres: [], podS"),
    "a duplicate key": POLICY + "kind: NetworkPolicy\n",
    "a port out of range": POLICY.replace("{podS", "{egress: [{ports: [{port: 99999}]}], podS"),
    "a control character": POLICY + "# \x07\n",
    "nothing at all": "",
}

SPECS = {
    "a spec that is no YAML": "a: [b",
    "an empty spec": "",
    "a spec without a version": "invariants: [any never reaches any]\n",
    "an unknown key": SPEC + "invariant: []\n",
    "a sentence without a verb": SPEC.replace("never", "seldom"),
    "an unknown group": SPEC.replace("any never", "nobody never"),
}


def assert_refused(code: int, out: str, err: str, mentions: str) -> None:
    """Exit 2, words on standard error that name the culprit, nothing on standard output."""
    assert (code, out) == (2, ""), err
    assert "Traceback" not in err
    assert mentions in err
    assert err.strip()


@pytest.mark.parametrize(("arguments", "mentions"), COMMAND_LINES.values(), ids=COMMAND_LINES)
def test_command_lines(arguments: list[str], mentions: str) -> None:
    ran = run(*arguments)

    assert_refused(ran.code, ran.out, ran.err, mentions)


@pytest.mark.parametrize("text", INPUTS.values(), ids=INPUTS)
def test_manifests(text: str, tmp_path: Path) -> None:
    (tmp_path / "in.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "spec").write_text(SPEC, encoding="utf-8")
    ran = run("check", "in.yaml", "-f", "spec", cwd=tmp_path)

    assert_refused(ran.code, ran.out, ran.err, "in.yaml")


@pytest.mark.parametrize("text", SPECS.values(), ids=SPECS)
def test_specs(text: str, tmp_path: Path) -> None:
    (tmp_path / "in.yaml").write_text(POLICY, encoding="utf-8")
    (tmp_path / "spec").write_text(text, encoding="utf-8")
    ran = run("check", "in.yaml", "-f", "spec", cwd=tmp_path)

    assert_refused(ran.code, ran.out, ran.err, "spec")


def test_standard_input_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "spec").write_text(SPEC, encoding="utf-8")
    ran = run("check", "-", "-f", "spec", cwd=tmp_path, stdin="a: [b")

    assert_refused(ran.code, ran.out, ran.err, "")


def test_problems_of_both_inputs_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "in.yaml").write_text("a: [b", encoding="utf-8")
    (tmp_path / "spec").write_text("a: [b", encoding="utf-8")
    ran = run("check", "in.yaml", "-f", "spec", cwd=tmp_path)

    assert ran.code == 2
    assert "in.yaml" in ran.err
    assert "spec" in ran.err
    assert "2 problems" in ran.err
