"""What is released: the wheel and the source distribution, as users install them."""
