"""Named faults: the test that passes on the encoder fails on the encoder with one function wrong.

Each fault names the rung that finds it: the same test function, with the same seed and the same
number of examples. It counts as found only if encoder and reference were seen to disagree.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.errors import FlakyFailure

from tests.agreement import (
    faults_chains,
    faults_clauses,
    faults_existence,
    faults_policies,
    test_counterexamples,
    test_enumeration,
    test_groups,
    test_isolation,
    test_knowing,
    test_levels,
    test_paths,
    test_peers,
    test_policy_sets,
    test_ports,
    test_rules,
    test_scope,
    test_selectors,
)
from verifier.engine import session
from verifier.engine.chain import ChainEnrolment, Link
from verifier.engine.knowing import Knowing
from verifier.engine.rulings import Rulings
from verifier.errors import SoundnessError
from verifier.normalise import networks, policies, selectors
from verifier.smt import conditions, mentions, scope, universe
from verifier.smt.compiler import Compiler
from verifier.smt.declared import DeclaredClass
from verifier.smt.groups import Groups
from verifier.smt.podterms import PodTerms
from verifier.smt.scope import Scope
from verifier.smt.universe import Universe

Test = Callable[[], None]
SEED = 20_261_121


@dataclass(frozen=True, slots=True)
class Mutant:
    """`fault` makes a wrong function out of `owner.name`; `rung` finds it."""

    fault: Callable[[Callable[..., Any]], Callable[..., Any]]
    owner: Any
    name: str
    rung: Test
    row: str = ""  # of "what tools commonly get wrong", where it is one of those


PODS, SPACES = (
    test_selectors.test_pod_selectors_match_alike,
    test_selectors.test_namespace_selectors_match_alike,
)
PORTS, PEERS = test_ports.test_ports_match_alike, test_peers.test_peers_match_alike
ADDRESSES = test_peers.test_addresses_lie_in_ranges_alike
RULES, SELECTION = test_rules.test_rules_match_alike, test_isolation.test_policies_select_alike
ISOLATION = test_isolation.test_selected_pods_are_isolated_alike
ONE_RULE, SETS = (
    test_rules.test_one_rule_decides_alike,
    test_policy_sets.test_policy_sets_decide_alike,
)
MEMBERS, JUDGED = (
    test_groups.test_ends_have_the_same_members,
    test_groups.test_queries_judge_the_same_flows,
)
EXEMPT = test_groups.test_exemptions_take_out_the_same_flows
EXCUSED = test_groups.test_every_node_is_excused_at_every_level
COMPARED = test_groups.test_comparisons_hold_alike
NOT_APART = test_scope.test_selectors_that_share_labels_are_not_apart
SLICES = test_scope.test_nothing_that_a_judged_flow_meets_is_left_out
PARTS = test_groups.test_built_in_ends_and_ranges_have_the_same_members
KNOWN = test_levels.test_every_flow_that_can_exist_is_known_at_every_level_above
POSSIBLE_ONLY = test_levels.test_no_flow_that_cannot_exist_is_known
STATED = test_levels.test_facts_keep_flows_from_existing
TWINS = test_enumeration.test_equal_pods_reach_each_other_and_one_alone_nobody
ONE_SET = test_levels.test_one_namespace_has_one_set_of_labels
TAKEN = test_levels.test_the_known_address_of_a_pod_is_no_external_one
FRESH = test_levels.test_two_namespaces_that_nothing_mentions_can_differ
PROOFS = test_counterexamples.test_no_flow_breaks_what_is_proved
EVERY_FLOW = test_enumeration.test_universal_verdicts_are_those_of_every_flow
DEFAULTS = test_enumeration.test_what_is_allowed_by_default_is_what_no_rule_admits
GIVEN = test_levels.test_a_fact_gives_labels_to_namespaces_that_are_not_listed
CERTAIN = test_knowing.test_what_is_certain_holds_of_every_flow
CONTROLLED = test_knowing.test_what_is_certain_holds_whatever_controllers_set
NO_POD_TWICE = test_paths.test_a_chain_visits_no_pod_twice
CHAINS = test_paths.test_no_path_agrees_with_a_search

c, p, e, h = faults_clauses, faults_policies, faults_existence, faults_chains
MUTANTS = (
    Mutant(c.not_in_asks_for_the_key, Compiler, "requirement_matches", PODS, "1"),
    Mutant(c.in_matches_an_absent_key, Compiler, "requirement_matches", PODS, "1"),
    Mutant(c.empty_value_matches_an_absent_key, Compiler, "requirement_matches", PODS, "1"),
    Mutant(c.exists_matches_an_absent_key, Compiler, "requirement_matches", PODS),
    Mutant(c.only_the_first_requirement_counts, Compiler, "selector_matches", PODS),
    Mutant(c.namespaces_lack_their_name_label, Compiler, "requirement_matches", SPACES, "13"),
    Mutant(c.end_port_ignored, policies, "port", PORTS),
    Mutant(c.end_port_excluded, policies, "port", PORTS),
    Mutant(c.no_protocol_is_every_protocol, policies, "port", PORTS, "8"),
    Mutant(c.protocol_ignored, Compiler, "port_matches", PORTS),
    Mutant(c.named_port_without_protocol, Compiler, "port_matches", PORTS, "7"),
    Mutant(c.named_port_of_the_source, Compiler, "port_matches", PORTS, "7"),
    Mutant(c.except_ignored, policies, "peer", ADDRESSES, "9"),
    Mutant(c.pod_selector_reaches_every_namespace, policies, "peer", PEERS, "5"),
    Mutant(c.namespace_selector_stays_at_home, policies, "peer", PEERS),
    Mutant(c.all_namespaces_hold_the_world, Compiler, "peer_matches", PEERS, "6"),
    Mutant(c.families_mixed, Compiler, "address_in", ADDRESSES, "9"),
    Mutant(c.prefix_one_bit_short, Compiler, "address_in", ADDRESSES),
    Mutant(c.leading_zeros_are_octal, networks, "address", ADDRESSES),
    Mutant(c.blocks_never_match_pods, Compiler, "ipblock_sees", ADDRESSES, "9"),
    Mutant(c.blocks_always_match_pods, Compiler, "ipblock_sees", PEERS),
    Mutant(c.both_selectors_are_either, policies, "rule", RULES, "5"),
    Mutant(p.an_empty_from_admits_nobody, policies, "rule", RULES),
    Mutant(p.empty_ports_admit_no_port, policies, "rule", RULES),
    Mutant(p.ports_without_peers_are_enough, Compiler, "rule_matches", RULES),
    Mutant(p.an_empty_list_of_rules_admits_all, policies, "rules", ISOLATION, "2"),
    Mutant(p.isolation_by_the_other_end, Compiler, "selects", SELECTION),
    Mutant(p.an_empty_egress_isolates, policies, "effective_policy_types", ISOLATION, "4"),
    Mutant(p.egress_rules_make_egress_only, policies, "effective_policy_types", ISOLATION, "4"),
    Mutant(p.no_policy_types_isolate_nothing, policies, "effective_policy_types", ISOLATION, "3"),
    Mutant(p.rules_of_other_directions_live, policies, "effective_policy_types", ISOLATION),
    Mutant(p.policies_select_in_every_namespace, policies, "policy", ISOLATION),
    Mutant(p.host_network_pods_are_isolated, Compiler, "is_subject", SELECTION, "12"),
    Mutant(p.the_own_node_is_not_exempt, Compiler, "exempt", ISOLATION),
    Mutant(p.the_first_policy_decides, Compiler, "tier_allows", SETS),
    Mutant(p.an_answer_needs_a_rule_of_its_own, Rulings, "decided_by_policies", SETS, "10"),
    Mutant(
        p.not_in_asks_for_the_label,
        scope,
        "clash",
        NOT_APART,
    ),
    Mutant(p.the_last_port_is_out, scope, "may_meet", SLICES),
    Mutant(p.rules_look_at_their_own_end, Scope, "may_match", SLICES),
    Mutant(p.other_groups_of_an_end_are_left_out, scope, "pods_of", SLICES),
    Mutant(e.ranges_hold_pods, Groups, "part", PARTS),
    Mutant(e.excepts_of_ranges_ignored, Groups, "part", PARTS),
    Mutant(e.listed_names_ignored, Groups, "namespace_in", PARTS),
    Mutant(e.known_is_everyone, Groups, "built_in", PARTS),
    Mutant(e.the_internet_is_the_world, Groups, "built_in", PARTS),
    Mutant(e.nodes_are_the_world, Groups, "node", PARTS),
    Mutant(e.only_without_complement, session, "conditions", PROOFS),
    Mutant(e.two_absent_labels_are_equal, conditions, "comparison_holds", COMPARED),
    Mutant(e.exemptions_ignored, conditions, "exempted", EXEMPT),
    Mutant(e.known_nodes_are_excused_alone, Groups, "excused", EXCUSED),
    Mutant(e.a_pod_calls_itself, DeclaredClass, "excludes", POSSIBLE_ONLY),
    Mutant(e.twins_never_meet, DeclaredClass, "excludes", TWINS),
    Mutant(e.finished_pods_live, session, "inventory", EVERY_FLOW),
    Mutant(e.one_namespace_has_two_sets_of_labels, universe, "equal", ONE_SET),
    Mutant(e.the_world_holds_pod_ranges, Universe, "external_address", POSSIBLE_ONLY),
    Mutant(e.addresses_of_pods_are_external, Universe, "external_address", TAKEN),
    Mutant(e.listed_labels_are_free, Universe, "listed_labels", PROOFS),
    Mutant(e.undeclared_pods_at_every_level, Universe, "pod", EVERY_FLOW),
    Mutant(e.every_pod_is_on_the_pod_network, Universe, "every_pod", KNOWN),
    Mutant(e.known_addresses_are_those_of_pod_ranges, Universe, "every_pod", KNOWN),
    Mutant(e.ports_of_pods_without_protocol, PodTerms, "is_at", KNOWN),
    Mutant(e.one_fresh_value_alone, mentions, "domain", FRESH),
    Mutant(e.named_namespaces_are_always_bare, Knowing, "name", CERTAIN),
    Mutant(e.labels_of_controllers_are_absent, Knowing, "labels", CONTROLLED),
    Mutant(h.all_that_is_allowed_is_by_default, Compiler, "allows_by_default", DEFAULTS),
    Mutant(h.stated_facts_ignored, session, "holds", STATED),
    Mutant(h.facts_give_no_labels, session, "bare_otherwise", GIVEN),
    Mutant(h.a_chain_visits_a_pod_twice, ChainEnrolment, "limit", NO_POD_TWICE),
    Mutant(h.hops_need_ingress_alone, Link, "allowed", CHAINS),
)
EXAMPLES = {
    **dict.fromkeys((PORTS, PEERS, ADDRESSES, RULES, ISOLATION, SETS), 200),
    **dict.fromkeys((NOT_APART, SLICES, SELECTION), 400),
    **dict.fromkeys((POSSIBLE_ONLY, KNOWN), 400),
    **dict.fromkeys((CERTAIN,), 80),
    **dict.fromkeys((PROOFS, EVERY_FLOW, CHAINS), 100),
    **dict.fromkeys((FRESH, TWINS, ONE_SET, TAKEN, GIVEN, NO_POD_TWICE, CONTROLLED, EXCUSED), 30),
}
EXAMPLES_ELSE = 120


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    """No normalised part survives a fault, or comes in from before it."""
    for memo in (selectors.selector, networks.network):
        memo.cache_clear()
    yield
    for memo in (selectors.selector, networks.network):
        memo.cache_clear()


def run(test: Test, monkeypatch: pytest.MonkeyPatch, examples: int | None = None) -> None:
    """The test as it is, with a seed and a number of examples of its own, without shrinking."""
    chosen = settings(
        max_examples=examples or EXAMPLES.get(test, EXAMPLES_ELSE),
        database=None,
        deadline=None,
        derandomize=False,
        phases=[Phase.generate],
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    monkeypatch.setattr(test, "_hypothesis_internal_use_settings", chosen)
    monkeypatch.setattr(test, "_hypothesis_internal_use_seed", SEED)
    test()


@pytest.mark.parametrize("rung", dict.fromkeys(m.rung for m in MUTANTS), ids=lambda t: t.__name__)
def test_the_rung_passes_without_a_fault(rung: Test, monkeypatch: pytest.MonkeyPatch) -> None:
    run(rung, monkeypatch)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda m: m.fault.__name__)
def test_the_fault_is_found(mutant: Mutant, monkeypatch: pytest.MonkeyPatch) -> None:
    right = getattr(mutant.owner, mutant.name)
    monkeypatch.setattr(mutant.owner, mutant.name, mutant.fault(right))
    with pytest.raises((AssertionError, SoundnessError)):
        disagree(mutant.rung, monkeypatch)


def disagree(rung: Test, monkeypatch: pytest.MonkeyPatch, examples: int | None = None) -> None:
    """The rung; a disagreement that a second try does not meet, for the solver may find another
    flow then, is one all the same."""
    try:
        run(rung, monkeypatch, examples)
    except FlakyFailure as group:
        for seen in group.exceptions:
            if isinstance(seen, AssertionError | SoundnessError):
                raise seen from group
        raise


def test_every_common_mistake_of_the_encoder_has_a_fault() -> None:
    rows = {mutant.row for mutant in MUTANTS}
    # Row 11 (YAML nulls) is about reading, not meaning: the strategies draw them as absent fields.
    assert {str(row) for row in range(1, 14)} - {"11"} <= rows
