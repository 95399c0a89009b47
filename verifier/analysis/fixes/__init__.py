"""Findings that can be fixed without changing what is allowed: planned, edited, and proved."""
