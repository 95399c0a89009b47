"""Findings that were there before: known by what they are about, not by their lines."""
