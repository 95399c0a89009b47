"""The pages of the codes, one module per family: text alone, which loads no solver."""
