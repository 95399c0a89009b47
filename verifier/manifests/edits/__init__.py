"""Edits of YAML text in place: comments, quotes and layout of all that is not edited stay.

An edited text is composed again, and is returned only if it says exactly what the edits ask for.
"""

from verifier.manifests.edits.editing import edited, edited_where_possible
from verifier.manifests.edits.requests import (
    Edit,
    NotEditableError,
    Remove,
    RemoveObject,
    Replace,
    Write,
)

__all__ = [
    "Edit",
    "NotEditableError",
    "Remove",
    "RemoveObject",
    "Replace",
    "Write",
    "edited",
    "edited_where_possible",
]
