"""Exceptions of a diff that no difference needs."""

from collections.abc import Iterator, Sequence

from verifier.dialect import Dialect, Level
from verifier.engine import judge
from verifier.engine.versions import TwoVersions
from verifier.engine.versions.since import Since
from verifier.errors import Problem
from verifier.query import ALL_PORTS, ANYTHING, Earlier, Exemption, Query, Verb
from verifier.verdict import Proved, Vacuous

IDLE = "NP986"
OLD = Earlier("old", "old")


def idle_exemptions(
    compared: TwoVersions,
    exemptions: Sequence[Exemption],
    level: Level,
    dialect: Dialect,
    timeout_ms: int,
) -> Iterator[Problem]:
    """A warning for each exception of whose flows none opens or closes. `timeout_ms`
    (milliseconds) bounds each question; where it does not suffice nothing is said."""
    if not exemptions:
        return
    asked = {
        item: [flows_of(item, verb) for verb in (Verb.NEVER, Verb.ALWAYS)] for item in exemptions
    }
    queries = [query for found in asked.values() for query in found]
    old, new = compared.old.manifests, compared.new.manifests
    versions = Since(old, new, compared.cluster, queries)
    for item, found in asked.items():
        verdicts = (judge(versions, query, dialect, timeout_ms)[level] for query in found)
        if all(isinstance(verdict, Proved | Vacuous) for verdict in verdicts):
            yield Problem(
                IDLE,
                f"the exception ({item.reason}) takes out nothing: none of its flows changes",
                item.location,
                advice="remove it: it would let a later change pass unseen",
            )


def flows_of(item: Exemption, verb: Verb) -> Query:
    """The flows of the exception that open (`never`), or close (`always`)."""
    return Query(
        verb=verb,
        source=item.source or ANYTHING,
        destination=item.destination or ANYTHING,
        ports=item.ports or ALL_PORTS,
        since=OLD,
    )
