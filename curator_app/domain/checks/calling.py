"""Which rules a text calls: a rule is a bit, and the words of one of its phrases set it.

All of it follows from the rules and their word lists. The words of all fields are looked up once;
most entries call a handful of rules, and only these run their patterns.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from curator_app.domain.checks.lexicon import Lexicon, Lexicons, has_digit
from curator_app.domain.checks.rules import Rule

DIGIT = "0-9"
"""The piece of text that stands for any digit in a rule's `chars`."""


class Calls:
    """The words and pieces of text that call each of some rules, in their order."""

    def __init__(self, rules: Sequence[Rule], words: Lexicons) -> None:
        self._alone: dict[str, int] = {}
        self._beside: dict[str, dict[frozenset[str], int]] = {}
        self._second: dict[str, int] = {}
        self._pieces: dict[str, int] = {}
        self._digits = 0
        self._always = 0
        self._free = 0
        for number, rule in enumerate(rules):
            self._enlist(rule, 1 << number, words)
        self._by_piece = 0
        for bits in self._pieces.values():
            self._by_piece |= bits
        known = self._alone.keys() | self._beside.keys() | self._second.keys()
        self._words = {
            word: (
                self._alone.get(word, 0),
                self._second.get(word, 0),
                tuple(self._beside.get(word, {}).items()),
            )
            for word in known
        }
        # A set: an intersection with a dictionary's keys would walk through all of them.
        self._known = frozenset(known)

    def _enlist(self, rule: Rule, bit: int, words: Lexicons) -> None:
        names = [name for name in (rule.find, *rule.calls) if name]
        for name in names:
            self._enlist_phrases(words[name], bit)
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
            self._second[word] = self._second.get(word, 0) | bit

    def _enlist_phrases(self, phrases: Lexicon, bit: int) -> None:
        for word, sets in phrases.beside.items():
            for others in sets:
                if others:
                    of_word = self._beside.setdefault(word, {})
                    of_word[others] = of_word.get(others, 0) | bit
                else:
                    self._alone[word] = self._alone.get(word, 0) | bit

    def beginning(self, among: int) -> frozenset[str]:
        """The words one of which a text must have to call any of these rules.

        They may have no other call: pieces of text, digits, or none at all.
        """
        assert not among & (self._always | self._digits | self._by_piece)  # noqa: S101 - the data
        return frozenset(
            word
            for word, (alone, _, beside) in self._words.items()
            if among & alone or any(among & bits for _, bits in beside)
        )

    def called(self, low: str, words: Set[str], among: int) -> int:
        """The bits, of those given, of the rules that a text and its words call."""
        bits, second = self._always, self._free
        of, present = self._words, words & self._known
        for word in present:
            one, two, _ = of[word]
            bits |= one
            second |= two
        among &= second
        missing = among & ~bits
        for word in present:
            for others, more in of[word][2]:
                if missing & more and others <= words:
                    missing &= ~more
        if missing & self._by_piece:
            for piece, bit in self._pieces.items():
                # One character is found many times quicker than two.
                if missing & bit and piece[-1] in low and piece in low:
                    missing &= ~bit
        if missing & self._digits and has_digit(low):
            missing &= ~self._digits
        return among & ~missing
