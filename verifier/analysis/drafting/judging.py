"""What a drafted file may say: each item judged as its text is read."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from verifier.analysis.check import MANY_POLICIES, with_doubts
from verifier.analysis.drafting.text import WIDTH, Item, lines, scalar
from verifier.dialect import Level
from verifier.engine import Session
from verifier.engine.asker import Deadline, GaveUpError
from verifier.engine.session import Asked
from verifier.engine.universal import judge_level
from verifier.invariants import read_spec
from verifier.manifests import Manifests
from verifier.parallel import processes, run_jobs
from verifier.query import Invariant, Spec
from verifier.smt.groups import level_assumptions
from verifier.smt.logic import conj
from verifier.verdict import Proved, Refuted, Unknown, Vacuous, Verdict

PATH = "netproof.yaml"
HEAD = "apiVersion: netproof/v1"
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Finding:
    """The highest level at which an item is proved, None where it is at none; `first` is the
    verdict at the highest level asked."""

    item: Item
    level: Level | None
    first: Verdict

    @property
    def rank(self) -> int:
        """Levels as numbers; below all of them where nothing is proved."""
        return -1 if self.level is None else int(self.level)

    @property
    def reason(self) -> str:
        """Why it is not proved at the highest level, in words; "" where it is."""
        match self.first:
            case Refuted(reason=reason) | Unknown(reason) | Vacuous(reason):
                return reason
            case Proved():
                return ""


class Judge:
    """Judges items with these groups, and knows what it found. `timeout_ms` (milliseconds) bounds
    each item."""

    def __init__(
        self,
        manifests: Manifests,
        groups: Mapping[str, Sequence[str]],
        timeout_ms: int,
        progress: Progress | None = None,
    ) -> None:
        self.manifests = manifests
        self.groups = groups
        self.timeout_ms = timeout_ms
        self.progress = progress
        self.first: dict[Item, Verdict] = {}
        self.proved: dict[Item, Level] = {}

    def ask(self, items: Iterable[Item], level: Level) -> None:
        """Judges the items that are not proved yet; levels are asked from the highest down, since
        what is proved at one level holds at those below it (M-09). Raises SoundnessError where an
        answer does not stand up to the reference evaluator."""
        asked = [item for item in dict.fromkeys(items) if item not in self.proved]
        for item, verdict in self.verdicts(asked, level):
            self.first.setdefault(item, verdict)
            if isinstance(verdict, Proved):
                self.proved[item] = level

    def verdicts(self, items: Sequence[Item], level: Level) -> Iterator[tuple[Item, Verdict]]:
        """Each item with the first verdict on a part of it that is not proved, else Proved."""
        if not items:
            return
        spec, owners = self.read(items)
        found: dict[int, Verdict] = {}
        for owner, verdict in zip(owners, self.judge(spec, level), strict=True):
            if not isinstance(found.setdefault(owner, verdict), Proved):
                continue
            found[owner] = verdict
        yield from ((item, found[index]) for index, item in enumerate(items))

    def finding(self, item: Item) -> Finding:
        """What is known of an item that was asked about."""
        return Finding(item, self.proved.get(item), self.first[item])

    def read(self, items: Sequence[Item]) -> tuple[Spec, list[int]]:
        """The items as a file, and for each of its invariants the item that it stands for."""
        head = [HEAD, *group_lines(self.groups)]
        text, starts = [*head, "invariants:"], list[int]()
        for item in items:
            starts.append(len(text) + 1)
            text += lines(item)
        if not items:
            text[-1] += " []"
        spec = read_spec("\n".join([*text, ""]), PATH)
        return spec, [bisect_right(starts, i.location.line) - 1 for i in spec.invariants]

    def judge(self, spec: Spec, level: Level) -> list[Verdict]:
        """The verdict on each invariant, in order."""
        asked = spec.invariants
        session = Session(self.manifests, spec.cluster, [one.query for one in asked])

        def job(index: int) -> Verdict:
            one = asked[index]
            verdict = judge_at(session, one, level, self.timeout_ms)
            if not isinstance(verdict, Proved):
                return verdict
            return with_doubts({level: verdict}, session, one, spec)[level]

        def done(count: int) -> None:
            if self.progress:
                self.progress(count, len(asked), asked[count - 1].sentence)

        many = len(self.manifests.policies) >= MANY_POLICIES
        return run_jobs(len(asked), job, processes(len(asked)) if many else 1, done)


def judge_at(session: Session, invariant: Invariant, level: Level, timeout_ms: int) -> Verdict:
    """The verdict on one invariant at one level; a refutation is not made out: that would take
    most of the time, and which flow it shows is the solver's whim."""
    asked = session.prepare(invariant.query, invariant.dialect, Deadline.after(timeout_ms))
    try:
        if is_refuted(session, asked, level):
            return Refuted(None, "refuted")
        return judge_level(session, asked, level, None)
    except GaveUpError as error:
        return Unknown(str(error))


def is_refuted(session: Session, asked: Asked, level: Level) -> bool:
    """Some flow breaks the invariant."""
    violation = conj((asked.conditions.premise, asked.conditions.bad))
    parts = session.parts(asked) if level is Level.DECLARED else (asked,)
    return any(part.asker.ask(*level_assumptions(level), violation) for part in parts)


def group_lines(groups: Mapping[str, Sequence[str]]) -> list[str]:
    """The section `groups`, each of one line where that fits; none where there are none."""
    found: list[str] = []
    for name, entries in groups.items():
        line = f"  {scalar(name)}: {{{', '.join(entries)}}}"
        if len(line) <= WIDTH:
            found.append(line)
        else:
            found += [f"  {scalar(name)}:", *(f"    {entry}" for entry in entries)]
    return ["groups:", *found] if found else []
