"""How differences read in sentences, whatever the format."""

from collections.abc import Iterator, Sequence

from verifier.analysis.diff.results import Answer, Change, DiffReport, Part, Verdict
from verifier.dialect import Level
from verifier.flow import Direction
from verifier.report.map_words import port_words, shortened
from verifier.report.terminal import listed, plural

HEADLINES = {
    Verdict.EQUIVALENT: "nothing opens and nothing closes",
    Verdict.MORE_PERMISSIVE: "some flows open, and none closes",
    Verdict.MORE_RESTRICTIVE: "some flows close, and none opens",
    Verdict.INCOMPARABLE: "some flows open, and some close",
    Verdict.UNKNOWN: "not everything could be found out",
}
WHO = {
    Level.DECLARED: "among the declared workloads",
    Level.ANY_POD: "among all pods that could exist in the namespaces as listed",
    Level.ANY_NAMESPACE: "among all pods that could exist in any namespace",
}
NOTICED = {
    Level.ANY_POD: "no declared workload notices: only pods that could exist do",
    Level.ANY_NAMESPACE: "no declared workload notices: only pods in namespaces with other labels",
}


def headline(report: DiffReport) -> str:
    """The verdict, in a sentence."""
    return f"{HEADLINES[report.verdict]}, {WHO[report.level]}"


def moved(report: DiffReport) -> Iterator[str]:
    """What workloads that are declared differently gain and lose, each as `+ a -> b, tcp/80`."""
    for item in report.inputs.moved:
        for sign, flows in (("+", item.gains), ("-", item.loses)):
            for one in flows:
                sources, destinations = (
                    listed(found, len(found))
                    for found in map(shortened, (one.sources, one.destinations))
                )
                yield f"{sign} {sources} -> {destinations}, {port_words(one.allows)}"


def about_moved(report: DiffReport) -> str:
    """That some workloads gain or lose flows though no policy says otherwise; "" if none does."""
    count = len(report.inputs.moved)
    verb = "gains or loses" if count == 1 else "gain or lose"
    who = plural(count, "workload")
    return f"{who} {verb} flows by being declared differently" if count else ""


def summary(report: DiffReport) -> str:
    """How many statements there are of each."""
    found = [
        f"{plural(len(answer.changes), 'statement')} of what {word}"
        for word, answer in (("opens", report.opened), ("closes", report.closed))
        if answer.changes
    ]
    verdict = f"{report.verdict.value}: {' and '.join(found)}" if found else report.verdict.value
    return "; ".join(filter(None, (verdict, about_moved(report))))


def missing(word: str, answer: Answer) -> str:
    """What is not known about what `opens` or `closes`."""
    if answer.complete or not answer.reason:
        return ""
    known = {True: f"this is not all that {word}", None: f"whether anything {word} is unknown"}
    return f"{known.get(answer.found, f'nothing {word}')}: {answer.reason}"


def who(change: Change) -> str:
    """The declared workloads that notice, by name; else who would."""
    if change.level is not Level.DECLARED:
        return NOTICED[change.level]
    ends = (change.sources, change.destinations)
    return " -> ".join("addresses outside" if e is None else listed(list(e)) for e in ends)


def unless(change: Change) -> str:
    """What keeps flows of the statement as they are."""
    return f"unless {' or '.join(change.unless)}" if change.unless else ""


def causes(change: Change) -> Iterator[tuple[Part, str]]:
    """What the sides do differently, one line for each of the policies that decide."""
    for part in change.because:
        yield part, f"{part.side}: {part_words(part)}"


def part_words(part: Part) -> str:
    """`NetworkPolicy shop/db (ingress[0].from[1]) admits it`."""
    word = part.direction.value.lower()
    if part.role == "selects":
        return f"{part.policy} selects the pod for {word}, and no rule admits it"
    path = ""
    if part.rule is not None:
        path = f" ({word}[{part.rule}]"
        if part.peer is not None:
            path += f".{'to' if part.direction is Direction.EGRESS else 'from'}[{part.peer}]"
        path += ")"
    return f"{part.policy}{path} {'admits it' if part.role == 'admits' else 'decides'}"


def free_sides(change: Change) -> Iterator[str]:
    """The sides on which no policy selects the pod of a direction that differs."""
    for direction in dict.fromkeys(part.direction for part in change.because):
        sides = {part.side for part in change.because if part.direction is direction}
        for side in ("old", "new"):
            if side not in sides:
                yield f"{side}: no NetworkPolicy selects the pod for {direction.value.lower()}"


def inputs(report: DiffReport) -> Iterator[tuple[str, Sequence[str]]]:
    """What else differs between the inputs, by kind."""
    found = report.inputs
    for title, lines in (
        ("Only in the old version", found.only_old),
        ("Only in the new version", found.only_new),
        ("Declared differently", found.altered),
        ("Namespaces with other labels", found.relabelled),
    ):
        if lines:
            yield title, lines
