"""Tests: the map."""
