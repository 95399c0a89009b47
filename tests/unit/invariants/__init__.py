"""Tests of the invariants language."""
