"""What is accepted in admin policies and is still worth a word: parts that can match nothing."""

from collections.abc import Iterator

from verifier.errors import Problem
from verifier.manifests import syntax
from verifier.manifests.admin_shapes import SHAPES, Shape
from verifier.manifests.cidr import sloppiness
from verifier.manifests.codes import Code
from verifier.manifests.validate_admin import port_field, rules_of
from verifier.resources import AdminPeer, AdminPolicy, AdminRule


def admin_warnings(policy: AdminPolicy) -> Iterator[Problem]:
    """Networks with host bits, names that no port can have, and names of ports beside peers that
    have none."""
    shape = SHAPES[policy.kind]
    for rule, field, peers in rules_of(policy):
        for index, peer in enumerate(rule.peers):
            for number, text in enumerate(peer.networks or ()):
                at = f"{field}.{peers}[{index}].networks[{number}]"
                for warning in sloppiness(text):
                    yield Problem(Code.SLOPPY_CIDR, warning, field=at)
        yield from _named_ports(shape, rule, field)
        yield from _nameless_peers(shape, rule, field)


def _named_ports(shape: Shape, rule: AdminRule, field: str) -> Iterator[Problem]:
    """Names that the API server lets pass and that no port of a container can have."""
    for index, port in enumerate(rule.ports or ()):
        if port.named_port and (broken := syntax.port_name(port.named_port)):
            message = f'no port of a container has the name "{port.named_port}": {broken[0]}'
            at = port_field(shape, port, f"{field}.{shape.ports}[{index}]")
            advice = "this item matches nothing: write the name that the container gives its port"
            yield Problem(Code.NEVER_MATCHES, message, field=at, advice=advice)


def _nameless_peers(shape: Shape, rule: AdminRule, field: str) -> Iterator[Problem]:
    """The combination that only the schemas of the experimental channel refuse."""
    named = any(port.named_port for port in rule.ports or ())
    nameless = [peer for peer in rule.peers if _has_no_names(peer)]
    if not named or not nameless:
        return
    kinds = "networks/nodes"
    if "domainNames" in shape.egress_peers:
        kinds += "/domainNames"
    only = len(nameless) == len(rule.peers) and all(p.named_port for p in rule.ports or ())
    what = "this rule never matches" if only else "the names match nothing at these peers"
    message = (
        f"{kinds} peer cannot be set with namedPorts since there are no namedPorts for {kinds}: "
        f"{what}, and the experimental channel of the API refuses the rule"
    )
    advice = "name the ports by protocol and number, or make two rules of it"
    yield Problem(Code.NEVER_MATCHES, message, field=field, advice=advice)


def _has_no_names(peer: AdminPeer) -> bool:
    return not (peer.networks is None and peer.nodes is None and peer.domain_names is None)
