"""Who reaches whom at `declared` facts (M-22), computed on sets: ends, ports and addresses that
nothing can tell apart are one bit each, so that rules become masks and no pair is asked about."""
