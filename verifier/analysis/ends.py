"""The ends of a concrete question: `production/db`, `dev/app=web`, `203.0.113.7`, `own-node`."""

import difflib

from verifier.engine.pairs import Address, PairEnd
from verifier.errors import UsageError
from verifier.location import Location
from verifier.model import DeclaredPod, Inventory
from verifier.normalise.networks import address
from verifier.query import CaseEnd, NamedWorkload
from verifier.smt.declared import names


def find_end(end: CaseEnd, inventory: Inventory, location: Location) -> PairEnd:
    """The pods or the address that an end means. Raises UsageError."""
    if end.address is not None:
        return address_end(end.address, inventory)
    assert end.namespace is not None
    if end.labels is not None:
        text = ",".join(f"{key}={value}" for key, value in end.labels)
        return (possible_pod(end.namespace, end.labels, f"{end.namespace}/{text}", location),)
    assert end.name is not None
    part = NamedWorkload(end.namespace, end.name, end.kind)
    found = tuple(pod for pod in inventory.pods if names(part, pod))
    if found:
        bare = tuple(pod for pod in found if pod.pod == f"{end.namespace}/{end.name}")
        return bare or found
    raise UsageError(f"no workload {end.namespace}/{end.name} in the input{near(end, inventory)}")


def near(end: CaseEnd, inventory: Inventory) -> str:
    """Which declared workloads have a similar name."""
    known = sorted({pod.workload.partition("[")[0] for pod in inventory.pods})
    close = difflib.get_close_matches(f"{end.namespace}/{end.name}", known, n=3)
    if close:
        return f"; did you mean {' or '.join(close)}?"
    if not known:
        return ": it declares no workloads; ask about a possible pod as NAMESPACE/KEY=VALUE"
    return f"; it declares {', '.join(known[:5])}{' ...' if len(known) > 5 else ''}"


def address_end(text: str, inventory: Inventory) -> PairEnd:
    """The pod that has the address, else the address itself."""
    value = address(text)
    for pod in inventory.pods:
        if not pod.host_network and value in [address(known) for known in pod.addresses]:
            return (pod,)
    return Address(text)


def possible_pod(
    namespace: str, labels: tuple[tuple[str, str], ...], text: str, location: Location
) -> DeclaredPod:
    """A pod with exactly these labels, which need not be declared."""
    return DeclaredPod(
        workload=text,
        pod=None,
        namespace=namespace,
        labels=tuple(sorted(labels)),
        unknown_labels=(),
        named_ports=(),
        sidecar_ports=(),
        host_network=False,
        addresses=(),
        location=location,
    )
