"""From a Service's port to pods and their numbers."""

import pytest

from tests.unit.analysis.services.shop import MIX, only_service, service, shop
from verifier.analysis.services.backing import Backings, Leads, leads

WEB, TWO, DB = "shop/web[Deployment]", "shop/web-two[Deployment]", "shop/db[StatefulSet]"


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        # port 80 -> targetPort http: each pod by its own numbers, all of that name
        (
            "{selector: {app: web}, ports: [{port: 80, targetPort: http}]}",
            [(WEB, 8080), (TWO, 9), (TWO, 8081)],
        ),
        # the protocol is a part of the name
        (
            "{selector: {app: web}, ports: [{port: 53, protocol: UDP, targetPort: dns}]}",
            [(TWO, 53)],
        ),
        ("{selector: {app: web}, ports: [{port: 53, targetPort: dns}]}", [(TWO, 54)]),
        ("{selector: {app: web}, ports: [{port: 80, protocol: UDP, targetPort: http}]}", []),
        # without a targetPort, and with a number that no container names
        ("{selector: {app: db}, ports: [{port: 80}]}", [(DB, 80)]),
        ("{selector: {app: db}, ports: [{port: 80, targetPort: 5433}]}", [(DB, 5433)]),
        # headless
        (
            "{clusterIP: None, selector: {app: db}, ports: [{port: 1, targetPort: 5432}]}",
            [(DB, 5432)],
        ),
        # all labels must be there
        (
            "{selector: {app: web, version: two}, ports: [{port: 80, targetPort: http}]}",
            [(TWO, 9), (TWO, 8081)],
        ),
        ("{selector: {app: web, version: three}, ports: [{port: 80}]}", []),
        # a label whose value its controller chooses
        (
            "{selector: {statefulset.kubernetes.io/pod-name: db-0}, ports: [{port: 5432}]}",
            [(DB, 5432)],
        ),
        # nobody, or somebody else, writes the endpoints
        ("{ports: [{port: 80}]}", []),
        ("{selector: {}, ports: [{port: 80}]}", []),
        ("{type: ExternalName, externalName: a.b, selector: {app: web}, ports: [{port: 80}]}", []),
    ],
)
def test_pods_and_numbers(spec: str, expected: list[tuple[str, int]]) -> None:
    manifests = shop(service(spec))
    found = only_service(manifests)
    behind = Backings(manifests).behind(found, found.ports[0])
    assert [(backing.workload, backing.port) for backing in behind] == expected


def test_workloads_without_the_name_are_told() -> None:
    manifests = shop(service("{selector: {app: web}, ports: [{port: 53, targetPort: dns}]}"))
    found = only_service(manifests)
    assert Backings(manifests).lacking(found, found.ports[0]) == [WEB]


def test_of_a_workload_of_which_some_pods_have_the_name_the_others_are_told() -> None:
    manifests = shop(MIX, service("{selector: {app: mix}, ports: [{port: 1, targetPort: http}]}"))
    found, backings = only_service(manifests), Backings(manifests)
    (behind,) = backings.behind(found, found.ports[0])
    assert (behind.workload, [pod.pod for pod in behind.pods]) == ("shop/mix[Set]", ["shop/one"])
    assert backings.lacking(found, found.ports[0]) == ["shop/two"]


def test_a_name_that_only_a_sidecar_bears_leads_there() -> None:
    manifests = shop(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop, labels: {app: mesh}}\n"
        "spec:\n  containers: [{name: c, ports: [{name: http, containerPort: 80}]}]\n"
        "  initContainers:\n  - name: s\n    restartPolicy: Always\n"
        "    ports: [{name: admin, containerPort: 15000}, {name: http, containerPort: 15001}]\n",
        service(
            "{selector: {app: mesh}, ports: [{name: a, port: 1, targetPort: http},"
            " {name: b, port: 2, targetPort: admin}]}"
        ),
    )
    found, backings = only_service(manifests), Backings(manifests)
    numbers = [[each.port for each in backings.behind(found, port)] for port in found.ports]
    assert numbers == [[80, 15001], [15000]]


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("{selector: {app: web}}", Leads.TO_PODS),
        ("{}", Leads.TO_ENDPOINTS),
        ("{type: ExternalName, externalName: a.b, selector: {app: web}}", Leads.AWAY),
    ],
)
def test_where_services_lead(spec: str, expected: Leads) -> None:
    assert leads(only_service(shop(service(spec)))) is expected
