"""`netproof init`: an invariants file that is proved now."""
