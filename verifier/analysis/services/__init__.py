"""Where Services, and what leads to them from outside, send their traffic."""
