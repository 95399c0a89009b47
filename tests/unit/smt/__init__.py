"""Terms and solvers."""
