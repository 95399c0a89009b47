"""Tests: regressions."""
