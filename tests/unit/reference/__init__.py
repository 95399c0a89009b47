"""The reference evaluator, rung by rung."""
