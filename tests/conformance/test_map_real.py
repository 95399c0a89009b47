"""The map of a published application, where it lies beside the project: its edges by hand."""

import pytest

from tests.conformance.cases import ROOT
from verifier.analysis.map.connectivity import connectivity
from verifier.flow import Protocol
from verifier.manifests import load_manifests

SHOP = ROOT.parent / "shared" / "real" / "online-boutique"

if not SHOP.exists():
    pytest.skip(f"no manifests: {SHOP} does not exist", allow_module_level=True)

EVERYTHING = tuple((protocol, 1, 65535) for protocol in Protocol)
WORLD = ("0.0.0.0/0", "::/0")
CALLERS = {
    "adservice": (9555, ["frontend"]),
    "cartservice": (7070, ["checkoutservice", "frontend"]),
    "checkoutservice": (5050, ["frontend"]),
    "currencyservice": (7000, ["checkoutservice", "frontend"]),
    "emailservice": (8080, ["checkoutservice"]),
    "paymentservice": (50051, ["checkoutservice"]),
    "productcatalogservice": (3550, ["checkoutservice", "frontend", "recommendationservice"]),
    "recommendationservice": (8080, ["frontend"]),
    "redis-cart": (6379, ["cartservice"]),
    "shippingservice": (50051, ["checkoutservice", "frontend"]),
}
NAMES = sorted((*CALLERS, "frontend", "loadgenerator"))


def full(name: str) -> str:
    """The name of a Deployment on the map."""
    return f"default/{name}[Deployment]"


def test_every_edge_of_the_shop_and_no_other() -> None:
    expected: dict[tuple[str, str], tuple[tuple[Protocol, int, int], ...]] = {}
    for name, (port, callers) in CALLERS.items():
        expected |= {(full(c), full(name)): ((Protocol.TCP, port, port),) for c in callers}
    others = [full(name) for name in NAMES if name != "frontend"]
    expected |= {(end, full("frontend")): EVERYTHING for end in (*others, *WORLD)}
    expected |= {(full(name), end): EVERYTHING for name in NAMES for end in WORLD}

    report = connectivity(load_manifests((str(SHOP),)))
    found = {
        pair: tuple((a.protocol, a.first, a.last) for a in group.allows)
        for group in report.connections
        for pair in group.pairs()
    }

    assert found == expected
    assert report.conditional == ()
    assert [group.workloads for group in report.within] == [(full("frontend"),)]
    assert report.workloads == tuple(map(full, NAMES))
