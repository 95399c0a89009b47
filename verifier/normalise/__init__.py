"""Resources to model: the only place where the encoder's defaults live."""

from verifier.normalise.inventory import inventory
from verifier.normalise.networks import network
from verifier.normalise.policies import policy_set
from verifier.normalise.selectors import selector

__all__ = ["inventory", "network", "policy_set", "selector"]
