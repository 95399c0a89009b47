"""Questions about all flows from one end to the declared pods of a group, on some ports (M-23)."""

from collections.abc import Collection, Sequence

from verifier.dialect import Dialect
from verifier.engine.pairs import Pair, PairEnd
from verifier.engine.session import Session
from verifier.flow import Flow
from verifier.model import DeclaredPod
from verifier.query import End, Port
from verifier.smt.conditions import ports_match
from verifier.smt.declared import may_be_in
from verifier.smt.logic import neg


class Behind(Pair):
    """One end, and all declared pods of a group, which the session has to know, or `only` some of
    them: at `declared` facts, no pod being both ends."""

    def __init__(
        self,
        session: Session,
        source: PairEnd,
        group: End,
        ports: Sequence[Port],
        dialect: Dialect,
        timeout_ms: int,
        only: Collection[DeclaredPod] | None = None,
    ) -> None:
        self.pods = tuple(
            pod
            for pod in session.inventory.pods
            if any(may_be_in(member.part, pod, session.inventory) for member in group.members)
            and (only is None or pod in only)
        )
        super().__init__(session, source, self.pods, dialect, timeout_ms)
        destination = self.flow.destination
        self.asker.add(session.groups.member(group, destination), ports_match(ports, self.flow))

    def loopback(self) -> None:
        """A pod's flow to itself is none of these."""

    def any_exists(self) -> bool:
        """There is some flow between them."""
        return self.asker.ask(*self.fixed)

    def decided_as(self, allowed: bool) -> tuple[Flow, DeclaredPod] | None:
        """A flow that is allowed, or not, under some open facts, and the pod that it goes to; None
        where there is none."""
        wanted = self.both if allowed else neg(self.both)
        if not self.asker.ask(*self.fixed, wanted):
            return None
        flow, _ = self.show(self.fixed, allowed)
        code = self.asker.values().value(self.flow.destination.who)
        return flow, self.reader.classes["destination"][code].representative
