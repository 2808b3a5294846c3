"""Names of authors as the atlas stores them: See, D M."""

from __future__ import annotations

import re

_ABBREVIATED = re.compile(r"(.+?) ([^\W\d_a-z]{1,5})(?: (Jr|Sr|2nd|3rd|4th|II|III|IV))?\.?")


def stored_name(last: str, given: str, suffix: str = "") -> str:
    """Surname, comma, given names or initials, suffix."""
    rest = f"{given.strip()} {suffix.strip()}".strip()
    return ", ".join(part for part in (" ".join(last.split()), rest) if part)


def from_abbreviated(name: str) -> str:
    """ "See DM Jr" as PubMed's short form has it; other forms (a group, one word) as they are."""
    name = " ".join(name.split())
    match = _ABBREVIATED.fullmatch(name) if len(name) < 500 else None
    if not match:
        return name
    return stored_name(match[1], " ".join(match[2]), match[3] or "")
