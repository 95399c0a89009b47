"""What a test suite can reuse: strategies, and the agreement of encoder and reference."""
