"""Which rules a text calls: a rule is a bit, and a word that can begin its phrases sets it.

The words of all fields are looked up once; most entries call a handful of rules, and only these
run their patterns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from curator_app.domain.checks.lexicon import Lexicons
from curator_app.domain.checks.rules import Rule

_DIGIT = re.compile(r"\d")
DIGIT = "0-9"
"""The piece of text that stands for any digit in a rule's `chars`."""


class Calls:
    """The words and pieces of text that call each of some rules, in their order."""

    def __init__(self, rules: Sequence[Rule], words: Lexicons) -> None:
        first: dict[str, int] = {}
        second: dict[str, int] = {}
        self._pieces: dict[str, int] = {}
        self._digits = 0
        self._always = 0
        self._free = 0
        for number, rule in enumerate(rules):
            self._enlist(rule, 1 << number, words, first, second)
        self._by_piece = 0
        for bits in self._pieces.values():
            self._by_piece |= bits
        self._pairs = {w: (first.get(w, 0), second.get(w, 0)) for w in first.keys() | second}
        # A set: an intersection with a dictionary's keys would walk through all of them.
        self._known = frozenset(self._pairs)

    def _enlist(
        self,
        rule: Rule,
        bit: int,
        words: Lexicons,
        first: dict[str, int],
        second: dict[str, int],
    ) -> None:
        names = [name for name in (rule.find, *rule.calls) if name]
        for word in frozenset[str]().union(*(words[name].triggers for name in names)):
            first[word] = first.get(word, 0) | bit
        for piece in rule.chars:
            if piece == DIGIT:
                self._digits |= bit
            else:
                self._pieces[piece] = self._pieces.get(piece, 0) | bit
        if not names and not rule.chars:
            self._always |= bit
        if not rule.needs:
            self._free |= bit
            return
        for word in words[rule.needs[0]].triggers:
            second[word] = second.get(word, 0) | bit

    def called(self, low: str, words: Set[str], among: int) -> int:
        """The bits, of those given, of the rules that a text and its words call."""
        bits, second = self._always, self._free
        pairs = self._pairs
        for word in words & self._known:
            one, two = pairs[word]
            bits |= one
            second |= two
        among &= second
        if among & self._by_piece:
            for piece, bit in self._pieces.items():
                if among & bit and not bits & bit and piece in low:
                    bits |= bit
        if among & self._digits and _DIGIT.search(low):
            bits |= self._digits
        return bits & among
