"""Windows that ask public services about papers."""
