"""Named faults in the Admin and Baseline tiers, each found by the test that its row names."""

import pytest

from tests.agreement import (
    faults_tiers,
    test_admin_rules,
    test_tiers,
)
from tests.agreement.test_mutants import Mutant, Test, disagree, forgetful, run
from tests.laws import test_robust
from verifier.errors import SoundnessError
from verifier.normalise import admin
from verifier.smt.compiler import Asking, Compiler
from verifier.testing import agreement

PORTS = test_admin_rules.test_ports_of_tiers_match_alike
RULES = test_admin_rules.test_rules_of_tiers_match_alike
ONE = test_tiers.test_single_policies_decide_alike
TIERS = test_tiers.test_tiers_decide_alike
TIED = test_tiers.test_ties_are_decided_alike
HIDDEN = test_tiers.test_network_policies_hide_the_baseline_alike
TO_NODES = test_tiers.test_traffic_to_nodes_is_decided_alike
PASSED = test_tiers.test_what_is_passed_on_is_decided_alike
BASELINE_ALONE = test_robust.test_baseline_alone_never_proves_a_never
POLICIES_ALONE = test_robust.test_network_policies_alone_never_prove_a_never
EXAMPLES = {PORTS: 200, BASELINE_ALONE: 60, POLICIES_ALONE: 60}
EXAMPLES_ELSE = 300

t = faults_tiers
MUTANTS = (
    Mutant(t.the_highest_number_comes_first, admin, "rank", TIERS),
    Mutant(t.baseline_comes_before_network_policies, agreement, "policy_set", HIDDEN),
    Mutant(t.names_always_break_ties, Compiler, "any_allows", TIED),
    Mutant(t.the_winner_of_a_tie_silences_the_others, Compiler, "any_allows", TIED),
    Mutant(t.a_policy_without_priority_comes_last, Compiler, "ranks_allow", TIED),
    Mutant(t.a_policy_for_the_other_direction_hides_nothing, Compiler, "behind", HIDDEN),
    Mutant(t.the_own_node_is_exempt_from_all_tiers, Compiler, "direction_allows", TO_NODES),
    Mutant(t.a_pass_accepts, Asking, "outcome", PASSED),
    Mutant(t.a_pass_goes_on_to_the_next_rule, admin, "admin_rules", PASSED),
    Mutant(t.denials_come_first, admin, "admin_policy", ONE),
    Mutant(t.selecting_isolates, Compiler, "chain", ONE),
    Mutant(t.no_host_network_pod_is_left_alone, Compiler, "is_pod", RULES),
    Mutant(t.protocols_ignored, admin, "admin_rules", RULES),
    Mutant(t.ranges_lack_their_last_port, admin, "admin_port", PORTS),
    Mutant(t.names_of_ports_are_of_tcp, admin, "admin_port", PORTS),
    Mutant(t.no_protocol_is_udp, admin, "admin_port", PORTS),
    Mutant(t.networks_leave_pods_out, Compiler, "sees", RULES),
    Mutant(t.networks_are_ip_blocks, Compiler, "sees", RULES),
    Mutant(t.nodes_match_labels_of_pods, admin, "admin_peers", RULES),
    Mutant(t.names_never_resolve, Compiler, "peer_matches", ONE),
    Mutant(t.owners_leave_baseline_alone, Compiler, "admin_allows", BASELINE_ALONE),
    Mutant(t.owners_keep_their_policies, Compiler, "admin_allows", POLICIES_ALONE),
)
__all__ = ["forgetful"]  # a fixture, used by all tests here


def examples(rung: Test) -> int:
    """How many examples the rung is given."""
    return EXAMPLES.get(rung, EXAMPLES_ELSE)


@pytest.mark.parametrize("rung", dict.fromkeys(m.rung for m in MUTANTS), ids=lambda t: t.__name__)
def test_the_rung_passes_without_a_fault(rung: Test, monkeypatch: pytest.MonkeyPatch) -> None:
    run(rung, monkeypatch, examples(rung))


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda m: m.fault.__name__)
def test_the_fault_is_found(mutant: Mutant, monkeypatch: pytest.MonkeyPatch) -> None:
    right = getattr(mutant.owner, mutant.name)
    monkeypatch.setattr(mutant.owner, mutant.name, mutant.fault(right))
    with pytest.raises((AssertionError, SoundnessError)):
        disagree(mutant.rung, monkeypatch, examples(mutant.rung))
