"""The answer of `netproof why`, for people."""

from collections.abc import Iterator

from verifier.analysis.results import AllowedPorts, WhyReport
from verifier.analysis.services.results import Hops
from verifier.report.change import rows
from verifier.report.terminal import Canvas
from verifier.report.text import Page, basis, sides
from verifier.report.words import DECISIONS, flow_words


def render_why(report: WhyReport, canvas: Canvas) -> str:
    """The decision, both sides of it, and the rules or policies that made it."""
    page, decided = Page(report.texts, canvas), report.decided
    word = DECISIONS[decided.decision]
    page.lines.append(
        canvas.wrap(flow_words(report.flow), 2, canvas.paint(word, word.upper()) + "  ")
    )
    if report.service is not None:
        service_rows(report.service, page)
    if decided.depends_on:
        page.row("depends", "; ".join(decided.depends_on))
    if report.allows is not None:
        sure, perhaps = _ports_words(report.allows), _ports_words(report.conditional or ())
        none = "no port is allowed" + (" under every fact" if perhaps else "")
        page.row("ports", f"allowed on {sure}" if sure else none)
        page.row("", f"depends on the open facts: {perhaps}" if perhaps else "")
    sides(decided, page)
    if report.change is not None:
        rows(report.change, page)
    basis(report, "The answer assumes:", page)
    return page.text()


def service_rows(found: Hops, page: Page) -> None:
    """Both hops, for each workload behind the Service."""
    for number, words in enumerate(service_words(found)):
        page.row("" if number else "service", words)


def service_words(found: Hops) -> Iterator[str]:
    """The same, one sentence each."""
    for hop in found.hops:
        protocol = hop.protocol.value.lower()
        where = f"{found.service} port {hop.service_port} -> pod port {protocol}/{hop.port}"
        decided = f": {DECISIONS[hop.decision]}" if hop.decision else ""
        if hop.decision is None and hop.reached is None:
            decided = ": no such flow can exist"
        closed = ": no declared workload and no address reaches it" if hop.reached is False else ""
        yield f"{where}, {hop.workload}{decided}{closed}"
    if found.lacking:
        yield f"no container has the named port: {', '.join(found.lacking)}"


def _ports_words(ports: tuple[AllowedPorts, ...]) -> str:
    return ", ".join(
        f"{p.protocol.value.lower()}/{p.first}" + (f"-{p.last}" if p.last != p.first else "")
        for p in ports
    )
