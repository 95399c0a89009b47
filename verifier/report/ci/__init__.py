"""Formats that CI systems read: each module renders the same neutral report."""
