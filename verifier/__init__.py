"""netproof proves properties of Kubernetes network policies, or shows the flow that breaks them."""
