"""A Service as the destination is the group and the ports that it leads to, written out by hand;
and who reaches it is each of those whose flow to it is allowed."""

from dataclasses import replace

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from tests.agreement.asking import share_of_examples
from tests.agreement.map_lookup import answer
from verifier.analysis.check import check
from verifier.analysis.library import connectivity
from verifier.analysis.map.around import around
from verifier.analysis.map.filters import Filters, restricted
from verifier.analysis.results import CheckReport
from verifier.analysis.services.results import Hop
from verifier.analysis.why import why
from verifier.cli.targets import split_target
from verifier.decision import Decision
from verifier.errors import InputError, UsageError
from verifier.flow import Direction
from verifier.invariants import read_spec
from verifier.manifests import Manifests, load_texts
from verifier.normalise import inventory
from verifier.resources import Service, ServicePort
from verifier.testing import strategies
from verifier.verdict import verdict_name

HEAD = "apiVersion: netproof/v1\ninvariants:\n"
CASES = "apiVersion: netproof/v1\ncases:\n"
FORMS = ("never", "only", "always", "possible")


def by_hand(service: Service, ports: tuple[ServicePort, ...]) -> tuple[str, str]:
    """The pods of a Service as a definition, and the ports that they receive on, as a list."""
    labels = ", ".join(f'{key}: "{value}"' for key, value in service.selector or ())
    group = f"{{namespace: {service.namespace}, pods: {{matchLabels: {{{labels}}}}}}}"
    targets = [
        f"{(port.protocol or 'TCP').lower()}/{port.target_port or port.port}" for port in ports
    ]
    return group, f"[{', '.join(targets)}]"


def outcome(manifests: Manifests, invariant: str) -> list[object]:
    """The verdicts at every level; `vacuous` gives a reason that names the end."""
    report: CheckReport = check(manifests, read_spec(f"{HEAD}- {invariant}\n", "spec.yaml"))
    return [
        {level.text: verdict_name(verdict) for level, verdict in result.levels.items()}
        for result in report.results
    ]


@settings(max_examples=share_of_examples(6))
@given(
    data=st.data(),
    manifests=strategies.manifests(most_pods=2, most_workloads=1),
    service=strategies.services(),
)
def test_a_service_is_what_it_leads_to(
    data: st.DataObject, manifests: Manifests, service: Service
) -> None:
    assume(service.selector)
    port = data.draw(st.sampled_from((None, *service.ports)))
    form = data.draw(st.sampled_from(FORMS))
    source = data.draw(st.sampled_from(("any-pod", "internet", "{namespace: a, pods: app=web}")))
    group, ports = by_hand(service, service.ports if port is None else (port,))
    to = f"service:{service.namespace}/{service.name}"
    if port is not None:
        to += f":{(port.protocol or 'TCP').lower()}/{port.port}"
    found = replace(manifests, services=(service,))
    named = outcome(found, f'{form}: {{from: {source}, to: "{to}"}}')
    event(str(named))
    assert named == outcome(found, f"{form}: {{from: {source}, to: {group}, ports: {ports}}}")


def on_one_flow(manifests: Manifests, text: str) -> str:
    """The verdict on a case; `vacuous` where there is no such flow."""
    try:
        (found,) = check(manifests, read_spec(f"{CASES}- '{text}'\n", "spec.yaml")).results
    except InputError:
        return "vacuous"
    return verdict_name(found.verdict)


@settings(max_examples=share_of_examples(6))
@given(data=st.data(), manifests=strategies.manifests(most_pods=2), service=strategies.services())
def test_a_service_is_the_same_to_an_invariant_a_case_and_why(
    data: st.DataObject, manifests: Manifests, service: Service
) -> None:
    pods = [pod for pod in inventory(manifests).pods if pod.labels]
    assume(pods)
    chosen, source = (data.draw(st.sampled_from(pods)) for _ in range(2))
    service = replace(service, namespace=chosen.namespace, selector=chosen.labels[:1])
    found, port = replace(manifests, services=(service,)), data.draw(st.sampled_from(service.ports))
    to = (
        f"service:{service.namespace}/{service.name}:{(port.protocol or 'TCP').lower()}/{port.port}"
    )
    agree(found, source.workload, to)


def agree(manifests: Manifests, source: str, to: str) -> None:
    """An invariant at `declared`, a case and `why` say the same of the flows from one workload."""
    told = decisions(manifests, source, to)
    event(f"why: {sorted(each.value for each in told)}")
    for expect, verb in (("allow", "always"), ("deny", "never")):
        invariant = f'{verb}: {{from: "{source}", to: "{to}"}}, level: declared'
        (verdicts,) = outcome(manifests, f"{{{invariant}}}")
        assert isinstance(verdicts, dict)
        case = on_one_flow(manifests, f"{expect}: {source} -> {to}")
        assert case == verdicts["declared"], (expect, source, to)
        explained = "proved" if told <= {Decision(expect)} else "refuted"
        assert case == (explained if told else "vacuous"), (expect, source, to, told)


NAMED = st.tuples(
    st.sampled_from(("http", "http", "dns")),
    st.sampled_from(("TCP", "TCP", "UDP")),
    st.integers(80, 82),
)


def containers(ports: list[tuple[str, str, int]], more: str = "") -> str:
    """One for each port, for a container gives a name once."""
    found = (
        f"{{name: c{index}{more}, ports: [{{name: {name}, protocol: {protocol},"
        f" containerPort: {number}}}]}}"
        for index, (name, protocol, number) in enumerate(ports)
    )
    return f"[{', '.join(found)}]"


@settings(max_examples=share_of_examples(3))
@given(
    ports=st.lists(NAMED, min_size=2, max_size=4, unique=True),
    sidecars=st.lists(NAMED, max_size=1),
    admitted=st.tuples(st.sampled_from(("TCP", "UDP")), st.sampled_from((80, 81, 82, "http"))),
    protocol=st.sampled_from(("TCP", "TCP", "UDP")),
)
def test_all_ports_of_one_name_are_behind_a_service(
    ports: list[tuple[str, str, int]],
    sidecars: list[tuple[str, str, int]],
    admitted: tuple[str, int | str],
    protocol: str,
) -> None:
    manifests = load_texts(
        {
            "shop.yaml": f"""\
apiVersion: v1
kind: Pod
metadata: {{name: web, namespace: shop, labels: {{app: web}}}}
spec:
  containers: {containers(ports)}
  initContainers: {containers(sidecars, ", restartPolicy: Always")}
---
apiVersion: v1
kind: Pod
metadata: {{name: one, namespace: shop, labels: {{app: one}}}}
spec: {{containers: [{{name: c}}]}}
---
apiVersion: v1
kind: Service
metadata: {{name: web, namespace: shop}}
spec:
  selector: {{app: web}}
  ports: [{{port: 80, protocol: {protocol}, targetPort: http}}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: web, namespace: shop}}
spec:
  podSelector: {{matchLabels: {{app: web}}}}
  ingress: [{{ports: [{{protocol: {admitted[0]}, port: {admitted[1]}}}]}}]
"""
        }
    )
    agree(manifests, "shop/one[Pod]", f"service:shop/web:{protocol.lower()}/80")


def decisions(manifests: Manifests, source: str, text: str) -> set[Decision]:
    """Those on the flows to all that `why` tells; none where it tells of no flow."""
    try:
        end, port, protocol = split_target(text)
        hops = why(manifests, source, end, port=port, protocol=protocol).service
    except UsageError:
        return set()
    assert hops is not None
    return {hop.decision for hop in hops.hops if hop.decision is not None}


@settings(max_examples=share_of_examples(5))
@given(
    data=st.data(),
    manifests=strategies.manifests(most_pods=2, most_workloads=2),
    services=st.tuples(strategies.services(), strategies.services(name="service-1")),
)
def test_what_comes_in_to_a_workload_is_its_part_of_the_map(
    data: st.DataObject, manifests: Manifests, services: tuple[Service, ...]
) -> None:
    pods = [pod for pod in inventory(manifests).pods if pod.labels]
    assume(pods)
    ends = [data.draw(st.sampled_from(pods)) for _ in services]
    services = tuple(
        replace(service, namespace=end.namespace, selector=end.labels[:1])
        for service, end in zip(services, ends, strict=True)
    )
    found = replace(manifests, services=services)
    found_to = Filters(destinations=(ends[0].workload,))
    whole = restricted(connectivity(found), found_to).ways
    here = around(found, ends[0].workload, Direction.INGRESS).map.ways
    assert whole is not None
    assert here is not None
    event(f"{len(here.edges)} entries, {len(here.unreached)} unreached")
    assert (here.edges, here.unreached) == (whole.edges, whole.unreached)
    assert here.loose == ()


def by_one(manifests: Manifests, text: str, source: str) -> dict[Hop, Decision | None]:
    """What is decided about the flow from one workload, by where it ends; nothing where there is
    no such flow."""
    try:
        hops = why(manifests, source.partition("[")[0], text).service
    except UsageError:
        return {}
    assert hops is not None
    return {replace(hop, decision=None): hop.decision for hop in hops.hops}


@settings(max_examples=share_of_examples(6))
@given(
    data=st.data(),
    manifests=strategies.manifests(most_pods=2, most_workloads=2),
    service=strategies.services(),
)
def test_who_reaches_a_service_is_who_is_let_through(
    data: st.DataObject, manifests: Manifests, service: Service
) -> None:
    pods = [pod for pod in inventory(manifests).pods if pod.labels]
    assume(pods)
    chosen = data.draw(st.sampled_from(pods))
    service = replace(service, namespace=chosen.namespace, selector=chosen.labels[:1])
    found, text = replace(manifests, services=(service,)), f"service:{chosen.namespace}/service-0"
    try:
        report = around(found, text, Direction.INGRESS)
    except UsageError:
        return  # no container has the port
    assert report.service is not None
    for source in {pod.workload for pod in inventory(found).pods}:
        for hop, decision in by_one(found, text, source).items():
            if source == hop.workload:
                continue
            told = answer(report.map, source, hop.workload, hop.protocol, hop.port)
            event(str(decision))
            assert told == (decision is Decision.ALLOW, decision is Decision.DEPENDS), (source, hop)
    reached = {(hop.workload, hop.protocol, hop.port) for hop in report.service.hops if hop.reached}
    groups = [*report.map.connections, *report.map.conditional]
    ends = {
        (name, a.protocol, a.first) for g in groups for name in g.destinations for a in g.allows
    }
    inner = {
        (n, a.protocol, a.first) for w in report.map.within for n in w.workloads for a in w.allows
    }
    assert ends | inner == reached
