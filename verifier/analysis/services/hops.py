"""Flows to a Service, decided at each port of each workload that it leads to (M-23)."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from verifier.analysis.concrete import found_end, session_for
from verifier.analysis.plugins import dialect_of
from verifier.analysis.services.results import Hops
from verifier.analysis.services.targets import Target, Targets
from verifier.decision import Decision
from verifier.dialect import Dialect
from verifier.engine import Session
from verifier.engine.behind import Behind
from verifier.engine.pairs import PairEnd
from verifier.errors import UsageError
from verifier.location import Location
from verifier.manifests import Manifests
from verifier.model import DeclaredPod
from verifier.query import CaseEnd, ClusterFacts


@dataclass(frozen=True, slots=True)
class Through:
    """Flows from one end to what a Service leads to."""

    source: CaseEnd
    targets: Targets
    cluster: ClusterFacts
    dialect: Dialect | None
    timeout_ms: int

    def session(self, manifests: Manifests) -> Session:
        """A session that knows both ends."""
        return session_for(manifests, self.cluster, [self.source], [self.targets.query])

    def pair(self, session: Session, target: Target) -> Behind:
        """The question about one of the targets. Raises UsageError."""
        return Behind(
            session,
            found_end(session, self.source, Location("", 1, 1)),
            self.targets.query.destination,
            (target.named,),
            dialect_of(self.dialect, session.manifests),
            self.timeout_ms,
            only=target.pods,
        )

    def decided(self, session: Session) -> tuple[Hops, Target]:
        """The decision at each target that such a flow can reach, and the one to show: the first
        that is closed, else the first. Raises UsageError where there is no such flow."""
        targets = self.targets.found
        decisions: dict[Target, Decision] = {}
        for target in targets:
            pair = self.pair(session, target)
            if pair.exists(target.protocol, target.port):
                _, decided = pair.decide(target.protocol, target.port)
                decisions[target] = decided.decision
        if not decisions:
            source = found_end(session, self.source, Location("", 1, 1))
            pods = {pod for target in targets for pod in target.pods}
            raise none_exists(self.targets.service.text, source, pods)
        hops = self.targets.hops
        told = (
            replace(hop, decision=decisions.get(target))
            for hop, target in zip(hops.hops, targets, strict=True)
        )
        closed = [each for each, decision in decisions.items() if decision is not Decision.ALLOW]
        return replace(hops, hops=tuple(told)), next(iter((*closed, *decisions)))


def none_exists(service: str, source: PairEnd, pods: Collection[DeclaredPod]) -> UsageError:
    """Why no flow from there to these pods of the Service can exist."""
    if isinstance(source, tuple) and set(source) == set(pods):
        return UsageError(f"{service} leads to the source alone: no policy decides")
    return UsageError("there is no such flow: the ends have no address family in common")
