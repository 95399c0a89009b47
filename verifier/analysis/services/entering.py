"""Maps with what comes in by way of Services."""

from dataclasses import replace

from verifier.analysis.map.results import MapReport
from verifier.analysis.services.answering import answered
from verifier.analysis.services.backing import Backing, protocol_of, selects
from verifier.analysis.services.results import Ways
from verifier.analysis.services.surveying import Survey, landings, survey, with_ways
from verifier.analysis.services.targets import Targets
from verifier.dialect import Dialect
from verifier.flow import Protocol
from verifier.manifests import Manifests
from verifier.model import DeclaredPod
from verifier.query import ClusterFacts
from verifier.resources import Service, ServicePort


def entered(
    report: MapReport,
    manifests: Manifests,
    dialect: Dialect | None = None,
    cluster: ClusterFacts | None = None,
    only: Targets | None = None,
) -> MapReport:
    """The map of the manifests with what comes in by way of Services: to all of them, or `only` to
    some ports of one. Raises SoundnessError when an answer does not stand up to the reference
    evaluator."""
    found = survey(landings(report), manifests)
    if only is not None:
        found = leading_to(only, found)
    return with_ways(report, answered(found, manifests, dialect, cluster))


def leading_to(targets: Targets, found: Survey) -> Survey:
    """What is found about these ports of the Service."""
    ports = {(each.protocol, each.service_port) for each in targets.found}

    def is_meant(service: Service, port: ServicePort) -> bool:
        return service == targets.service and (protocol_of(port), port.port) in ports

    return replace(
        found,
        entries=tuple(each for each in found.entries if is_meant(each[0].service, each[0].port)),
        loose=(),
        silent=tuple(each for each in found.silent if is_meant(each[0], each[1])),
    )


def coming_to(
    pods: tuple[DeclaredPod, ...],
    port: tuple[Protocol, int] | None,
    report: MapReport,
    manifests: Manifests,
    dialect: Dialect | None = None,
    cluster: ClusterFacts | None = None,
) -> Ways:
    """What comes by way of Services to these pods of one workload, or to one port of theirs;
    `report` is the whole map. Raises SoundnessError as `entered` does."""
    services = [each for each in manifests.services if any(selects(each, pod) for pod in pods)]
    if not services:
        return Ways()
    names = {pod.workload for pod in pods}

    def is_there(behind: Backing, through: ServicePort) -> bool:
        return behind.workload in names and port in (None, (protocol_of(through), behind.port))

    found = survey(landings(report), replace(manifests, services=tuple(services)))
    entries = (
        (
            entry,
            tuple(each for each in behind if is_there(each, entry.port)),
            tuple(name for name in lacking if name in names or name in {p.pod for p in pods}),
        )
        for entry, behind, lacking in found.entries
    )
    here = Survey(
        tuple(each for each in entries if each[1] or each[2]),
        silent=tuple(
            each for each in found.silent if any(is_there(behind, each[1]) for behind in each[2])
        ),
    )
    return answered(here, manifests, dialect, cluster)
