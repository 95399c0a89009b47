"""What is said of pods beyond the declared ones, in small inputs."""

import textwrap

import pytest

from verifier.analysis.exposure.results import Exposed, ExposureReport
from verifier.analysis.exposure.surveying import survey
from verifier.dialect import Dialect, Level
from verifier.errors import UsageError
from verifier.flow import Direction
from verifier.manifests import Manifests, load_texts

ALL = "any port"
WORLD = "any external address"


def pod(name: str, namespace: str = "shop", ports: str = "") -> str:
    """A pod with the label of its name."""
    return f"""
    apiVersion: v1
    kind: Pod
    metadata: {{name: {name}, namespace: {namespace}, labels: {{app: {name}}}}}
    spec: {{containers: [{{name: c, ports: [{ports}]}}]}}
    ---"""


def policy(name: str, spec: str, namespace: str = "shop") -> str:
    """A NetworkPolicy."""
    return f"""
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {{name: {name}, namespace: {namespace}}}
    spec: {spec}
    ---"""


def manifests(*texts: str) -> Manifests:
    """An input of one file."""
    return load_texts({"in.yaml": textwrap.dedent("".join(texts))})


def ingress(
    *texts: str, level: Level | None = None, dialect: Dialect | None = None
) -> list[tuple[tuple[str, ...], list[tuple[str, str]]]]:
    """Workloads, and who could reach them on which ports."""
    report = survey(manifests(*texts), level=level, dialect=dialect)
    assert all(group.complete for group in report.groups)
    return [told(group) for group in report.of(Direction.INGRESS)]


def told(group: Exposed) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
    """A group in a few words; what may be stopped at the other end has a question mark."""
    names = tuple(name.removesuffix("[Pod]").partition("/")[2] for name in group.workloads)
    return names, [(p.who + "?" * bool(p.unless), p.ports) for p in group.peers]


def test_workloads_with_the_same_exposure_are_one_group() -> None:
    found = ingress(
        pod("a"), pod("b"), pod("c"), policy("none", "{podSelector: {matchLabels: {app: c}}}")
    )

    assert found == [(("a", "b"), [("any pod", ALL), (WORLD, ALL)]), (("c",), [])]


def test_two_selectors_that_leave_nobody_out_are_anybody() -> None:
    spec = """{podSelector: {}, ingress: [
        {from: [{podSelector: {matchExpressions: [{key: app, operator: In, values: [a]}]}}]},
        {from: [{podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [a]}]}}]}]}"""

    assert ingress(pod("a"), policy("p", spec)) == [(("a",), [("any pod in namespace shop", ALL)])]


def test_ports_of_the_same_pods_are_merged_and_names_are_the_pods_numbers() -> None:
    spec = """{podSelector: {}, ingress: [
        {from: [{namespaceSelector: {}}], ports: [{port: http}, {port: 81}]},
        {from: [{namespaceSelector: {}}], ports: [{port: 90, endPort: 99}]}]}"""
    ports = "{name: http, containerPort: 80}"

    assert ingress(pod("a", ports=ports), pod("b"), policy("p", spec)) == [
        (("a",), [("any pod", "TCP 80-81 and 90-99")]),
        (("b",), [("any pod", "TCP 81 and 90-99")]),
    ]


def test_a_port_by_name_is_that_of_the_pod_at_the_other_end() -> None:
    spec = "{podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: http}]}]}"
    report = survey(manifests(pod("a"), policy("p", spec)))
    ((_, peers),) = map(told, report.of(Direction.EGRESS))

    assert peers == [("any pod", "TCP port named http")]


def test_what_the_other_end_stops_is_told_or_left_out() -> None:
    admits = """{podSelector: {matchLabels: {app: db}}, ingress: [
        {from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: closed}}}]},
        {from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: half}}}],
         ports: [{port: 80}]}]}"""
    closed = policy("none", "{podSelector: {}, policyTypes: [Egress]}", "closed")
    half = policy("some", "{podSelector: {matchLabels: {app: x}}, policyTypes: [Egress]}", "half")

    assert ingress(pod("db"), policy("p", admits), closed, half) == [
        (("db",), [("any pod in namespace half?", "TCP 80")])
    ]


def test_addresses_outside_are_told_as_ranges_and_those_of_pods_by_the_dialect() -> None:
    spec = """{podSelector: {}, ingress: [
        {from: [{ipBlock: {cidr: 10.1.0.0/16, except: [10.1.2.0/24]}}], ports: [{port: 80}]}]}"""
    outside = ("any external address in 10.1.0.0/16 outside 10.1.2.0/24", "TCP 80")
    texts = pod("a"), policy("p", spec)

    never = ingress(*texts, dialect=Dialect(ipblock_matches_pods="no"))
    ((_, peers),) = ingress(*texts)

    assert never == [(("a",), [outside])]
    assert peers == [("any pod", "TCP 80"), outside]


def test_at_any_pod_other_namespaces_have_no_labels() -> None:
    spec = """{podSelector: {}, ingress: [
        {from: [{namespaceSelector: {matchLabels: {team: a}}}]}]}"""
    space = "\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n---"
    texts = textwrap.dedent(pod("a")) + textwrap.dedent(policy("p", spec)) + space

    assert ingress(texts, level=Level.ANY_POD) == [(("a",), [])]
    assert ingress(texts) == [(("a",), [("any pod in a namespace with team=a", ALL)])]


def test_pods_of_one_controller_with_a_label_of_its_own_are_searched() -> None:
    spec = """{podSelector: {matchLabels: {pod-template-hash: x}}}"""
    workload = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: a, namespace: shop}
    spec:
      selector: {matchLabels: {app: a}}
      template: {metadata: {labels: {app: a}}, spec: {containers: [{name: c}]}}
    ---"""
    (group,) = survey(manifests(workload, policy("p", spec))).of(Direction.INGRESS)

    assert {peer.kind for peer in group.peers} == {"pod", "external"}
    assert all("pod-template-hash" in peer.when[0] for peer in group.peers)


def test_without_time_it_says_so() -> None:
    report = survey(manifests(pod("a")), timeout_ms=1, wanted=slowly)

    assert [group.complete for group in report.groups] == [False, False]
    assert all("--timeout" in group.reason for group in report.groups)


def slowly(_direction: Direction, _workload: str) -> bool:
    """Every workload, once the time is up."""
    import time

    time.sleep(0.01)
    return True


def test_declared_pods_alone_have_none() -> None:
    with pytest.raises(UsageError, match="any-pod or any-namespace"):
        survey(manifests(pod("a")), level=Level.DECLARED)


def test_both_directions_of_every_workload_are_in_one_group() -> None:
    report: ExposureReport = survey(manifests(pod("a"), pod("b")))

    for direction in Direction:
        names = [name for group in report.of(direction) for name in group.workloads]
        assert sorted(names) == ["shop/a[Pod]", "shop/b[Pod]"]
