"""The report of `check` and `ask` as notices and results of tests."""

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from verifier.analysis.results import CheckReport, InvariantResult
from verifier.errors import Problem
from verifier.flow import PodEndpoint
from verifier.location import Location
from verifier.query import Invariant
from verifier.report.ci.fingerprints import content, fingerprint, told_apart
from verifier.report.ci.guilt import Guilty, guilty, hops_of, steps
from verifier.report.ci.notice import (
    OF_SEVERITY,
    SECURITY,
    Changed,
    CiReport,
    Notice,
    Outcome,
    Placed,
    Trial,
)
from verifier.report.ci.rows import as_text, rows_of
from verifier.report.ci.templates import at_template
from verifier.report.regressions import earlier_rows, reasons, title
from verifier.report.terminal import plural
from verifier.report.text import ASKED
from verifier.report.words import example_of, flow_words
from verifier.verdict import Counterexample, Proved, Refuted, Unknown, Vacuous, verdict_name

SCALE = ("error", "warning", "info")
GUIDE, CODES = "invariants", "rules"  # pages of the documentation
OUTCOMES: dict[str, Outcome] = {
    "proved": "passed",
    "refuted": "failed",
    "vacuous": "failed",
    "unknown": "error",
}
HELP = """\
**{sentence}**

netproof looks for a flow that breaks this invariant among all pods that could exist. The finding
shows such a flow and the rules that decide it; the reference evaluator has confirmed it.

- Judge this invariant alone: `netproof check --select {id}`
- List all flows that break it: `netproof check --select {id} --all`
- Narrow the rule that is shown, or, where the flow is meant, allow it by `except` with a reason.
"""


def of_check(report: CheckReport, fail_on: str) -> CiReport:
    """The report in the neutral form; `fail_on` is the least severity that fails the run."""
    codes = _codes(report)
    counting = SCALE[: SCALE.index(fail_on) + 1]
    pairs = list(zip(codes, report.results, strict=True))
    notices = [n for code, result in pairs for n in _notices(code, result, report)]
    notices += [warning(problem, report.texts) for problem in report.warnings]
    return CiReport(
        command="check",
        summary=_summary(report),
        notices=told_apart(at_template(n, report.origins, report.texts) for n in notices),
        tests=tuple(_test(code, result, report, counting) for code, result in pairs),
        basis=tuple(assumption.text for assumption in report.assumptions),
        texts=report.texts,
        since=report.since,
        changes=tuple(Changed(title(each), tuple(reasons(each))) for each in report.changes),
    )


def _codes(report: CheckReport) -> list[str]:
    """The ids; with the file where several files have one id."""
    invariants = [result.invariant for result in report.results]
    times = Counter(invariant.id for invariant in invariants)
    return [i.id if times[i.id] == 1 else f"{i.location.path}#{i.id}" for i in invariants]


def _summary(report: CheckReport) -> str:
    counts = Counter(verdict_name(result.verdict) for result in report.results)
    tally = ", ".join(f"{counts[name]:,} {name}" for name in OUTCOMES if counts[name])
    return f"{plural(len(report.results), 'invariant')}: {tally or 'nothing to judge'}"


def _notices(code: str, result: InvariantResult, report: CheckReport) -> Iterator[Notice]:
    """One for each cause: with all flows at hand, one for each part of a policy to look at."""
    match result.verdict:
        case Proved():
            return
        case Refuted(counterexample=Counterexample() as example):
            members = result.cover.members if result.cover is not None else ()
            found: dict[object, Counterexample] = {}
            for each in (example, *members):
                parts = guilty(each)
                found.setdefault(parts[0].because if parts else None, each)
            for each in found.values():
                yield _refutation(code, result, each, report)
        case Refuted(reason=reason) | Unknown(reason=reason) | Vacuous(reason=reason):
            yield _notice(code, result, report, None, f": {reason}" if reason else "")


def _refutation(
    code: str, result: InvariantResult, example: Counterexample, report: CheckReport
) -> Notice:
    flows = ", then ".join(flow_words(flow) for flow, _ in hops_of(example))
    decision = "is allowed" if example.decided.decision.value == "allow" else "is not allowed"
    if example.decided.decision.value == "depends":
        decision = "depends on open facts"
    reason = getattr(result.verdict, "reason", "")
    because = f" ({reason})" if reason else ""
    return _notice(code, result, report, example, f": {flows} {decision}{because}")


def _notice(
    code: str,
    result: InvariantResult,
    report: CheckReport,
    example: Counterexample | None,
    words: str,
) -> Notice:
    invariant, verdict = result.invariant, verdict_name(result.verdict)
    level = OF_SEVERITY[invariant.severity]
    parts = guilty(example) if example else []
    workloads = _workloads(example, report)
    location, related = _places(invariant, parts, workloads)
    cause = parts[0] if parts else None
    rows = rows_of(result, report.declared, example)
    return Notice(
        code=code,
        name=invariant.title,
        level=level,
        message=f"{verdict.upper()} {invariant.title}{words}",
        location=location,
        fingerprint=_fingerprint(result, cause, report),
        rows=(
            *(row for row in rows if row[0] not in ("flow", "reason")),  # in the message
            *earlier_rows(invariant, report),
        ),
        related=related,
        steps=steps(example) if example else (),
        description=f"{invariant.sentence} (level {invariant.level.text})",
        help=HELP.format(sentence=invariant.sentence, id=invariant.origin or invariant.id),
        page=GUIDE,
        security_severity=SECURITY[level],
        tags=("security", "kubernetes", "network-policy", *invariant.controls),
    )


def _places(
    invariant: Invariant, parts: Sequence[Guilty], workloads: Sequence[Placed]
) -> tuple[Location | None, tuple[Placed, ...]]:
    """Where to look, and what plays a part: without a guilty policy it is the invariant, or,
    where the command line states that, a workload."""
    stated = () if invariant.location.path == ASKED else (invariant.location,)
    found: list[Placed] = [(part.text, part.because.location) for part in parts]
    found += [("the invariant", place) for place in stated]
    found += workloads
    places = dict.fromkeys(place for _, place in found)
    words = {place: text for text, place in reversed(found)}
    if not places:
        return None, ()
    first, *others = places
    return first, tuple((words[place], place) for place in others)


def _workloads(example: Counterexample | None, report: CheckReport) -> list[Placed]:
    """The declared workloads at the ends of a flow, the destination first."""
    found: list[Placed] = []
    for flow, _ in hops_of(example) if example else ():
        for role, end in (("destination", flow.destination), ("source", flow.source)):
            name = end.workload if isinstance(end, PodEndpoint) else None
            if name is not None and name in report.workloads:
                found.append((f"the {role}, {name}", report.workloads[name]))
    return found


def _fingerprint(result: InvariantResult, cause: Guilty | None, report: CheckReport) -> str:
    """The invariant, its verdict and the text of the guilty part decide: not the flow, of which
    the solver may find another one, nor any line. A case has no id of its own."""
    invariant = result.invariant
    identity = invariant.id if invariant.query.source.members else invariant.title
    parts = [identity, verdict_name(result.verdict)]
    if cause is not None:
        because = cause.because
        text = content(report.texts, because.location)
        number = "" if text else f"{because.rule}.{because.peer}"
        parts += [because.policy, cause.direction.value, because.kind, text or number]
    return fingerprint(*parts)


def warning(problem: Problem, texts: Mapping[str, str]) -> Notice:
    """A doubt about the input as a notice; `texts` are those of the input, by their paths."""
    subject = (problem.object, problem.field, problem.message)
    text = content(texts, problem.location) if problem.location else ""
    return Notice(
        code=problem.code,
        name="a doubt about the input",
        level="warning",
        message=": ".join(part for part in subject if part),
        location=problem.location,
        fingerprint=fingerprint(problem.code, problem.object, problem.message, text),
        rows=(("help", problem.advice),) if problem.advice else (),
        help=problem.advice,
        page=CODES,
        tags=("kubernetes", "network-policy"),
    )


def of_problems(problems: Sequence[Problem]) -> CiReport:
    """What keeps the input from being judged. A place in no file at hand, as in a revision, is in
    the message: an annotation would stand in another version of the file."""
    return CiReport(
        command="check",
        summary=f"{plural(len(problems), 'problem')} in the input, nothing was judged",
        notices=told_apart(_refusal(problem) for problem in problems),
    )


def _refusal(problem: Problem) -> Notice:
    notice = replace(warning(problem, {}), name="input that cannot be read", level="error")
    if problem.location is None or os.path.exists(problem.location.path):
        return notice
    return replace(notice, location=None, message=f"{problem.location}: {notice.message}")


def _test(
    code: str, result: InvariantResult, report: CheckReport, counting: Sequence[str]
) -> Trial:
    invariant, verdict = result.invariant, verdict_name(result.verdict)
    outcome = OUTCOMES[verdict]
    if outcome != "passed" and invariant.severity not in counting:
        outcome = "skipped"
    example = example_of(result.verdict)
    rows = (*rows_of(result, report.declared, example), *earlier_rows(invariant, report))
    parts = guilty(example) if example and verdict == "refuted" else []
    blame = [("at", f"{part.because.location} {part.text}") for part in parts[:3]]
    return Trial(
        id=code,
        title=invariant.title,
        kind=verdict,
        outcome=outcome,
        seconds=result.seconds,
        text=as_text((*rows, *blame)) if verdict != "proved" else "",
        location=None if invariant.location.path == ASKED else invariant.location,
    )
