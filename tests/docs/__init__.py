"""The site in docs/, and what its pages show."""
