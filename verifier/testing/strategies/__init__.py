"""Hypothesis strategies for Kubernetes objects, flows near them, and questions about them.

Pools of names are tiny, so that things meet. Three sizes: one clause (selectors,
network_policy_ports, network_policy_peers), one rule (rules), one policy set (policy_sets).
Absent, null and empty fields are drawn everywhere the API tells or does not tell them apart.
"""

from verifier.testing.strategies.admin import (
    admin_peers,
    admin_policies,
    admin_policy_sets,
    admin_ports,
    admin_rules,
    admin_subjects,
    nodes,
)
from verifier.testing.strategies.endpoints import (
    dialects,
    external_endpoints,
    flows,
    named_ports,
    pod_endpoints,
)
from verifier.testing.strategies.existing import existing_flows
from verifier.testing.strategies.manifests import (
    controlled_manifests,
    manifests,
    namespaces,
    pods,
    workloads,
)
from verifier.testing.strategies.near import Near, near
from verifier.testing.strategies.policies import (
    ip_blocks,
    network_policies,
    network_policy_peers,
    network_policy_ports,
    policy_sets,
    rules,
)
from verifier.testing.strategies.queries import (
    cluster_facts,
    comparisons,
    ends,
    exemptions,
    invariants,
    queries,
    query_ports,
    stated_facts,
)
from verifier.testing.strategies.selectors import (
    label_sets,
    namespace_label_sets,
    namespace_selectors,
    requirements,
    selectors,
)
from verifier.testing.strategies.services import services

__all__ = [
    "Near",
    "admin_peers",
    "admin_policies",
    "admin_policy_sets",
    "admin_ports",
    "admin_rules",
    "admin_subjects",
    "cluster_facts",
    "comparisons",
    "controlled_manifests",
    "dialects",
    "ends",
    "exemptions",
    "existing_flows",
    "external_endpoints",
    "flows",
    "invariants",
    "ip_blocks",
    "label_sets",
    "manifests",
    "named_ports",
    "namespace_label_sets",
    "namespace_selectors",
    "namespaces",
    "near",
    "network_policies",
    "network_policy_peers",
    "network_policy_ports",
    "nodes",
    "pod_endpoints",
    "pods",
    "policy_sets",
    "queries",
    "query_ports",
    "requirements",
    "rules",
    "selectors",
    "services",
    "stated_facts",
    "workloads",
]
