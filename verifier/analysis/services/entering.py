"""Maps with what comes in by way of Services."""

from dataclasses import replace

from verifier.analysis.map.results import MapReport
from verifier.analysis.services.answering import answered
from verifier.analysis.services.backing import protocol_of
from verifier.analysis.services.surveying import Survey, landings, survey, with_ways
from verifier.analysis.services.targets import Targets
from verifier.dialect import Dialect
from verifier.manifests import Manifests
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
