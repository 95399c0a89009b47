"""The user's language: invariants files and sentences, read into queries (specs/invariants.md)."""

from verifier.invariants.core_form import core_form
from verifier.invariants.exceptions import load_exceptions
from verifier.invariants.exemptions import expired
from verifier.invariants.files import find_above, find_specs, named_specs
from verifier.invariants.loading import load_each, load_spec, load_together
from verifier.invariants.sentences import parse_sentence
from verifier.invariants.spec import ask_invariant, read_spec

__all__ = [
    "ask_invariant",
    "core_form",
    "expired",
    "find_above",
    "find_specs",
    "load_each",
    "load_exceptions",
    "load_spec",
    "load_together",
    "named_specs",
    "parse_sentence",
    "read_spec",
]
