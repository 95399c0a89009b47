"""The invariants file held against itself, before any policy is read."""
