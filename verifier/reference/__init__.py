"""The concrete meaning of policies: resources and a flow to a decision with its trace.

Slow and literal on purpose: each function quotes the API sentence that it implements. The ladder,
lowest rung first: selector_matches and address_in, port_matches and peer_matches, rule_matches,
selects, direction_allows, allows, decide.
"""

from verifier.reference.addresses import address_in
from verifier.reference.decisions import allows, decide
from verifier.reference.directions import direction_allows, trace_direction
from verifier.reference.peers import peer_matches
from verifier.reference.policies import selects
from verifier.reference.ports import port_matches
from verifier.reference.rules import rule_matches
from verifier.reference.selectors import selector_matches

__all__ = [
    "address_in",
    "allows",
    "decide",
    "direction_allows",
    "peer_matches",
    "port_matches",
    "rule_matches",
    "selector_matches",
    "selects",
    "trace_direction",
]
