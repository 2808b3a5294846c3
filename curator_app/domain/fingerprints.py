"""Whether a text holds words of other texts, told by keyed numbers instead of the words themselves.

Every eight words in a row become a number, and every mail address. The key is random and is never
kept: the numbers tell nothing to anybody who gets hold of them.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from array import array
from bisect import bisect_left
from collections.abc import Iterable

from curator_app.domain.repeating import folded, plain

ROW = 8
"""Words in a row that are taken for a copy."""
_PRIME = (1 << 61) - 1
_WORD = re.compile(r"[^\W_]+(?:[-'’./][^\W_]+)*")
_INNER = re.compile(r"[-'’./]")
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")


class Numbers:
    """Turns texts into numbers, the same text always into the same ones."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._base = secrets.randbelow(_PRIME - 2) + 2
        self._last = pow(self._base, ROW, _PRIME)
        self._words: dict[str, int] = {}

    def of(self, text: str) -> set[int]:
        """The numbers of all rows of words and all addresses in a text."""
        flat = text.lower() if text.isascii() else folded(plain(text))
        found = {self._one(f"mail {mail}") for mail in _MAIL.findall(flat)}
        found |= self._rows(_WORD.findall(flat))
        return found

    def _rows(self, words: list[str]) -> set[int]:
        known, one = self._words, self._one
        numbers: list[int] = []
        for word in words:
            number = known.get(word)
            if number is None:
                number = known[word] = one(_INNER.sub("", word))
            numbers.append(number)
        base, last, row = self._base, self._last, 0
        found = set[int]()
        for place, number in enumerate(numbers):
            row = (row * base + number) % _PRIME
            if place >= ROW:
                row = (row - numbers[place - ROW] * last) % _PRIME
            if place >= ROW - 1:
                found.add(row)
        return found

    def _one(self, text: str) -> int:
        digest = hashlib.blake2b(text.encode("utf-8", "replace"), key=self._key, digest_size=8)
        return int.from_bytes(digest.digest()) % _PRIME


class Fingerprints:
    """The numbers of many texts, eight bytes each."""

    def __init__(self, numbers: Numbers, found: Iterable[int]) -> None:
        self.numbers = numbers
        self._sorted = array("Q", sorted(found))

    def __bool__(self) -> bool:
        return bool(self._sorted)

    def __len__(self) -> int:
        return len(self._sorted)

    def hits(self, text: str) -> set[int]:
        """The numbers of a text that others have too."""
        known = self._sorted
        end = len(known)
        found = set[int]()
        for number in self.numbers.of(text):
            place = bisect_left(known, number)
            if place < end and known[place] == number:
                found.add(number)
        return found
