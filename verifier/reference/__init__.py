"""The concrete meaning of policies: resources and a flow to a decision with its trace."""
