"""Questions asked of the engine, and their results as data for the reports."""
