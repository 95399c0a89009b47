"""What policies leave of traffic to a port of pods."""

import pytest

from tests.unit.analysis.services.shop import shop
from verifier.analysis.services import admission
from verifier.analysis.services.admission import Gate
from verifier.analysis.services.questions import ANY_POD, ANYBODY, INTERNET, Question, from_ranges
from verifier.analysis.services.results import Admission, Admits
from verifier.dialect import Dialect, parse_dialect
from verifier.flow import Protocol
from verifier.manifests import Manifests
from verifier.normalise import inventory
from verifier.query import ClusterFacts, End

HASHED = """\
apiVersion: v1
kind: Pod
metadata: {name: web-abc-x, namespace: shop, labels: {app: web, pod-template-hash: abc}}
spec: {containers: [{name: c, ports: [{name: http, containerPort: 8080}]}]}
"""


def policy(pods: str, ingress: str) -> str:
    """A NetworkPolicy of the shop."""
    return (
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n"
        "metadata: {name: p, namespace: shop}\n"
        f"spec: {{podSelector: {{matchLabels: {pods}}}, ingress: {ingress}}}\n"
    )


def question(manifests: Manifests, workload: str, sources: End = ANY_POD) -> Question:
    """Who is let in to tcp/8080 of the workload."""
    pods = tuple(pod for pod in inventory(manifests).pods if pod.workload == workload)
    return Question(sources, pods, Protocol.TCP, 8080)


def gate(manifests: Manifests, dialect: str = "") -> Gate:
    reading = parse_dialect(dialect) if dialect else Dialect()
    return Gate(manifests, ClusterFacts(), reading)


@pytest.mark.parametrize(
    ("ingress", "expected"),
    [
        ("[{}]", Admission(Admits.ALL)),
        ("[]", Admission(Admits.NONE)),
        ("[{from: [{namespaceSelector: {}}]}]", Admission(Admits.ALL)),
        (
            "[{from: [{podSelector: {matchLabels: {a: b}}}]}]",
            Admission(Admits.SOME, ("any pod in namespace shop with a=b",)),
        ),
        ("[{ports: [{port: 80}]}]", Admission(Admits.NONE)),
    ],
)
def test_pods_of_a_controller(ingress: str, expected: Admission) -> None:
    manifests = shop(policy("{app: web}", ingress))
    found = gate(manifests, "kubernetes-e2e")
    asked = question(manifests, "shop/web[Deployment]")
    assert found.admission(asked) == expected
    assert found.reaches(asked) is (expected.admits is not Admits.NONE)


def test_addresses_outside() -> None:
    block = "[{from: [{ipBlock: {cidr: 203.0.113.0/24}}]}]"
    manifests = shop(policy("{app: web}", block))
    found = gate(manifests)

    def admits(sources: End) -> Admits:
        return found.admission(question(manifests, "shop/web[Deployment]", sources)).admits

    assert admits(INTERNET) is Admits.SOME
    assert admits(from_ranges(("203.0.113.0/28",))) is Admits.ALL
    assert admits(from_ranges(("198.51.100.0/28",))) is Admits.NONE
    assert found.reaches(question(manifests, "shop/web[Deployment]", ANYBODY)) is True


def test_pods_without_policies_are_open() -> None:
    manifests = shop(policy("{app: db}", "[]"))
    asked = question(manifests, "shop/web[Deployment]")
    assert gate(manifests).admission(asked) == Admission(Admits.ALL)


def test_what_only_a_controller_knows_is_not_shared_with_a_pod_that_tells_it() -> None:
    manifests = shop(HASHED, policy("{pod-template-hash: abc}", "[]"))
    found = gate(manifests)
    assert found.admission(question(manifests, "shop/web[Deployment]")).admits is Admits.SOME
    assert found.admission(question(manifests, "shop/web-abc-x[Pod]")).admits is Admits.NONE


def test_without_time_to_tell_who_it_is_some(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "TELLING", -1.0)
    peers = "[{from: [{podSelector: {matchLabels: {a: b}}}]}]"
    for ingress, admits in ((peers, Admits.SOME), ("[]", Admits.NONE)):
        manifests = shop(policy("{app: web}", ingress))
        answer = gate(manifests).admission(question(manifests, "shop/web[Deployment]"))
        assert (answer.admits, answer.sources) == (admits, ())
