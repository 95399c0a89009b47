"""Lines that the sections of a map for people share."""

from verifier.report.text import Page

PORTS = 14  # columns


def heading(page: Page, text: str) -> None:
    """The title of a section."""
    page.space()
    page.lines.append(page.canvas.paint("strong", text))


def row(page: Page, ports: str, words: str) -> None:
    """Ports, then who; long lists of ports take a line of their own."""
    indent = 3 + PORTS + 1
    if len(ports) > PORTS:
        page.lines.append(page.canvas.wrap(ports, 5, "   "))
        page.lines.append(page.canvas.wrap(words, indent + 2, " " * indent))
    else:
        page.lines.append(page.canvas.wrap(words, indent + 2, f"   {ports:<{PORTS}} "))
