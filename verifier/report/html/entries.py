"""What comes in by way of Services: each entry, where it arrives, and what policies leave of it."""

from collections.abc import Iterator

from verifier.analysis.overview.drawing import Drawing
from verifier.analysis.results import AllowedPorts
from verifier.analysis.services.results import Admits, EntryEdges, Ways
from verifier.report.html.escaping import element, escaped
from verifier.report.html.excerpts import Excerpts
from verifier.report.html.traces import row
from verifier.report.map_ways import admission_words, loose_words, unreached_words, way_words
from verifier.report.map_words import Names, port_words

HEAD = "What comes in by way of Services"
ADMITTED = {  # the word of a badge, and its look
    Admits.ALL: ("all admitted", "allowed"),
    Admits.SOME: ("some admitted", "depends"),
    Admits.NONE: ("nobody admitted", "not-allowed"),
    Admits.UNKNOWN: ("not known", "unknown"),
}


def entries_html(drawing: Drawing) -> str:
    """A section; "" where nothing is known to come in, or to lead nowhere."""
    ways = drawing.ways or Ways()
    blocks = "".join(blocks_of(ways, Names(drawing.workloads), Excerpts(drawing.texts)))
    if not blocks:
        return ""
    head = element("h2", HEAD, id="entries-head")
    return element("section", head + blocks, id="entries", aria_labelledby="entries-head")


def blocks_of(ways: Ways, names: Names, excerpts: Excerpts) -> Iterator[str]:
    """One closed block for each entry; then what leads nowhere, and what nobody reaches."""
    for edges in ways.edges:
        word, look = badge_of(edges)
        head = f"{badge(word, look)} {escaped(way_words(edges.entry))}"
        body = element("dl", "".join(arrivals(edges, names)), class_="trace")
        yield block(head, body + excerpts.show(edges.entry.location))
    for loose in ways.loose:
        head = f"{badge('leads nowhere', 'warning')} {escaped(loose_words(loose))}"
        yield block(head, excerpts.show(loose.location))
    for silent in ways.unreached:
        head = f"{badge('unreached', 'warning')} {escaped(unreached_words(silent, names))}"
        yield block(head, excerpts.show(silent.location))


def block(head: str, body: str) -> str:
    """One closed block."""
    return element("details", element("summary", head) + body)


def badge(word: str, look: str) -> str:
    """A word in a frame."""
    return element("strong", word, class_=f"badge {look}")


def badge_of(edges: EntryEdges) -> tuple[str, str]:
    """What is left over all places where an entry arrives."""
    found = {arrival.admission.admits for arrival in edges.arrivals} or {Admits.NONE}
    return ADMITTED[found.pop() if len(found) == 1 else Admits.SOME]


def arrivals(edges: EntryEdges, names: Names) -> Iterator[str]:
    """Each place where an entry arrives, with who is admitted there."""
    for arrival in edges.arrivals:
        port = AllowedPorts(arrival.protocol, arrival.port, arrival.port)
        who = admission_words(edges.entry, arrival.admission)
        yield row(port_words((port,)), escaped(f"{names.one(arrival.workload)}: {who}"))
    for name in edges.lacking:
        lacks = f"{names.one(name)}: no container has the port of that name"
        yield row("no port", escaped(lacks))
