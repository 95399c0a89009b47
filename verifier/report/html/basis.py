"""What the page rests on: assumptions, warnings about the input, and what was read."""

from verifier.analysis.overview.results import Overview
from verifier.errors import Problem
from verifier.report.html.escaping import element, escaped, with_code
from verifier.report.html.findings import left_out_words
from verifier.report.terminal import plural

MOST = 200  # warnings


def basis_html(overview: Overview) -> str:
    """Each assumption and each warning once."""
    reports = [r for r in (overview.drawing, overview.verdicts, overview.findings) if r is not None]
    assumed = {a.text: a for report in reports for a in report.assumptions}
    warnings = list(dict.fromkeys(w for report in reports for w in report.warnings))
    texts = [
        text + (f" ({found.count:,} times)" if found.count > 1 else "")
        for text, found in assumed.items()
    ]
    items = [escaped(text) for text in texts]
    if words := left_out_words(overview.left_out):
        items.append(with_code(f"Findings: {words[0].lower()}{words[1:]}", class_="command"))
    html = element("ul", "".join(element("li", item) for item in items))
    if warnings:
        html += element("h3", "Warnings about the input")
        html += element("ul", "".join(map(warning, warnings[:MOST])))
    if len(warnings) > MOST:
        html += element("p", f"and {plural(len(warnings) - MOST, 'more warning')}")
    read = f"Read {overview.drawing.used}." if overview.drawing.used else ""
    ignored = f"Ignored {overview.drawing.ignored}." if overview.drawing.ignored else ""
    return html + element("p", escaped(f"{read} {ignored}".strip()))


def warning(problem: Problem) -> str:
    """One warning, with its place and the advice."""
    subject = ": ".join(p for p in (problem.object, problem.field, problem.message) if p)
    place = f" at {element('code', escaped(str(problem.location)))}" if problem.location else ""
    advice = escaped(f"; {problem.advice}") if problem.advice else ""
    return element("li", f"{escaped(f'[{problem.code}] {subject}')}{place}{advice}")
