"""Tests of verifier.manifests."""
