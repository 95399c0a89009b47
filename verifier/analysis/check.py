"""The main job: a verdict on every invariant."""

import datetime
import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from verifier.analysis.cases import judge_cases
from verifier.analysis.consistency.checking import refuse_impossible_facts, self_check
from verifier.analysis.earlier import Versions, about_the_earlier, sessions_for, versions_for
from verifier.analysis.facts import idle_facts, refuse_false_facts
from verifier.analysis.notes import notes
from verifier.analysis.plugins import known_dialect, plugin_assumed
from verifier.analysis.results import CheckReport, InvariantResult
from verifier.analysis.services.ends import looked_up
from verifier.analysis.standing import assumptions, name, summaries, traffic_kinds
from verifier.analysis.typos import asks_nodes, refuse_unknown_workloads, unmatched_groups
from verifier.dialect import Dialect, Level
from verifier.engine import Session, judge
from verifier.engine.cover import has_cover, violations
from verifier.errors import Problem
from verifier.invariants import expired
from verifier.manifests import Manifests
from verifier.parallel import processes, run_jobs
from verifier.query import Invariant, Spec
from verifier.verdict import Proved, Refuted, Unknown, Vacuous, Verdict

TIMEOUT_MS = 30_000
MANY_POLICIES = 500  # from here on the invariants are shared out to several processes
Progress = Callable[[int, int, str], None]


def check(
    manifests: Manifests,
    spec: Spec,
    *,
    level: Level | None = None,
    dialect: Dialect | None = None,
    timeout_ms: int = TIMEOUT_MS,
    progress: Progress | None = None,
    today: datetime.date | None = None,
    most: int | None = None,
    versions: Versions | None = None,
) -> CheckReport:
    """Every invariant and case of the spec, proved or refuted.

    `level` and `dialect` override those of the spec. `timeout_ms` (milliseconds) bounds each
    invariant. `today` (UTC by default) is the day that the `until` of exceptions is compared with.
    `most`: all flows that refute an invariant are wanted too, in at most so many statements.
    `versions` are those that invariants compare with; read here where they are not given.
    Raises InputError when the spec names a workload that the input lacks or contradicts itself, and
    SoundnessError when an answer does not stand up to the reference evaluator.
    """
    today = today or datetime.datetime.now(datetime.UTC).date()
    spec = looked_up(spec, manifests, spec.cases)
    doubtful: tuple[Problem, ...] = ()
    if spec.whole:
        doubtful = self_check(spec, namespaces=manifests.namespaces, today=today)
    else:
        refuse_impossible_facts(spec)
    known = known_dialect(manifests)
    asked = [in_force(invariant, level, dialect, today, known) for invariant in spec.invariants]
    session = Session(manifests, spec.cluster, [invariant.query for invariant in asked])
    if versions is None:
        versions = versions_for([spec])
    comparing = sessions_for(asked, manifests, versions, spec.cluster)
    refuse_unknown_workloads(spec, session.roster)
    refuse_false_facts(asked, session, timeout_ms)

    def job(index: int) -> InvariantResult:
        since = asked[index].query.since
        where = session if since is None else comparing[since.source]
        return judge_invariant(where, asked[index], spec, timeout_ms, most)

    def done(count: int) -> None:
        if progress:
            progress(count, len(asked), asked[count - 1].id)

    workers = processes(len(asked)) if len(manifests.policies) >= MANY_POLICIES else 1
    results = run_jobs(len(asked), job, workers, done)
    idle = idle_facts(results)
    results += judge_cases(manifests, spec, reading_of(spec, dialect, known), timeout_ms)
    used, ignored = summaries(manifests)
    return CheckReport(
        results=tuple(results),
        assumptions=(
            *assumptions(manifests, spec.ignore_kinds),
            *(plugin_assumed(dialect, manifests) if leaves_dialect_open(spec) else ()),
        ),
        warnings=(*manifests.warnings, *doubtful, *expiries(spec, today), *idle),
        texts={**{p: t for v in versions.values() for p, t in v.texts.items()}, **manifests.texts},
        declared=len({pod.workload for pod in session.inventory.pods}),
        used=used,
        ignored=ignored,
        workloads={pod.workload: pod.location for pod in reversed(session.inventory.pods)},
    )


def in_force(
    invariant: Invariant,
    level: Level | None,
    dialect: Dialect | None,
    today: datetime.date,
    known: Dialect | None = None,
) -> Invariant:
    """The invariant with what the caller overrides, and without expired exceptions (M-15). `known`
    is the dialect of the cluster's plugin, which counts where the file states none."""
    if dialect is None and not invariant.states_dialect:
        dialect = known
    current = tuple(item for item in invariant.query.exemptions if not expired(item, today))
    return replace(
        invariant,
        level=invariant.level if level is None else level,
        dialect=invariant.dialect if dialect is None else dialect,
        query=replace(invariant.query, exemptions=current),
    )


def leaves_dialect_open(spec: Spec) -> bool:
    """Whether some invariant or case states no dialect."""
    if spec.cases and not spec.defaults.states_dialect:
        return True
    return not all(invariant.states_dialect for invariant in spec.invariants)


def reading_of(spec: Spec, dialect: Dialect | None, known: Dialect | None) -> Dialect:
    """The dialect of what has none of its own, as cases."""
    if dialect is None and not spec.defaults.states_dialect:
        dialect = known
    return dialect or spec.defaults.dialect


def expiries(spec: Spec, today: datetime.date) -> tuple[Problem, ...]:
    """A warning for each exception whose day is past."""
    return tuple(
        Problem(
            "NP980",
            f"the exception ({item.reason}) expired on {item.until} and no longer applies",
            item.location,
            advice="remove it, or agree on a new date",
            object=f"invariant {invariant.id}",
        )
        for invariant in spec.invariants
        for item in invariant.query.exemptions
        if expired(item, today)
    )


def judge_invariant(
    session: Session,
    invariant: Invariant,
    spec: Spec,
    timeout_ms: int,
    most: int | None = None,
) -> InvariantResult:
    """The verdict on one invariant, with what the input leaves in doubt; with `most`, all flows
    that refute it, found in `timeout_ms` (milliseconds) more."""
    start = time.perf_counter()
    session.used.clear()
    levels = judge(session, invariant.query, invariant.dialect, timeout_ms, invariant.level)
    doubted = with_doubts(levels, session, invariant, spec)
    verdict, rests_on = doubted[invariant.level], tuple(sorted(session.used))
    cover = None
    unlisted: tuple[str, ...] = ()
    if most is not None and isinstance(verdict, Refuted):
        asked = invariant.query, invariant.dialect, invariant.level
        if has_cover(invariant.query):
            cover = violations(session, *asked, timeout_ms, most)
        elif invariant.query.hops:
            unlisted = ("one chain is shown: --all lists single flows only",)
        elif invariant.query.since:
            unlisted = ("one flow is shown: `netproof diff` lists all that opens and closes",)
    return InvariantResult(
        invariant,
        verdict,
        doubted,
        time.perf_counter() - start,
        (
            *about_the_earlier(invariant.query, verdict),
            *notes(session, invariant, verdict),
            *unlisted,
        ),
        rests_on,
        cover,
    )


def with_doubts(
    levels: Mapping[Level, Verdict], session: Session, invariant: Invariant, spec: Spec
) -> dict[Level, Verdict]:
    """`proved` gives way to `unknown` where a kind that changes traffic is not read (M-11), and
    to `vacuous` where a group matches no declared workload (M-10), or no node is known (M-05)."""
    return {
        level: (doubt_about(level, session, invariant, spec) or verdict)
        if isinstance(verdict, Proved)
        else verdict
        for level, verdict in levels.items()
    }


def doubt_about(level: Level, session: Session, invariant: Invariant, spec: Spec) -> Verdict | None:
    """What keeps a proof at the level from being one."""
    unread = traffic_kinds(session.manifests, spec.ignore_kinds)
    if unread:
        kinds = ", ".join(sorted({name(kind) for kind in unread}))
        return Unknown(f"not modelled, and may change traffic: {kinds}")
    if unmatched := unmatched_groups(invariant.query, session.roster):
        service = invariant.query.service
        if service is not None and invariant.query.destination.text in unmatched:
            return Vacuous(f"{service.text} selects no declared workload")
        return Vacuous(
            f"no declared workload is in {', '.join(unmatched)}: a typo, or else say "
            "`undeclared: true`"
        )
    known = session.cluster.node_cidrs or session.inventory.nodes
    if level is Level.DECLARED and not known and asks_nodes(invariant.query):
        return Vacuous(
            "no node is known at declared: say which addresses they have by nodeCIDRs, or give "
            "their Node objects"
        )
    return None
