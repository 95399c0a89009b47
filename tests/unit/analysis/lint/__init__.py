"""Tests: lint."""
