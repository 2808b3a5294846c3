"""What the list says of itself: how many entries it shows, and why there are none."""

from __future__ import annotations

from curator_app.domain.query import ListQuery

FIRST_STEPS = (
    ("import", "Import files…"),
    ("new", "New entry"),
    ("demo", "Look at the demo"),
)
"""What an empty library offers: commands and the words of their buttons."""


def narrowed(query: ListQuery) -> bool:
    """Whether search or filters leave something out."""
    return bool(query.text or query.filters)


def count(query: ListQuery, number: int, total: int) -> str:
    """The line over the list: 12 of 6,000 entries."""
    nouns = ("removed entry", "removed entries") if query.removed else ("entry", "entries")
    if narrowed(query) and total and total >= number:
        return f"{number:,} of {total:,} {nouns[1]}"
    return f"{number:,} {nouns[0] if number == 1 else nouns[1]}"


def nothing(query: ListQuery) -> tuple[str, str]:
    """Heading and advice of an empty list."""
    if query.text:
        return f"Nothing matches “{query.text}”", "Try fewer or shorter words."
    if query.filters:
        return "Nothing matches these filters", "Untick some of them to see more."
    if query.removed:
        return "No removed entries", "What you remove is kept here."
    return "This library is empty", "Import a file of references, or begin a new entry."
