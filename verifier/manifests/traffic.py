"""Which kinds that are not modelled can change the traffic of pods (meaning: specs, clause 11)."""

GROUPS = frozenset(
    {
        "cilium.io",
        "crd.antrea.io",
        "crd.projectcalico.org",
        "k8s.ovn.org",
        "policy.networking.k8s.io",
        "policy.networking.x-k8s.io",
        "projectcalico.org",
    }
)

# Everything else of those groups counts: a kind that nobody listed here might be a policy.
HARMLESS = frozenset(
    {
        # Addresses and routes
        "BGPConfiguration",
        "BGPFilter",
        "BGPPeer",
        "BGPPolicy",
        "BlockAffinity",
        "CiliumBGPAdvertisement",
        "CiliumBGPClusterConfig",
        "CiliumBGPNodeConfig",
        "CiliumBGPNodeConfigOverride",
        "CiliumBGPPeerConfig",
        "CiliumBGPPeeringPolicy",
        "CiliumL2AnnouncementPolicy",
        "CiliumLoadBalancerIPPool",
        "CiliumPodIPPool",
        "ExternalIPPool",
        "IPAMBlock",
        "IPAMConfig",
        "IPAMConfiguration",
        "IPAMHandle",
        "IPPool",
        "IPReservation",
        # Identities and endpoints that agents write
        "CiliumEndpoint",
        "CiliumEndpointSlice",
        "CiliumIdentity",
        "CiliumNode",
        "WorkloadEndpoint",
        # Status and diagnosis
        "AntreaAgentInfo",
        "AntreaControllerInfo",
        "CalicoNodeStatus",
        "ClusterInformation",
        "NodeLatencyMonitor",
        "PacketCapture",
        "SupportBundleCollection",
        "Traceflow",
    }
)


def changes_traffic(group: str, kind: str) -> bool:
    """Whether an object of this kind may decide flows between pods."""
    return group in GROUPS and kind not in HARMLESS
