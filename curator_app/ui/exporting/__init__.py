"""The export window."""
