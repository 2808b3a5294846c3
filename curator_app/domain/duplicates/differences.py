"""What two titles say differently: abbreviations, spellings and small words apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from curator_app.domain.duplicates.titles import NUMBERED, Title

Alike = Callable[[str, str], float]
"""How alike two texts are, from 0 to 100 (rapidfuzz's ratio)."""

_SMALL = frozenset(
    re.findall(
        r"\w+",
        "a an and as at by for from in into of on or the to using via vs versus with"
        " der die das und de la le les des du et el los y e o zur zum",
    )
)
CUT = 60
"""Letters from which on a title that ends early is taken for one that was cut."""


@dataclass(frozen=True)
class Difference:
    """How two titles stand to each other: `alike` in percent, and words that only one has.

    `same` says that they are one title in two spellings, `within` that one only adds to the
    other (a subtitle, or the end that was cut), `numbered` that their numbers tell them apart.
    """

    alike: float
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    same: bool = False
    within: bool = False
    numbered: bool = False


def compare_titles(first: Title, second: Title, alike: Alike) -> Difference:
    """What the two titles say differently, names of abbreviations and spellings apart."""
    cut = _is_cut(first.key, second.key)
    numbered = first.numbers != second.numbers and not _fewer(first, second, cut=cut)
    if first.key == second.key:
        return Difference(100.0, same=bool(first.key), numbered=numbered)
    share = alike(first.key, second.key)
    left, right = _only(first.words, second.words), _only(second.words, first.words)
    left, right = _abbreviated(left, right, first.words, second.words)
    left, right = _spelt(left, right, alike)
    within = cut or not (left and right)
    return Difference(
        share,
        tuple(left),
        tuple(right),
        same=not left and not right,
        within=within,
        numbered=numbered,
    )


def _is_cut(first: str, second: str) -> bool:
    shorter, longer = sorted((first, second), key=len)
    return len(shorter) >= CUT and longer.startswith(shorter[:-1])


def _fewer(first: Title, second: Title, *, cut: bool) -> bool:
    """Whether the numbers that one lacks were in the part that was cut, and name no part."""
    shorter, longer = sorted((first, second), key=lambda title: len(title.words))
    rest = longer.words[len(shorter.words) :]
    if not cut or len(rest) <= 2 or NUMBERED & {*rest, *shorter.words[-1:]}:
        return False
    return not Counter(shorter.numbers) - Counter(longer.numbers)


def _only(words: Sequence[str], others: Sequence[str]) -> list[str]:
    rest = Counter(others)
    found: list[str] = []
    for word in words:
        if rest[word] > 0:
            rest[word] -= 1
        elif word not in _SMALL:
            found.append(word)
    return found


def _abbreviated(
    left: list[str], right: list[str], first: Sequence[str], second: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Without the abbreviations whose words stand in the other title or in the same one."""
    spelt_out = set[str]()
    for words, other in ((left, second), (right, first)):
        for word in list(words):
            for source in (other, first if words is left else second):
                run = _run_of(word, source)
                if run:
                    words.remove(word)
                    spelt_out.update(run)
                    break
    return [w for w in left if w not in spelt_out], [w for w in right if w not in spelt_out]


def _run_of(word: str, words: Sequence[str]) -> Sequence[str]:
    """The words one after another whose first letters are this abbreviation."""
    if not 2 <= len(word) <= 6 or not word.isalpha():
        return ()
    initials = "".join(item[0] for item in words)
    place = initials.find(word)
    return words[place : place + len(word)] if place >= 0 else ()


def _spelt(left: list[str], right: list[str], alike: Alike) -> tuple[list[str], list[str]]:
    """Without the words that are one word misspelt, divided or joined."""
    if left and right and "".join(left) == "".join(right):
        return [], []
    for word in list(left):
        twin = next((other for other in right if _one_word(word, other, alike)), None)
        if twin is not None:
            left.remove(word)
            right.remove(twin)
    return left, right


_OPPOSED = re.compile("^(?:hyper|hypo|pre|post|inter|intra|macro|micro|anti|pro|non|un|in|im|a)")


def _one_word(first: str, second: str, alike: Alike) -> bool:
    if min(len(first), len(second)) < 5 or any(c.isdigit() for c in first + second):
        return False
    if _OPPOSED.sub("", first, 1) == _OPPOSED.sub("", second, 1):
        return False
    return alike(first, second) >= 84
