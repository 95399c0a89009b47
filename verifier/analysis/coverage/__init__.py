"""`netproof coverage`: which parts of the policies some invariant would miss."""
