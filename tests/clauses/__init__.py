"""The law of specs/semantics.md, part two: each test fails when its clause is read the other way."""
