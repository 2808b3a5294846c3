"""The private inbox."""
