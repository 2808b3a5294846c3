"""Real servers for the tests: each started by the test, on a port of its own, on this machine."""
