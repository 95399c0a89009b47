"""Why a concrete flow is allowed or not (M-22)."""

from verifier.analysis.concrete import numbers_of, pair_of, ports_where, session_for
from verifier.analysis.flip.smallest import Flip
from verifier.analysis.plugins import dialect_of, plugin_assumed
from verifier.analysis.results import AllowedPorts, WhyReport
from verifier.analysis.services.hops import Through
from verifier.analysis.services.targets import is_service, targets_of
from verifier.analysis.standing import assumptions, summaries
from verifier.decision import Decided
from verifier.dialect import Dialect
from verifier.engine.pairs import Pair
from verifier.errors import InputError, UsageError
from verifier.flow import Protocol
from verifier.invariants.cases import case_end
from verifier.invariants.passage import passage_of
from verifier.location import Location
from verifier.manifests import Manifests
from verifier.query import CaseEnd, ClusterFacts

TIMEOUT_MS = 30_000


def why(
    manifests: Manifests,
    source: str,
    destination: str,
    *,
    port: int | str | None = None,
    protocol: Protocol | None = None,
    dialect: Dialect | None = None,
    cluster: ClusterFacts | None = None,
    timeout_ms: int = TIMEOUT_MS,
    change: bool = False,
) -> WhyReport:
    """The decision on one flow, with the traces of both directions.

    Ends are `namespace/name` of a declared workload or pod, `namespace/key=value,...` for a
    possible pod with exactly these labels, or an address; the destination may be a Service,
    `service:namespace/name`, and `port` its own. Without a port: the ports
    that are allowed; with a name that has several numbers: those of them, and the decision on the
    first that is not. `change`: look for the smallest change that flips the decision on a port.
    Raises UsageError.
    """
    first, facts = parse_end(source, "SRC"), cluster or ClusterFacts()
    hops = None
    if is_service(destination):
        targets = targets_of(manifests, destination, port, protocol)
        through = Through(first, targets, facts, dialect, timeout_ms)
        session = through.session(manifests)
        hops, target = through.decided(session)
        port, protocol = target.port, target.protocol
        pair: Pair = through.pair(session, target)

        def ask(manifests: Manifests) -> Pair:
            return through.pair(through.session(manifests), target)
    else:
        second = parse_end(destination, "DST")

        def ask(manifests: Manifests) -> Pair:
            session = session_for(manifests, facts, (first, second))
            reading = dialect_of(dialect, manifests)
            return pair_of(session, first, second, reading, timeout_ms, Location("", 1, 1))

        pair = ask(manifests)
    used, ignored = summaries(manifests)
    allows = conditional = None
    if port is None:
        protocols = list(Protocol) if protocol is None else [protocol]
        allows = tuple(ports_where(pair, protocols, pair.always))
        conditional = tuple(ports_where(pair, protocols, pair.sometimes))
        shown = next(iter((*allows, *conditional)), AllowedPorts(protocols[0], 80, 80))
        protocol, number = shown.protocol, shown.first
    else:
        protocol = protocol or Protocol.TCP
        number, *others = [port] if isinstance(port, int) else numbers_of(pair, port, protocol)
        if others:
            numbers = [number, *others]
            sure = [each for each in numbers if pair.always(protocol, each)]
            perhaps = [each for each in numbers if pair.sometimes(protocol, each)]
            allows, conditional = (
                tuple(AllowedPorts(protocol, each, each) for each in found)
                for found in (sure, perhaps)
            )
            number = next((each for each in numbers if each not in sure), number)
    refuse_impossible(pair, protocol, number)
    flow, decided = pair.decide(protocol, number)
    flip = Flip(manifests, ask, (protocol, number)) if change and port is not None else None
    return WhyReport(
        flow,
        decided,
        allows,
        conditional,
        manifests.warnings,
        manifests.texts,
        (*assumptions(manifests), *plugin_assumed(dialect, manifests)),
        used,
        ignored,
        flip.smallest(decided) if flip else None,
        hops,
    )


def refuse_impossible(pair: Pair, protocol: Protocol, port: int) -> None:
    """Raises UsageError where the ends have no flow at all."""
    if not pair.exists(protocol, port):
        raise UsageError("there is no such flow: the ends have no address family in common")


def decide(
    manifests: Manifests,
    source: str,
    destination: str,
    protocol: Protocol | str = Protocol.TCP,
    port: int | str = 80,
    *,
    dialect: Dialect | None = None,
    cluster: ClusterFacts | None = None,
) -> Decided:
    """The decision on one flow; DEPENDS, and on what, where an open fact decides it.

    Ends as in `why`. Raises UsageError.
    """
    report = why(
        manifests,
        source,
        destination,
        port=port,
        protocol=Protocol(protocol),
        dialect=dialect,
        cluster=cluster,
    )
    return report.decided


def parse_end(text: str, side: str) -> CaseEnd:
    """One end of the question. Raises UsageError."""
    try:
        return case_end(passage_of(text.strip(), side))
    except InputError as error:
        problem = error.problems[0]
        advice = f" ({problem.advice})" if problem.advice else ""
        raise UsageError(f"{side} {text!r}: {problem.message}{advice}") from None
