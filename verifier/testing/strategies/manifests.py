"""Whole inputs: namespaces, pods, controllers and policies that meet."""

from dataclasses import replace

from hypothesis import strategies as st

from verifier.manifests import Manifests
from verifier.resources import (
    ContainerPort,
    LabelSelector,
    Namespace,
    NetworkPolicy,
    Pod,
    PodSpec,
    Workload,
)
from verifier.testing.strategies.admin import admin_policy_sets, nodes
from verifier.testing.strategies.policies import network_policies, policy_sets
from verifier.testing.strategies.pools import (
    CONTROLLER_KEY,
    NAME_LABEL,
    PORT_NAMES,
    PROTOCOLS,
    often,
)
from verifier.testing.strategies.selectors import (
    label_sets,
    namespace_label_sets,
    namespace_names,
    requirements,
)

CONTROLLERS = ("Deployment", "StatefulSet", "DaemonSet", "Job")
PHASES = (None, "Running", "Pending", "Succeeded", "Failed")


@st.composite
def container_ports(draw: st.DrawFn) -> ContainerPort:
    """Ports with and without a name or a protocol."""
    return ContainerPort(
        number=draw(st.sampled_from((53, 80, 8080))),
        name=draw(st.sampled_from((None, *PORT_NAMES))),
        protocol=draw(st.sampled_from((None, *(p.value for p in PROTOCOLS)))),
    )


@st.composite
def pod_specs(draw: st.DrawFn) -> PodSpec:
    """What of a pod's spec policies can see."""
    few = st.lists(container_ports(), max_size=2).map(tuple)
    return PodSpec(
        ports=draw(few),
        sidecar_ports=draw(often(st.just(()), few)),
        host_network=draw(st.sampled_from((None, None, False, True))),
    )


@st.composite
def namespaces(draw: st.DrawFn, name: str = "a") -> Namespace:
    """A Namespace object; one that names itself wrongly is corrected by the API server."""
    labels = draw(namespace_label_sets())
    wrong = draw(often(st.just({}), st.sampled_from(({NAME_LABEL: name}, {NAME_LABEL: "b"}))))
    return Namespace(name=name, labels={**labels, **wrong})


@st.composite
def pods(draw: st.DrawFn, name: str = "pod-0", index: int = 0) -> Pod:
    """A bare Pod: any phase; an address in its status or none. `index` makes addresses differ."""
    host = 4 + index
    known = (
        (f"10.0.0.{host}",),
        (f"fd00::{host}",),
        (f"10.1.2.{host}", f"2001:db8::{host}"),
    )
    return Pod(
        name=name,
        namespace=draw(namespace_names()),
        labels=draw(label_sets()),
        spec=draw(pod_specs()),
        phase=draw(often(st.sampled_from(PHASES[:3]), st.sampled_from(PHASES))),
        ips=draw(st.sampled_from((known[0], (), *known[1:]))),
    )


@st.composite
def workloads(
    draw: st.DrawFn, name: str = "app-0", kinds: tuple[str, ...] = CONTROLLERS
) -> Workload:
    """A controller of pods."""
    labels = {k: v for k, v in draw(label_sets()).items() if k != CONTROLLER_KEY}
    return Workload(
        kind=draw(st.sampled_from(kinds)),
        name=name,
        namespace=draw(namespace_names()),
        labels=labels,
        spec=draw(pod_specs()),
    )


@st.composite
def manifests(
    draw: st.DrawFn,
    policies: st.SearchStrategy[tuple[NetworkPolicy, ...]] | None = None,
    most_pods: int = 3,
    most_workloads: int = 2,
) -> Manifests:
    """An input: policies of all tiers, bare pods that are often twins, controllers, some
    namespaces and nodes listed."""
    found = [draw(pods(f"pod-{n}", n)) for n in range(draw(st.integers(0, most_pods)))]
    if len(found) > 1 and draw(st.booleans()):
        first = found[0]
        twin = Pod(name="pod-1", namespace=first.namespace, labels=first.labels, spec=first.spec)
        found = [
            Pod(name="pod-0", namespace=first.namespace, labels=first.labels, spec=first.spec),
            twin,
            *found[2:],
        ]
    listed = draw(st.sets(st.sampled_from(("a", "b"))))
    count = draw(st.integers(0, most_workloads))
    tiers = draw(often(st.just(()), admin_policy_sets(2, most_rules=2)))
    hosts = draw(st.integers(0, 2)) if tiers else 0
    return Manifests(
        policies=draw(policy_sets() if policies is None else policies),
        admin_policies=tiers,
        nodes=tuple(draw(nodes(f"node-{n}", n)) for n in range(hosts)),
        namespaces=tuple(draw(namespaces(name)) for name in sorted(listed)),
        pods=tuple(found),
        workloads=tuple(draw(workloads(f"app-{n}")) for n in range(count)),
    )


@st.composite
def controlled_manifests(draw: st.DrawFn) -> Manifests:
    """An input whose only controller sets a label on its pods, and a policy that asks for it."""
    found = draw(manifests(most_workloads=0))
    owner = draw(workloads(kinds=("Deployment",)))
    policy = draw(network_policies("asking", keys=(CONTROLLER_KEY,)))
    asked = LabelSelector(match_expressions=(draw(requirements((CONTROLLER_KEY,))),))
    asking = replace(
        policy, namespace=owner.namespace, spec=replace(policy.spec, pod_selector=asked)
    )
    return replace(found, workloads=(owner,), policies=(asking, *found.policies))
