"""Writes docs/rules anew: python docs/write_rules.py"""

from pathlib import Path

from verifier.analysis.lint.registry import RULES
from verifier.report.rule_page import render_index, render_page


def main() -> None:
    """One page per code, and the index."""
    folder = Path(__file__).parent / "rules"
    folder.mkdir(exist_ok=True)
    for path in folder.glob("*.md"):
        path.unlink()
    for rule in RULES:
        (folder / f"{rule.code}.md").write_text(render_page(rule), encoding="utf-8")
    (folder / "README.md").write_text(render_index(), encoding="utf-8")


if __name__ == "__main__":
    main()
