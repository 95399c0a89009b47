"""Tests: where Services lead."""
