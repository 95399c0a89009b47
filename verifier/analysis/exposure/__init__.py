"""What pods beyond the declared ones could reach, and what could reach them."""
