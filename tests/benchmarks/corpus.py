"""Made-up studies in numbers, worded so that common words stand in half of them (Zipf)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from itertools import accumulate

from curator_app.domain.entry import Entry, Relation
from tests.builders import VOCABULARY_WORDS, study

COMMON = ("fatigue", "patients", "exercise", "pain", "immune")
"""Words that stand in about half of the studies, as the topic of the atlas does in its own."""
RARE = ("kimorela", "tazunimo")
WORDS_KNOWN = 30_000
SURNAMES = 5_000
BEFORE_COMMON = 28
"""So many topical words stand before the common ones: about the fortieth word is in every second
text of 300 words."""
SMALL_WORDS = ("the", "of", "and", "in", "with", "to", "a", "was", "for", "were", "that", "is")
STATES = ("published",) * 8 + ("ready", "in_review", "drafting", "imported")
_SYLLABLES = [c + v for c in "bcdfghklmnprstvz" for v in "aeiou"]


@cache
def _weighted_words() -> tuple[list[str], list[float]]:
    """The words by rank with the running sum of 1/rank: Zipf's law."""
    chance = random.Random(1)
    made = {"".join(chance.choices(_SYLLABLES, k=3)) for _ in range(WORDS_KNOWN)}
    made -= {*VOCABULARY_WORDS, *COMMON}
    others = [word for word in VOCABULARY_WORDS if word not in COMMON]
    words = [*SMALL_WORDS, *others[:BEFORE_COMMON], *COMMON, *others[BEFORE_COMMON:], *sorted(made)]
    return words, list(accumulate(1 / rank for rank in range(1, len(words) + 1)))


def prose(chance: random.Random, length: int, sentence: int = 20) -> str:
    """A text of this many words."""
    words, sums = _weighted_words()
    picked = chance.choices(words, cum_weights=sums, k=length)
    sentences = ["The " + " ".join(picked[i : i + sentence]) for i in range(0, length, sentence)]
    return ". ".join(sentences) + "."


def studies(count: int, *, public: bool = False) -> Iterator[Entry]:
    """Believable studies with abstracts; all published, or in every state of the workflow."""
    for number in range(count):
        chance = random.Random(-1 - number)
        names = chance.choices(surnames(), k=1 + number % 4)
        rare = f" {RARE[number % 2].capitalize()}." if number % 997 < 2 else ""
        yield study(number, words=1).with_(
            slug=_address(number),
            title=f"{prose(chance, 9)[:-1]} {number}.",
            authors=tuple(f"{name.capitalize()}, {chance.choice('ABCDEFGH')}" for name in names),
            abstract=prose(chance, 200) + rare,
            plain_summary=prose(chance, 42, 14),
            why_it_matters=prose(chance, 20),
            does_not_prove=f"{prose(chance, 20)} This cohort was small.",
            observed_findings=tuple(prose(chance, 9) for _ in range(3)),
            month=1 + number % 12,
            confidence=chance.choice(("higher", "moderate", "preliminary")),
            relations=tuple(_cites(chance.randrange(number)) for _ in range(2) if number),
            state="published" if public else chance.choice(STATES),
        )


@cache
def surnames() -> list[str]:
    """The rarest words serve as names."""
    return _weighted_words()[0][-SURNAMES:]


def _address(number: int) -> str:
    return f"{surnames()[number % SURNAMES]}-{1990 + number % 35}-{number}"


def _cites(number: int) -> Relation:
    """A link to an earlier study."""
    return Relation("cites", _address(number))


def bibtex(count: int) -> str:
    """A bibliography of these studies as reference managers write it."""
    return "\n".join(_record(entry) for entry in studies(count))


def _record(entry: Entry) -> str:
    authors = " and ".join(entry.authors)
    return f"""@article{{{entry.slug},
  title = {{{{{entry.title}}}}},
  author = {{{authors}}},
  journal = {{{entry.journal}}},
  year = {{{entry.year}}},
  volume = {{12}},
  number = {{3}},
  pages = {{101--119}},
  doi = {{{entry.doi}}},
  pmid = {{{entry.pmid}}},
  keywords = {{fatigue, immune cells, cohort}},
  abstract = {{{entry.abstract}}},
}}
"""
