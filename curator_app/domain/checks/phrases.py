"""The phrases of a word list as patterns that are tried where a word of theirs stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

_WORD = re.compile(r"[a-z0-9]+")
_WORD_GOES_ON = re.compile(r"\w")
_BEGINS = re.compile(r"[a-z0-9]+(?![\w*])")
_ODD_SPACES = ("  ", *(c for c in map(chr, range(0x3001)) if c.isspace() and c not in " \n"))
_GAP = r"(?:[^\w\n]+\w+){0,4}?[^\w\n]+"


class Phrases(NamedTuple):
    """The patterns of the phrases of one word.

    `fixed` by the letters that stand before the word, `others` by the letters they begin with.
    Most words are a phrase by themselves, which needs no pattern: then `alone`.
    """

    alone: bool
    fixed: list[tuple[int, re.Pattern[str]]]
    others: list[tuple[str, re.Pattern[str]]]

    @staticmethod
    def of(word: str, phrases: Iterable[str]) -> Phrases:
        """The patterns of these phrases, which have this word."""
        fixed: dict[int, list[str]] = {}
        others: dict[str, list[str]] = {}
        for phrase in sorted(phrases, key=len, reverse=True):
            lead = _before(word, " ".join(phrase.split()))
            if "…" not in lead and "*" not in lead:
                fixed.setdefault(len(lead), []).append(phrase)
                continue
            begins = _BEGINS.match(phrase)
            others.setdefault(begins.group() if begins else "", []).append(phrase)
        alone = fixed.get(0) == [word]
        if alone:
            del fixed[0]
        return Phrases(
            alone,
            [(lead, _any_of(phrases)) for lead, phrases in fixed.items()],
            [(first, _any_of(phrases)) for first, phrases in others.items()],
        )

    def spans(self, word: str, low: str) -> Iterator[tuple[int, int]]:
        """Where they stand: the fixed are tried where the word is, as far before as they begin."""
        for first, pattern in self.others:
            yield from _spans(first, pattern, low)
        fixed = self.fixed
        if fixed and _oddly_spaced(low):
            for _, pattern in fixed:
                yield from _spans("", pattern, low)
            fixed = []
        place = low.find(word) if fixed or self.alone else -1
        while place >= 0:
            for lead, pattern in fixed:
                if place >= lead and (match := pattern.match(low, place - lead)):
                    yield match.span()
            end = place + len(word)
            if self.alone and not _WORD_GOES_ON.match(low, end):
                yield place, end
            place = low.find(word, place + 1)


def _spans(first: str, pattern: re.Pattern[str], low: str) -> Iterator[tuple[int, int]]:
    """Where a pattern stands that begins with these letters, "" for no certain ones."""
    if not first:
        for match in pattern.finditer(low):
            yield match.span()
        return
    place = low.find(first)
    while place >= 0:
        if match := pattern.match(low, place):
            yield match.span()
        place = low.find(first, place + 1)


def _before(word: str, phrase: str) -> str:
    """What stands in a phrase before a word of it."""
    first = next(found for found in _WORD.finditer(phrase) if found.group() == word)
    return phrase[: first.start()]


def _any_of(phrases: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(_expression, phrases)))


@lru_cache(maxsize=64)
def _oddly_spaced(low: str) -> bool:
    """Whether more than one blank, or another one, stands between words."""
    return any(space in low for space in _ODD_SPACES)


def _expression(phrase: str) -> str:
    gaps = [part.split() for part in phrase.split("…")]
    inner = _GAP.join(r"[^\S\n]+".join(map(_word, part)) for part in gaps if part)
    after = r"(?!\w)" if phrase[-1:].isalnum() or phrase[-1:] == "*" else ""
    return f"{inner}{after}"


def _word(word: str) -> str:
    return re.escape(word).replace(r"\*", r"\w*").replace("'", "['’]")
