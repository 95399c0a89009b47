"""Everything that netproof can say of one input, for a page to show."""
