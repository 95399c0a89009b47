"""Decoding of ClusterNetworkPolicy, AdminNetworkPolicy and BaselineAdminNetworkPolicy: strict, as a
dropped field changes what a rule matches."""

from verifier.manifests.admin_ports import PORTS
from verifier.manifests.admin_shapes import (
    INGRESS_PEERS,
    NAMESPACES_ELSEWHERE,
    PEER_ELSEWHERE,
    PODS_ELSEWHERE,
    SPEC_ELSEWHERE,
    SUBJECT_ELSEWHERE,
    TIERS,
    Shape,
    Tier,
)
from verifier.manifests.fields import Fields
from verifier.manifests.meta import OBJECT, metadata, selector, strict_metadata
from verifier.manifests.refusal import required, unsupported
from verifier.resources import AdminPeer, AdminPolicy, AdminRule, NamespacedPod, Subject

PODS = frozenset({"namespaceSelector", "podSelector"})
TWO_PEERS = "make two list items of it: the items of a list are alternatives"


def admin_policy(shape: Shape, fields: Fields, _namespace: str) -> AdminPolicy:
    """A policy of the kind that `shape` describes; it lives in no namespace.

    Where the text has problems, which `fields` collects, parts of the result are made up.
    """
    fields.only(OBJECT)
    strict_metadata(fields)
    meta = metadata(fields, "")
    spec = fields.child("spec")
    if spec is None:
        fields.refuse(required("spec", advice="write the subject and its rules"))
        return AdminPolicy(
            kind=shape.kind, name=meta.name, tier="Admin", priority=None, subject=Subject()
        )
    spec.only(shape.spec, SPEC_ELSEWHERE)
    return AdminPolicy(
        kind=shape.kind,
        name=meta.name,
        tier=shape.tier or _tier(spec),
        priority=_priority(spec) if shape.has_priority else None,
        subject=_subject(shape, spec),
        ingress=_rules(shape, spec, "ingress", "from"),
        egress=_rules(shape, spec, "egress", "to"),
        location=meta.location,
    )


def _tier(spec: Fields) -> Tier:
    written = spec.text("tier")
    for tier in TIERS:
        if written == tier:
            return tier
    if written is not None:
        spec.refuse(unsupported("tier", written, TIERS))
    elif "tier" not in spec.nodes:
        spec.refuse(required("tier", advice="write tier: Admin or tier: Baseline"))
    return "Admin"


def _priority(spec: Fields) -> int | None:
    if "priority" not in spec.nodes:
        spec.refuse(required("priority", advice="write a number from 0, the strongest, to 1000"))
    return spec.integer("priority")


def _subject(shape: Shape, spec: Fields) -> Subject:
    subject = spec.child("subject")
    if subject is None:
        spec.refuse(required("subject", advice="`subject: {namespaces: {}}` is every pod"))
        return Subject()
    subject.only(INGRESS_PEERS, SUBJECT_ELSEWHERE)
    subject.exactly_one(INGRESS_PEERS)
    return Subject(
        namespaces=selector(subject, "namespaces", NAMESPACES_ELSEWHERE),
        pods=_pods(shape, subject),
        location=subject.location,
    )


def _pods(shape: Shape, owner: Fields) -> NamespacedPod | None:
    fields = owner.child("pods")
    if fields is None:
        return None
    fields.only(PODS, PODS_ELSEWHERE)
    for name in shape.pods:
        if name not in fields.nodes:
            fields.refuse(required(name, advice=f"`{name}: {{}}` matches all"))
    return NamespacedPod(
        pod_selector=selector(fields, "podSelector"),
        namespace_selector=selector(fields, "namespaceSelector"),
    )


def _rules(shape: Shape, spec: Fields, name: str, peers: str) -> tuple[AdminRule, ...] | None:
    rules = spec.children(name)
    return None if rules is None else tuple(_rule(shape, rule, peers) for rule in rules)


def _rule(shape: Shape, fields: Fields, name: str) -> AdminRule:
    fields.only({"name", "action", name, shape.ports}, shape.ports_elsewhere)
    if "action" not in fields.nodes:
        words = ", ".join(shape.actions)
        fields.refuse(required("action", advice=f"write one of {words}"))
    if name not in fields.nodes:
        advice = "an absent list matches nothing here; `namespaces: {}` as its item is every pod"
        fields.refuse(required(name, advice=advice))
    ports = fields.children(shape.ports)
    return AdminRule(
        action=fields.text("action") or "",
        name=fields.text("name"),
        peers=tuple(_peer(shape, peer, name) for peer in fields.children(name) or ()),
        ports=None if ports is None else tuple(map(PORTS[shape.ports], ports)),
        location=fields.location,
    )


def _peer(shape: Shape, fields: Fields, direction: str) -> AdminPeer:
    known = INGRESS_PEERS if direction == "from" else shape.egress_peers
    fields.only(known, PEER_ELSEWHERE if direction == "from" else _egress_elsewhere(shape))
    fields.exactly_one(known, TWO_PEERS)
    return AdminPeer(
        namespaces=selector(fields, "namespaces", NAMESPACES_ELSEWHERE),
        pods=_pods(shape, fields),
        networks=fields.texts("networks"),
        nodes=selector(fields, "nodes"),
        domain_names=fields.texts("domainNames"),
        location=fields.location,
    )


def _egress_elsewhere(shape: Shape) -> dict[str, str]:
    """Advice on the fields that an egress peer of this kind does not have."""
    advice = f"a {shape.kind} has none; ClusterNetworkPolicy has them in both tiers"
    return {**PEER_ELSEWHERE, "domainNames": advice}
