"""Names that are no person's: groups, institutions and studies that stand where authors do."""

from __future__ import annotations

import re

_COLLECTIVE = re.compile(
    r"\b(?:association|academy|agency|alliance|authority|board|cent(?:er|re)s?|collaboration|"
    r"collaborators|college|commission|committee|consortium|council|department|foundation|group|"
    r"initiative|institutes?|investigators|ministry|network|organi[sz]ation|panel|programme|"
    r"project|registry|society|stud(?:y|ies)|taskforce|team|trials?|trust|university|working|"
    r"arbeitsgruppe|gesellschaft|société)\b",
    re.IGNORECASE,
)


def is_collective(name: str) -> bool:
    """Whether a name speaks of a group, an institution or a study rather than of a person."""
    return bool(_COLLECTIVE.search(name))
