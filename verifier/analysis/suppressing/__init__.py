"""Findings that somebody has decided to live with: by a comment, an annotation, or the
configuration."""
