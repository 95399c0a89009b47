"""Findings on rendered manifests, traced back to the templates that they were rendered from."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from verifier.analysis.results import CheckReport, InvariantResult
from verifier.flow import PodEndpoint
from verifier.location import Location
from verifier.manifests.encoding import NotTextError, read_text
from verifier.manifests.origins import document_around, find_source, origin_of
from verifier.manifests.templates import template_line
from verifier.verdict import Counterexample, Proved, Refuted

MOST_PLACES = 500


def traced_back(report: CheckReport, folder: str = ".") -> CheckReport:
    """The report with the templates of the places that it names, and with their texts."""
    origins, texts = templates_of(report.texts, _places(report), folder)
    return replace(report, origins=origins, texts=texts)


def templates_of(
    texts: Mapping[str, str], places: Iterable[Location], folder: str = "."
) -> tuple[dict[Location, Location], dict[str, str]]:
    """The templates of those places that lie in rendered texts, and all texts with those of the
    templates; `folder` is where they are looked for. A template that is not there is named with
    its first line."""
    lines = {path: text.splitlines() for path, text in texts.items() if _rendered(text)}
    known = dict(texts)
    origins: dict[Location, Location] = {}
    found: dict[str, str | None] = {}
    named = dict.fromkeys(place for place in places if place.path in lines) if lines else {}
    for place in list(named)[:MOST_PLACES]:
        within = document_around(lines[place.path], place.line)
        document = [lines[place.path][index] for index in within]
        origin = origin_of(document)
        if origin is None:
            continue
        if origin.path not in found:
            found[origin.path] = find_source(origin, folder)
        path = found[origin.path]
        if path is None:
            origins[place] = Location(origin.path, 1, 1)
            continue
        try:
            known[path] = known.get(path) or read_text(path)
        except (OSError, NotTextError):
            continue
        template = known[path].splitlines() or [""]
        line = template_line(document, place.line - 1 - within.start, template)
        origins[place] = Location(path, line, _column(template[line - 1]))
    return origins, known


def _rendered(text: str) -> bool:
    return "# Source: " in text or "config.kubernetes.io/origin" in text


def _column(line: str) -> int:
    """Where a line begins, behind its indentation and the dash of a list."""
    return len(line) - len(line.lstrip(" -")) + 1 if line.strip(" -") else 1


def _places(report: CheckReport) -> Iterator[Location]:
    """The places that a report of any format may name."""
    for result in report.results:
        yield from _of_result(result, report)
    for problem in report.warnings:
        if problem.location:
            yield problem.location


def _of_result(result: InvariantResult, report: CheckReport) -> Iterator[Location]:
    examples: list[Counterexample] = []
    match result.verdict:
        case Proved(witness=Counterexample() as example):
            examples.append(example)
        case Refuted(counterexample=Counterexample() as example):
            examples.append(example)
        case _:
            pass
    if result.cover is not None:
        examples += result.cover.members
    for example in examples:
        hops = [(hop.flow, hop.decided) for hop in example.onward]
        for flow, decided in ((example.flow, example.decided), *hops):
            for trace in (decided.egress, decided.ingress):
                yield from (because.location for because in trace.steps)
            for end in (flow.source, flow.destination):
                workload = end.workload if isinstance(end, PodEndpoint) else None
                if workload is not None and workload in report.workloads:
                    yield report.workloads[workload]
