"""What a change of the policies opens and closes, for every possible pod."""
