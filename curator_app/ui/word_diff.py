"""What changed between two texts, word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

SAME, REMOVED, ADDED = "same", "removed", "added"
Piece = tuple[str, str]
Span = tuple[int, int]
_TOKENS = re.compile(r"\s+|\w+(?:[-'’]\w+)*|[^\w\s]")
# Beyond this the comparison itself would be felt; old and new then stand one after the other.
_MOST = 3_000_000


def pieces(old: str, new: str) -> list[Piece]:
    """The texts as one run of (same, removed or added; words), in reading order."""
    if old == new:
        return [(SAME, old)] if old else []
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    if not before or not after or len(before) * len(after) > _MOST:
        return [piece for piece in ((REMOVED, old), (ADDED, new)) if piece[1]]
    return _joined(_compare(before, after))


def _compare(before: Sequence[str], after: Sequence[str]) -> list[Piece]:
    found: list[Piece] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for what, i, j, k, m in matcher.get_opcodes():
        if what == "equal":
            found.append((SAME, "".join(before[i:j])))
        else:
            found += [(REMOVED, "".join(before[i:j])), (ADDED, "".join(after[k:m]))]
    return [piece for piece in found if piece[1]]


def _joined(found: list[Piece]) -> list[Piece]:
    """Single spaces between changed words belong to the change, or every word stands alone."""
    joined: list[Piece] = []
    removed = added = ""
    for place, (kind, text) in enumerate(found):
        between = kind == SAME and not text.strip() and "\n" not in text
        if kind == REMOVED:
            removed += text
        elif kind == ADDED:
            added += text
        elif between and (removed or added) and place + 1 < len(found):
            removed, added = removed + text, added + text
        else:
            joined += [(REMOVED, removed), (ADDED, added), (SAME, text)]
            removed = added = ""
    joined += [(REMOVED, removed), (ADDED, added)]
    return [piece for piece in joined if piece[1]]


def unlike(old: str, new: str) -> tuple[list[Span], list[Span]]:
    """The places in each text that the other has not; none where they have no word in common."""
    found = pieces(old, new)
    places: dict[str, list[Span]] = {REMOVED: [], ADDED: []}
    at = {REMOVED: 0, ADDED: 0}
    for kind, text in found:
        for side in (REMOVED, ADDED) if kind == SAME else (kind,):
            if kind != SAME:
                places[side].append((at[side], at[side] + len(text)))
            at[side] += len(text)
    if not any(kind == SAME and text.strip() for kind, text in found):
        return [], []
    return places[REMOVED], places[ADDED]


def spoken(old: str, new: str) -> str:
    """The change in words, for those who cannot see colours or strokes."""
    words = {REMOVED: "removed", ADDED: "added"}
    parts = [f"{words[kind]} “{text.strip()}”" for kind, text in pieces(old, new) if kind in words]
    return "; ".join(parts) or "no change"
