"""Text to resources: sources, located YAML nodes, typed decoding, API server validation."""
