"""The user's language: invariants files and sentences, read into queries (specs/invariants.md)."""

from verifier.invariants.exemptions import expired
from verifier.invariants.files import find_specs, load_spec
from verifier.invariants.sentences import parse_sentence
from verifier.invariants.spec import ask_invariant, read_spec

__all__ = ["ask_invariant", "expired", "find_specs", "load_spec", "parse_sentence", "read_spec"]
