"""Publication types that a file names as the vocabulary does: by id or by label."""

from __future__ import annotations

from functools import lru_cache

from curator_app.errors import BadValue
from curator_app.knowledge import vocabulary


@lru_cache(maxsize=256)
def known_type(text: str) -> str:
    """The vocabulary's id of a publication type, or "" when it has none."""
    try:
        return vocabulary().resolve("publication_type", text)
    except BadValue:
        return ""
