"""The smallest change to NetworkPolicies that turns the decision on one flow around."""
