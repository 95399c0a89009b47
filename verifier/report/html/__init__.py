"""One page on everything: self-contained HTML that fetches nothing."""
