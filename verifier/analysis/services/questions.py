"""Questions about who is let in to a port of pods."""

from dataclasses import dataclass

from verifier.flow import Direction, Protocol
from verifier.model import DeclaredPod
from verifier.query import (
    AddressGroup,
    BuiltIn,
    End,
    Member,
    NamedWorkload,
    PortRange,
    Query,
    Verb,
)

ANY_POD = End((Member(BuiltIn.ANY_POD, "any-pod"),), "any-pod")
ANYBODY = End((Member(BuiltIn.ANY, "any"), Member(BuiltIn.NODES, "nodes")), "any, nodes")
INTERNET = End((Member(BuiltIn.INTERNET, "internet"),), "internet")


@dataclass(frozen=True, slots=True)
class Question:
    """Who of `sources` the ingress of pods of one workload admits to a port: what the other side
    allows is not known, or does not matter."""

    sources: End
    pods: tuple[DeclaredPod, ...]
    protocol: Protocol
    port: int

    @property
    def query(self) -> Query:
        """None of them is: what is admitted violates it."""
        workload = self.pods[0].workload
        space, _, rest = workload.partition("/")
        name, _, kind = rest.removesuffix("]").partition("[")
        target = Member(NamedWorkload(space, name, kind), workload)
        return Query(
            verb=Verb.NEVER,
            source=self.sources,
            destination=End((target,), workload),
            ports=(PortRange(self.protocol, self.port, self.port),),
            side=Direction.INGRESS,
        )


def from_ranges(ranges: tuple[str, ...]) -> End:
    """The addresses of these ranges; the internet where there are none."""
    if not ranges:
        return INTERNET
    text = ", ".join(ranges)
    return End((Member(AddressGroup(ranges), text),), text)
