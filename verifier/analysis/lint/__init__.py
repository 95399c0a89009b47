"""Findings without an invariants file: one module per family, each finding with its proof."""
