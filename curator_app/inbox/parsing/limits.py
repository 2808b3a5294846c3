"""How much of a mail is read. More is cut and said so; the raw copy still has it all."""

from __future__ import annotations

HEADERS = 200
"""Lines of one header that are kept."""
HEADER_BYTES = 8 * 1024
"""Of one header line, folded lines included. (CPython's own parser needs 19 s for 40 KB of ";".)"""
DEPTH = 20
PARTS = 200
TEXT = 10 * 1024 * 1024
"""Characters of text shown."""
ADDRESSES = 100
NAME = 120
"""Characters of a file's name."""
FILES = 1000
