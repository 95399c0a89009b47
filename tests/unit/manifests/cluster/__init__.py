"""A live cluster as a source, over HTTP."""
