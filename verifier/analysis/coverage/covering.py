"""Mutation coverage: which rules, peers, ports and excepts some invariant would miss.

Each is removed or widened, and the solver is asked whether a verdict changes; one that can be
changed without any invariant noticing is uncovered.
"""

import datetime
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice

from verifier.analysis.check import expiries, in_force, leaves_dialect_open
from verifier.analysis.consistency.checking import self_check
from verifier.analysis.coverage.advice import Adviser
from verifier.analysis.coverage.effects import effective, every_flow, shown_flows
from verifier.analysis.coverage.mutants import Mutant, mutant
from verifier.analysis.coverage.noticing import Examiner
from verifier.analysis.coverage.results import CoverageReport, ElementResult, Gap, Status
from verifier.analysis.facts import refuse_false_facts
from verifier.analysis.mutations import Element, elements_of
from verifier.analysis.plugins import known_dialect, plugin_assumed
from verifier.analysis.results import Assumption
from verifier.analysis.services.ends import looked_up
from verifier.analysis.standing import assumptions, summaries, traffic_kinds
from verifier.analysis.typos import refuse_unknown_workloads, unmatched_groups
from verifier.engine import Session
from verifier.engine.asker import GaveUpError
from verifier.manifests import Manifests
from verifier.query import Invariant, Spec, Verb

TIMEOUT_MS = 30_000
MOST = 20
TRIES = 8  # flows to look for a suggestion with
Progress = Callable[[int, int, str], None]


@dataclass(slots=True)
class Tested:
    """An element with its mutants in one session, and what is known of it."""

    element: Element
    mutants: tuple[Mutant, ...]
    by: str = ""
    undecided: bool = False


def coverage(
    manifests: Manifests,
    specs: Sequence[Spec],
    *,
    most: int = MOST,
    timeout_ms: int = TIMEOUT_MS,
    progress: Progress | None = None,
    today: datetime.date | None = None,
) -> CoverageReport:
    """Which elements of the policies some invariant pins down.

    `most`: for so many gaps the flow and an invariant that would cover it are worked out.
    `timeout_ms` (milliseconds) bounds each question; what it cuts off leaves the element unknown.
    `today` as in `check`. Raises InputError when a spec names a workload that the input lacks or
    contradicts itself, and SoundnessError when a flow does not stand up to the reference evaluator.
    """
    today = today or datetime.datetime.now(datetime.UTC).date()
    specs = [looked_up(spec, manifests) for spec in specs]
    covered: dict[int, str] = {}
    undecided: set[int] = set()
    warnings = list(manifests.warnings)
    session, tested = Session(manifests, specs[0].cluster, ()), list[Tested]()
    for spec in specs:
        if spec.whole:
            warnings += self_check(spec, namespaces=manifests.namespaces, today=today)
        warnings += expiries(spec, today)
        asked = [
            in_force(invariant, None, None, today, known_dialect(manifests))
            for invariant in spec.invariants
            if invariant.query.since is None  # what it proves is about two versions
        ]
        queries = [invariant.query for invariant in asked]
        session = Session(manifests, spec.cluster, [*queries, every_flow(None)])
        refuse_unknown_workloads(spec, session.roster)
        refuse_false_facts(asked, session, timeout_ms)
        tested = tests_of(session)
        for index, item in enumerate(tested):
            item.by = covered.get(index, "")
        relying = [invariant for invariant in asked if not invariant.query.robust]
        examine(session, spec, relying, tested, timeout_ms, progress)
        covered |= {index: item.by for index, item in enumerate(tested) if item.by}
        undecided |= {index for index, item in enumerate(tested) if item.undecided}
    for index in undecided:
        tested[index].undecided = True
    used, ignored = summaries(manifests)
    return CoverageReport(
        results=tuple(results_of(session, specs[-1], tested, most, timeout_ms)),
        invariants=sum(len(spec.invariants) for spec in specs),
        assumptions=(
            *assumptions(manifests, specs[0].ignore_kinds),
            *(plugin_assumed(None, manifests) if any(map(leaves_dialect_open, specs)) else ()),
            *unmeasured(manifests),
        ),
        warnings=tuple(dict.fromkeys(warnings)),
        texts=manifests.texts,
        used=used,
        ignored=ignored,
    )


def unmeasured(manifests: Manifests) -> Iterator[Assumption]:
    """What the share says nothing about: policies of other tiers."""
    kinds = ", ".join(sorted({policy.kind for policy in manifests.admin_policies}))
    if kinds:
        text = f"only rules of NetworkPolicies are measured, not those of {kinds}"
        yield Assumption("unmeasured", text, len(manifests.admin_policies))


def tests_of(session: Session) -> list[Tested]:
    """The elements of all policies, in the order of the input."""
    tiers = session.compiler.tiers
    models = {policy.name: policy for tier in tiers for policy in tier.policies}
    found: list[Tested] = []
    count = 0
    for policy in session.manifests.policies:
        before = models[policy.text]
        for element, mutations in elements_of(policy):
            mutants = tuple(mutant(count + n, m, before) for n, m in enumerate(mutations))
            count += len(mutants)
            found.append(Tested(element, mutants))
    return found


def examine(
    session: Session,
    spec: Spec,
    asked: Sequence[Invariant],
    tested: Sequence[Tested],
    timeout_ms: int,
    progress: Progress | None,
) -> None:
    """Ask each invariant about the elements that none before it covers, quick ones first."""
    owners = {found.index: number for number, t in enumerate(tested) for found in t.mutants}
    unread = traffic_kinds(session.manifests, spec.ignore_kinds)
    ordered = sorted(asked, key=lambda i: (i.query.hops > 0, i.query.verb is Verb.POSSIBLE))
    for count, invariant in enumerate(ordered, 1):
        blind = not unread and bool(unmatched_groups(invariant.query, session.roster))
        examiner = Examiner(session, invariant, timeout_ms, blind)
        left = [found for item in tested if not item.by for found in item.mutants]
        for index in sorted(examiner.noticed(left, owners)):
            tested[owners[index]].by = tested[owners[index]].by or invariant.id
        for index in examiner.undecided:
            tested[owners[index]].undecided = True
        if progress:
            progress(count, len(ordered), invariant.id)


def results_of(
    session: Session, spec: Spec, tested: Sequence[Tested], most: int, timeout_ms: int
) -> list[ElementResult]:
    """The verdict on each element, with a gap for the first `most` uncovered ones."""
    owners = {found.index: number for number, t in enumerate(tested) for found in t.mutants}
    open_ones = [found for item in tested if not item.by for found in item.mutants]
    changing, undecided = effective(session, open_ones, timeout_ms, owners)
    live = {owners[index] for index in changing}
    doubtful = {owners[index] for index in undecided}
    adviser = Adviser(session, spec, timeout_ms)
    found: list[ElementResult] = []
    for number, item in enumerate(tested):
        status: Status = "covered" if item.by else "idle"
        if not item.by and (number in live or number in doubtful):
            status = "unknown" if item.undecided or number not in live else "uncovered"
        gap = None
        if status == "uncovered" and most > 0:
            most -= 1
            gap = gap_of(session, item.mutants, adviser, timeout_ms)
        found.append(ElementResult(item.element, status, item.by, gap))
    return found


def gap_of(
    session: Session, mutants: Sequence[Mutant], adviser: Adviser, timeout_ms: int
) -> Gap | None:
    """What would go unnoticed: rather what an invariant can tell, a flow that slips through than
    one that is cut off, one whose decision changes than one that the other side blocks. None where
    time runs out."""
    first: Gap | None = None
    with suppress(GaveUpError):
        known, shown = adviser.known(mutants)
        for found, gap in islice(gaps(session, shown, timeout_ms), TRIES):
            flow = gap.example.flow
            text = known or adviser.advise(found, gap.slips, gap.side, flow)
            if text:
                return replace(gap, suggestion=text)
            first = first or gap
    return first


def gaps(
    session: Session, mutants: Sequence[Mutant], timeout_ms: int
) -> Iterator[tuple[Mutant, Gap]]:
    """Flows that mutants let through or cut off, the best to show first. Raises GaveUpError."""
    for one_side in (False, True):
        for adds in (True, False):
            for found in (m for m in mutants if (m.adds if adds else m.drops)):
                side = found.direction if one_side else None
                for example in shown_flows(session, found, adds, side, timeout_ms):
                    yield found, Gap(found.mutation.change, adds, example, side)
