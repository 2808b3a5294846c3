"""The private inbox: its encrypted store, its keys, and where messages come from."""
