"""How the change that flips an answer reads."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from verifier.analysis.flip.results import Change, Edit
from verifier.decision import Decision

if TYPE_CHECKING:
    from verifier.report.text import Page

WORDS = {Decision.ALLOW: "to allow", Decision.DENY: "to deny", Decision.DEPENDS: "change"}
PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9._/-]*")
NOT_TEXT = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}


def change_json(change: Change) -> dict[str, object]:
    """The value of `change`: no edits where none was found that flips the decision."""
    return {"decision": change.decision.value, "edits": [_edit_json(e) for e in change.edits]}


def _edit_json(edit: Edit) -> dict[str, object]:
    found: dict[str, object] = {"action": edit.action, "policy": edit.policy, "field": edit.field}
    if edit.value is not None:
        found["value"] = edit.value
    if edit.location.path:
        at = edit.location
        found["location"] = {"path": at.path, "line": at.line, "column": at.column}
    return found


def rows(change: Change, page: "Page") -> None:
    """One row per edit, with the lines of what is removed."""
    name = WORDS[change.decision]
    if not change.edits:
        page.row(name, "no edit of NetworkPolicies alone was found that flips the answer")
    for number, edit in enumerate(change.edits):
        page.row("and" if number else name, edit_words(edit))
        if edit.action == "remove":
            page.show(edit.location, "remove this")


def edit_words(edit: Edit) -> str:
    """`remove spec.ingress[0].from[1] of NetworkPolicy shop/db`."""
    if edit.action == "remove":
        return f"remove {edit.field} of {edit.policy}"
    if edit.field == "spec":
        return f"add {edit.policy} with spec: {flow_style(edit.value)}"
    return f"add to {edit.field} of {edit.policy}: {flow_style(edit.value)}"


def flow_style(value: object) -> str:
    """A value as YAML on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_text(k)}: {flow_style(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow_style, value)) + "]"
    return str(value) if isinstance(value, int) else _text(str(value))


def _text(text: str) -> str:
    """A string, in quotes where YAML could take it for something else."""
    plain = PLAIN.fullmatch(text) and text.lower() not in NOT_TEXT
    return text if plain else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
