"""The integrations with CI systems and clusters, run as those systems run them."""
