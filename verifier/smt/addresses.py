"""The address ranges that clauses M-03 and M-04 write down."""

from verifier.model import Network
from verifier.normalise import network


def networks(*cidrs: str) -> tuple[Network, ...]:
    """The networks of these CIDRs."""
    return tuple(network(cidr) for cidr in cidrs)


# Addresses that no endpoint has: unspecified, loopback, multicast, reserved, IPv4-mapped. The
# mapped range is spelled as a Network because as a CIDR text it would mean the IPv4 addresses.
UNUSABLE = (
    *networks("0.0.0.0/32", "127.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4"),
    *networks("::/128", "::1/128", "ff00::/8"),
    Network(128, 0xFFFF << 32, 96),
)

# What `internet` leaves out of `world`.
PRIVATE = networks(
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "169.254.0.0/16",
    "fc00::/7",
    "fe80::/10",
)

# Where pods live when no podCIDRs are declared.
POD_RANGES = networks(
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "fc00::/7",
    "2000::/3",
)
