"""Finding a span of a checked text again in the text as it stands on screen."""

from __future__ import annotations

import re

Span = tuple[int, int]


def located(shown: str, checked: str, span: Span) -> Span | None:
    """Where the words of a span of `checked` stand in `shown`; None when they do not.

    The two differ only in spaces, breaks and what storing takes away, so the words that are the
    third of their kind in one are the third in the other.
    """
    words = checked[span[0] : span[1]].split()
    if shown == checked or not words:
        return span if words else None
    pattern = re.compile(r"\s+".join(map(re.escape, words)))
    start = span[0] + len(checked[span[0] : span[1]]) - len(checked[span[0] : span[1]].lstrip())
    before = sum(1 for found in pattern.finditer(checked) if found.start() < start)
    for number, found in enumerate(pattern.finditer(shown)):
        if number == before:
            return found.span()
    return None


def utf16(text: str, position: int) -> int:
    """A place of a text as Qt counts it: characters beyond the first plane count as two."""
    if text.isascii():
        return position
    return len(text[:position].encode("utf-16-le", "surrogatepass")) // 2
