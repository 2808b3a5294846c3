"""What a rule's function is given: a hit in a sentence, its passage, the study and the words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from typing import Any, NamedTuple

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.checks.context import Context
from curator_app.domain.checks.lexicon import Lexicons, know_words, lowered, tokens
from curator_app.domain.checks.rules import Rule
from curator_app.domain.checks.sentences import Sentence, split


class Passage:
    """The text of one field, also in small letters, and its words in order.

    `words` are these as a set; sentences are made when needed.
    """

    __slots__ = ("_sentences", "_starts", "low", "name", "ordered", "text", "words")

    def __init__(self, name: str, text: str, low: str, ordered: list[str]) -> None:
        self.name = name
        self.text = text
        self.low = low
        self.ordered = ordered
        self.words: Set[str] = set(ordered)
        self._sentences: tuple[Sentence, ...] | None = None
        self._starts: list[int] = []

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences in order."""
        if self._sentences is None:
            self._sentences = split(self.text)
            self._starts = [sentence.start for sentence in self._sentences]
        return self._sentences

    def sentence_at(self, position: int) -> Sentence:
        """The sentence that a position belongs to."""
        sentences = self.sentences
        return sentences[max(0, bisect_right(self._starts, position) - 1)]


class Texts:
    """All passages as one text in small letters, and the way back to each."""

    def __init__(self, fields: list[tuple[str, str]], study: Context) -> None:
        self.low = lowered("\n" + "\n".join([text for _, text in fields]))
        self._starts: list[int] = []
        self.passages: list[Passage] = []
        start = 1
        for name, text in fields:
            low = self.low[start : start + len(text)]
            words = study.abstract_tokens if text is study.abstract else tokens(low)
            passage = Passage(name, text, low, words)
            know_words(text, low, passage.words)
            self._starts.append(start)
            self.passages.append(passage)
            start += len(text) + 1
        self.words = set[str]().union(*[passage.words for passage in self.passages])
        self._of: dict[frozenset[str], list[Passage]] = {}

    def ordered(self) -> list[str]:
        """The words of all passages in order."""
        return [word for passage in self.passages for word in passage.ordered]

    def of(self, fields: frozenset[str]) -> list[Passage]:
        """The passages of these fields."""
        known = self._of.get(fields)
        if known is None:
            known = [passage for passage in self.passages if passage.name in fields]
            self._of[fields] = known
        return known

    def passage_at(self, position: int) -> tuple[Passage, int]:
        """The passage that a position belongs to, and where it begins."""
        index = max(0, bisect_right(self._starts, position) - 1)
        return self.passages[index], self._starts[index]


class Hit(NamedTuple):
    """A place that a rule points at: `start` and `end` in the passage, and its sentence."""

    start: int
    end: int
    sentence: Sentence
    word: str = ""

    @property
    def before(self) -> str:
        """The sentence up to the hit."""
        return self.sentence.text[: max(0, self.start - self.sentence.start)]

    @property
    def after(self) -> str:
        """The sentence from the hit's end."""
        return self.sentence.text[max(0, self.end - self.sentence.start) :]


_NOTHING: Mapping[str, str] = {}


class Remark(NamedTuple):
    """What a function says: where (None: the whole field), and the words of its message."""

    hit: Hit | None = None
    about: str = ""
    values: Mapping[str, str] = _NOTHING
    replacement: str | None = None
    fix: tuple[str, Any] | None = None
    field: str = ""


class Look(NamedTuple):
    """One rule looking at one passage of one study."""

    rule: Rule
    passage: Passage
    study: Context
    words: Lexicons
    catalogue: Catalogue

    def has(self, name: str, text: str) -> bool:
        """Whether a phrase of a word list stands in a text."""
        return self.words.has(name, text)

    def present(self, name: str) -> bool:
        """Whether a phrase of a word list stands in the passage."""
        return self.words[name].present(self.passage.low, self.passage.words)

    def first(self, name: str) -> Hit | None:
        """The first phrase of a word list in the passage."""
        found = self.words[name].find(self.passage.low, self.passage.words)
        return self.hit(*found[0]) if found else None

    def hits(self, pattern: re.Pattern[str]) -> Iterator[Hit]:
        """Every place where a pattern matches, with its sentence."""
        for match in pattern.finditer(self.passage.text):
            yield self.hit(match.start(), match.end())

    def hit(self, start: int, end: int) -> Hit:
        """A place in the passage."""
        sentence = self.passage.sentence_at(start)
        return Hit(start, end, sentence, self.passage.text[start:end].lower())

    def whole(self, sentence: Sentence) -> Hit:
        """A whole sentence as a hit."""
        return Hit(sentence.start, sentence.end, sentence, sentence.text.lower())


HitTest = Callable[[Hit, Look], bool]
"""Whether a place found by the rule's word list really is what the rule means."""

PassageTest = Callable[[Look], Iterable[Remark]]
"""For rules that no word list can call: absence, numbers, comparison with the abstract."""
