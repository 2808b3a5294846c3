"""The command line: the same services as the window, with JSON for programs."""
