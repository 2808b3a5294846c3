"""Cutting reader text into sentences without stumbling over abbreviations and numbers."""

from __future__ import annotations

import re
from typing import NamedTuple

from curator_app.domain.checks.lexicon import wordset

MAX_SENTENCE = 1_500
"""Longer runs without a full stop are cut at a space, so that no pattern meets an endless text."""

# It begins with one set of characters, so that the search passes over all others quickly.
_BOUNDARY = re.compile(r"[.!?…\n](?:(?<!\n)[\"'”’)\]]*(\s+)(?=[\"'“‘(\[]*[A-Z0-9])|(?<=\n)(\n*))")
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
    for match in _BOUNDARY.finditer(text):
        if match.group(2) is None and not _ends(text, match):
            continue
        _add(found, text, start, match.start(1) if match.group(1) else match.start())
        start = match.end()
    _add(found, text, start, len(text))
    return tuple(found)


def _add(found: list[Sentence], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    if piece and end - start <= MAX_SENTENCE and not (piece[0].isspace() or piece[-1].isspace()):
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


def _ends(text: str, match: re.Match[str]) -> bool:
    if text[match.start()] != ".":
        return True
    before = text[max(0, match.start() - _LONG_WORD) : match.start()]
    if len(before) == _LONG_WORD and before.isascii() and before.isalpha():
        return True
    last = _LAST_WORD.search(text, max(0, match.start() - 20), match.start() + 1)
    if last is None:
        return True
    word = last.group(1)
    following = _NEXT_WORD.match(text, match.end())
    after = following.group(1) if following else ""
    if len(word) == 1 or (len(word) <= 4 and word[-2] == "." and word.isupper()):
        # An initial ("D. M. See", "the U.S. National ...") unless a sentence clearly begins.
        return not word.isupper() or after in _STARTERS
    if word.lower() == "no":
        return not after[:1].isdigit()
    if word.lower() in _NEVER:
        return False
    return word.lower() not in _BEFORE_CAPITAL or after[:1].isupper()
