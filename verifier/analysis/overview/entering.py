"""The drawing with what comes in by way of Services."""

from collections.abc import Iterator
from dataclasses import replace

from verifier.analysis.overview.drawing import Drawing
from verifier.analysis.services.answering import answered
from verifier.analysis.services.surveying import Landing, survey, taken_for_granted
from verifier.dialect import Dialect
from verifier.manifests import Manifests
from verifier.query import ClusterFacts


def entered(
    drawing: Drawing, manifests: Manifests, dialect: Dialect, cluster: ClusterFacts
) -> Drawing:
    """The drawing with its ways in. Raises SoundnessError when an answer does not stand up to the
    reference evaluator."""
    found = survey(landings(drawing), manifests)
    ways = answered(found, manifests, dialect, cluster)
    assumed = (*drawing.assumptions, *taken_for_granted(ways))
    return replace(drawing, ways=ways, assumptions=assumed)


def landings(drawing: Drawing) -> Iterator[Landing]:
    """Where flows arrive; names are only written out where somebody asks."""
    for passage in drawing.passages:
        for destinations in dict.fromkeys(destinations for _, destinations in passage.areas):
            yield tuple(drawing.members.names(drawing.sets[destinations])), passage.allows
    for inner in drawing.within:
        yield inner.workloads, inner.allows
