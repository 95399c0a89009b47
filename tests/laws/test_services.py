"""A Service as the destination is the group and the ports that it leads to, written out by hand."""

from dataclasses import replace

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from tests.agreement.asking import share_of_examples
from verifier.analysis.check import check
from verifier.analysis.results import CheckReport
from verifier.invariants import read_spec
from verifier.manifests import Manifests
from verifier.resources import Service, ServicePort
from verifier.testing import strategies
from verifier.verdict import verdict_name

HEAD = "apiVersion: netproof/v1\ninvariants:\n"
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
