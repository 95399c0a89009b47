"""The clauses M-01 to M-15: each test fails when its clause is read the other way."""
