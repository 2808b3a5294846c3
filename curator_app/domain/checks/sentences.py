"""Cutting reader text into sentences without stumbling over abbreviations and numbers."""

from __future__ import annotations

import re
from typing import NamedTuple

from curator_app.domain.checks.lexicon import wordset

MAX_SENTENCE = 1_500
"""Longer runs without a full stop are cut at a space, so that no pattern meets an endless text."""

# It begins with one set of characters, so that the search passes over all others quickly.
_BOUNDARY = re.compile(r"[.!?…\n](?:(?<!\n)[\"'”’)\]]*(\s+)(?=[\"'“‘(\[]*[A-Z0-9])|(?<=\n)(\n*))")
# The same where no other mark than a full stop is in the text: ten times as quick.
_STOP = re.compile(r"\.[\"'”’)\]]*(\s+)(?=[\"'“‘(\[]*[A-Z0-9])")
_LONG_WORD = 7
"""No abbreviation that keeps a sentence going has so many letters."""
_LAST_WORD = re.compile(r"([A-Za-z][A-Za-z.]*)\.$")
_NEXT_WORD = re.compile(r"[\"'“‘(\[]*(\w+)")
# A full stop after these never ends a sentence; after the second group only before a capital.
_NEVER = wordset(
    "e.g i.e vs cf fig figs ca approx dr prof mr mrs ms st nr vol resp ref refs eq tab suppl "
    "sp spp var"
)
_BEFORE_CAPITAL = frozenset({"al", "etc", "inc", "ltd", "min", "max"})
_GOING_ON = _NEVER | _BEFORE_CAPITAL | {"no"}
_STARTERS = wordset(
    "The In It This These Those That A An And But For However Of On At To We They He She Its "
    "Their There When While After Before Both Most Some Many No Not All"
)


class Sentence(NamedTuple):
    """A sentence and where it stands in its field's text."""

    start: int
    end: int
    text: str


def split(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text in order; line ends separate too (the items of a list)."""
    found: list[Sentence] = []
    start = 0
    other = "\n" in text or "?" in text or "!" in text or "…" in text
    boundary = _BOUNDARY if other else _STOP
    for match in boundary.finditer(text):
        end, following = match.span(1)
        if end < 0:  # a line end
            end, following = match.span()
        elif not _ends(text, match.start(), following):
            continue
        _add(found, text, start, end)
        start = following
    _add(found, text, start, len(text))
    return tuple(found)


def _add(found: list[Sentence], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped == piece and end - start <= MAX_SENTENCE:
        if piece:
            found.append(Sentence(start, end, piece))
        return
    while end - start > MAX_SENTENCE:
        cut = text.rfind(" ", start, start + MAX_SENTENCE)
        cut = cut if cut > start else start + MAX_SENTENCE
        found.append(Sentence(start, cut, text[start:cut]))
        start = cut
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        start += len(piece) - len(piece.lstrip())
        found.append(Sentence(start, start + len(stripped), stripped))


def _ends(text: str, stop: int, following: int) -> bool:
    """Whether a sentence ends at a mark, given where the next one begins."""
    if text[stop] != ".":
        return True
    before = text[max(0, stop - _LONG_WORD) : stop]
    if before.isascii() and len(before) == _LONG_WORD:
        if before.isalpha():
            return True
        short = before.rpartition(" ")[2]
        if len(short) > 1 and short.isalpha():
            return short.lower() not in _GOING_ON or _ends_after(short, text, following)
    last = _LAST_WORD.search(text, max(0, stop - 20), stop + 1)
    return last is None or _ends_after(last.group(1), text, following)


def _ends_after(word: str, text: str, position: int) -> bool:
    """Whether a sentence ends at a full stop after this word, given where the next one begins."""
    following = _NEXT_WORD.match(text, position)
    after = following.group(1) if following else ""
    if len(word) == 1 or (len(word) <= 4 and word[-2] == "." and word.isupper()):
        # An initial ("D. M. See", "the U.S. National ...") unless a sentence clearly begins.
        return not word.isupper() or after in _STARTERS
    if word.lower() == "no":
        return not after[:1].isdigit()
    if word.lower() in _NEVER:
        return False
    return word.lower() not in _BEFORE_CAPITAL or after[:1].isupper()
