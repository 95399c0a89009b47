"""The concrete meaning of policies: resources and a flow to a decision with its trace.

Slow and literal on purpose: each function quotes the API sentence that it implements. The ladder,
lowest rung first: selector_matches and address_in, port_matches and peer_matches, rule_matches,
selects, direction_allows, allows, decide. The Admin and the Baseline tier have rungs of their own:
admin_port_matches and admin_peer_matches, admin_rule_matches, admin_selects, tier_rulings.
"""

from verifier.reference.addresses import address_in
from verifier.reference.admin_peers import admin_peer_matches
from verifier.reference.admin_rules import admin_port_matches, admin_rule_matches, admin_selects
from verifier.reference.decisions import Reading, allows, decide, every_reading
from verifier.reference.directions import direction_allows, trace_direction
from verifier.reference.peers import peer_matches
from verifier.reference.policies import selects
from verifier.reference.ports import port_matches
from verifier.reference.rules import rule_matches
from verifier.reference.selectors import selector_matches
from verifier.reference.tiers import Question, Ruling, tier_rulings

__all__ = [
    "Question",
    "Reading",
    "Ruling",
    "address_in",
    "admin_peer_matches",
    "admin_port_matches",
    "admin_rule_matches",
    "admin_selects",
    "allows",
    "decide",
    "direction_allows",
    "every_reading",
    "peer_matches",
    "port_matches",
    "rule_matches",
    "selector_matches",
    "selects",
    "tier_rulings",
    "trace_direction",
]
