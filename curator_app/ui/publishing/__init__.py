"""The publish window."""
