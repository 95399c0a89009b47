"""Live Services, and what leads to them, without what leads nowhere."""

from typing import Any

Object = dict[str, Any]

LEADING: dict[str, tuple[str, ...]] = {
    "Service": (
        "selector",
        "ports",
        "type",
        "clusterIP",
        "externalName",
        "externalIPs",
        "loadBalancerSourceRanges",
    ),
    "Ingress": ("defaultBackend", "rules"),
    "Gateway": ("listeners",),
    "HTTPRoute": ("parentRefs", "rules"),
    "GRPCRoute": ("parentRefs", "rules"),
    "Route": ("to", "alternateBackends", "port"),
}
ROUTES = ("HTTPRoute", "GRPCRoute")


def leading_spec(kind: str, spec: Object) -> Object:
    """The fields that say where it leads; of the rules of routes no matches, and no filters but
    those that mirror."""
    found = {name: spec[name] for name in LEADING[kind] if spec.get(name) is not None}
    if kind == "Gateway":
        found["listeners"] = [_only(each, "port") for each in _objects(spec, "listeners")]
    if kind in ROUTES:
        found["rules"] = [_sending(rule) for rule in _objects(spec, "rules")]
    return found


def _sending(rule: Object) -> Object:
    """Where a rule sends requests, or a backend copies of them."""
    refs = [
        {**each, "filters": _mirrors(each)} if "filters" in each else each
        for each in _objects(rule, "backendRefs")
    ]
    return {"backendRefs": refs, "filters": _mirrors(rule)}


def _mirrors(owner: Object) -> list[Object]:
    return [_only(each, "requestMirror") for each in _objects(owner, "filters")]


def _only(found: Object, name: str) -> Object:
    return {name: found[name]} if found.get(name) is not None else {}


def _objects(owner: Object, name: str) -> list[Object]:
    found = owner.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
