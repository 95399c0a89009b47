"""Tests: agreement."""
