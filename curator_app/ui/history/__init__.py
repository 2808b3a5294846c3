"""The history of an entry."""
