"""`init` and `coverage` look at NetworkPolicies alone, and did not say so where others decide."""

from tests.cli.running import ROOT, run

FOLDER = ROOT / "specs/examples/tiers"


def admin_alone() -> str:
    """The policies of the Admin and Baseline tiers, and the workloads."""
    policies = (FOLDER / "policies.yaml").read_text().split("---\n")
    kept = [text for text in policies if "kind: ClusterNetworkPolicy" in text]
    return "---\n".join([*kept, (FOLDER / "workloads.yaml").read_text()])


def test_init_names_the_policies_that_it_draws_nothing_from() -> None:
    done = run("init", "-", stdin=admin_alone())

    assert done.code == 0
    assert "# Left out, policies of the Admin and Baseline tiers" in done.out
    assert "#  - ClusterNetworkPolicy tenant-blue" in done.out


def test_coverage_of_nothing_is_no_full_coverage() -> None:
    spec = str(FOLDER / "netproof.yaml")
    done = run("coverage", "-", "-f", spec, "--quiet", stdin=admin_alone())

    assert "nothing to measure, as no NetworkPolicy is in the input" in done.out
    assert "100" not in done.out
