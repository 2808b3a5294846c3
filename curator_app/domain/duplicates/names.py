"""Authors as duplicates compare them: by the long parts of their names, in whatever order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from curator_app.domain.collective import is_collective
from curator_app.domain.plain_text import without_accents

_WORD = re.compile(r"[^\W_]+")
_NO_NAMES = frozenset({"others", "and", "von", "van", "der", "den", "del", "las", "los", "jr"})
_PARTICLES = frozenset(
    re.findall(r"\w+", "de del della den der di da do dos du el la le van von ter ten")
)
LONGEST = 200
MOST = 40
"""Authors that are looked at of one paper; consortia name hundreds."""


@lru_cache(maxsize=16_384)
def name_parts(author: str) -> frozenset[str]:
    """The parts of a name of three letters or more; databases move particles about.

    A short surname (Li, Wu) is kept whole, being all there is before the comma.
    """
    folded = without_accents(author[:LONGEST].casefold()).replace("ø", "o").replace("ł", "l")
    parts = {word for word in _WORD.findall(folded) if len(word) > 2 and word not in _NO_NAMES}
    surname = [word for word in _WORD.findall(folded.partition(",")[0]) if word not in _PARTICLES]
    return frozenset(parts | {word for word in surname if len(word) == 2} or surname)


def surname_parts(author: str) -> frozenset[str]:
    """The parts of what stands before the comma: the given names are not among them.

    Where a particle alone stands there (del, Pino M), the name is what follows.
    """
    surname, _, given = author.partition(",")
    particle = surname.strip().casefold() in _PARTICLES
    return name_parts(given if particle and given.strip() else surname)


def one_person(first: str, second: str) -> bool:
    """Whether two names can be one person's: they have a surname in common."""
    mine, theirs = surname_parts(first), surname_parts(second)
    return bool(mine & name_parts(second) or theirs & name_parts(first))


def shared_authors(first: Sequence[str], second: Sequence[str]) -> float | None:
    """The share of the shorter list that the other has too; None when that cannot be said.

    So it is without authors, and where one names only a group, the other perhaps its speaker.
    """
    mine, theirs = _named(first), _named(second)
    people, others = _people(mine), _people(theirs)
    if people or others:
        mine, theirs = people, others
    if not mine or not theirs:
        return None
    shorter, longer = sorted((mine, theirs), key=len)
    found = sum(any(one_person(author, other) for other in longer) for author in shorter)
    return found / len(shorter)


def _named(authors: Sequence[str]) -> list[str]:
    return [a for a in authors[:MOST] if a.casefold() not in ("others", "et al", "et al.")]


def _people(authors: Sequence[str]) -> list[str]:
    return [author for author in authors if not is_collective(author)]


def same_first(first: Sequence[str], second: Sequence[str]) -> bool | None:
    """Whether the first authors are one person; None when one has no authors, or first a group."""
    if not first or not second or is_collective(first[0]) != is_collective(second[0]):
        return None
    return one_person(first[0], second[0])
