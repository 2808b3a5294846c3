"""How a revision names the contribution that caused it: by its opaque id, and by nothing else."""

from __future__ import annotations

import re

ORIGIN = "contribution"
LABEL = "Contribution to "
"""How the operations are called that a contribution caused; the entry's address follows."""
_ID = re.compile(r"^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:$|[ :.])")


def note_for(contribution: str, words: str = "") -> str:
    """The note of such a revision: the id, then the reviewer's own words."""
    words = words.strip()
    return f"{contribution}: {words}" if words else contribution


def contribution_in(origin: str, note: str) -> str:
    """The id in a revision's note; "" when no contribution caused it."""
    found = _ID.match(note) if origin == ORIGIN else None
    return found[1] if found else ""


def words_in(note: str) -> str:
    """The reviewer's own words in such a note."""
    found = _ID.match(note)
    return note[found.end(1) :].lstrip(": ") if found else note
