"""What policies leave of what comes in by way of Services."""

from collections.abc import Iterator

from verifier.analysis.plugins import dialect_of
from verifier.analysis.services.admission import Gate
from verifier.analysis.services.backing import protocol_of
from verifier.analysis.services.results import Arrival, EntryEdges, Unreached, Ways
from verifier.analysis.services.surveying import Survey, anybody, question
from verifier.collecting import cycles_collected
from verifier.dialect import Dialect
from verifier.manifests import Manifests
from verifier.query import ClusterFacts


def answered(
    survey: Survey,
    manifests: Manifests,
    dialect: Dialect | None = None,
    cluster: ClusterFacts | None = None,
) -> Ways:
    """What is let in, and the ports of Services that nobody reaches. Raises SoundnessError when an
    answer does not stand up to the reference evaluator."""
    if not survey.needs_answers:
        return Ways(loose=survey.loose)
    with cycles_collected():
        gate = Gate(manifests, cluster or ClusterFacts(), dialect_of(dialect, manifests))
        return Ways(tuple(let_in(survey, gate)), survey.loose, tuple(shut_off(survey, gate)))


def let_in(survey: Survey, gate: Gate) -> Iterator[EntryEdges]:
    """Each entry, with what is left of it where it arrives."""
    return (
        EntryEdges(
            entry,
            tuple(
                Arrival(
                    each.workload,
                    protocol_of(entry.port),
                    each.port,
                    gate.admission(question(entry, each)),
                )
                for each in behind
            ),
            lacking,
        )
        for entry, behind, lacking in survey.entries
    )


def shut_off(survey: Survey, gate: Gate) -> Iterator[Unreached]:
    """The ports of Services that nobody reaches."""
    return (
        Unreached(
            service.text,
            protocol_of(port),
            port.port,
            tuple(each.workload for each in behind),
            port.location,
        )
        for service, port, behind in survey.silent
        if all(gate.reaches(anybody(each, port)) is False for each in behind)
    )
