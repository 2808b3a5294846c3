"""Numbers of people in a text: which number, and which group it counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from curator_app.domain.checks.lexicon import has_digit, words_of

_UNITS = tuple(
    word
    for line in (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen ",
        "fifteen sixteen seventeen eighteen nineteen",
    )
    for word in line.split()
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
WORDS: dict[str, int] = {word: value for value, word in enumerate(_UNITS)}
WORDS.update({word: 10 * place for place, word in enumerate(_TENS, 2)})
WORDS.update(
    {
        f"{ten}{joint}{one}": 10 * place + value
        for place, ten in enumerate(_TENS, 2)
        for value, one in enumerate(_UNITS[1:10], 1)
        for joint in ("-", " ")
    }
)
WORDS["hundred"] = WORDS["a hundred"] = WORDS["one hundred"] = 100
WORDS.update({f"{one} hundred": 100 * value for value, one in enumerate(_UNITS[1:10], 1)})
WORDS["thousand"] = WORDS["a thousand"] = WORDS["one thousand"] = 1000

# The longest first: "six hundred" and "sixteen" before "six".
_ONES = "|".join(_UNITS[1:10])
_NUMBER = (
    rf"\d{{1,3}}(?:,\d{{3}})+|\d+|(?:{'|'.join(_TENS)})(?:[- ](?:{_ONES}))?"
    rf"|(?:(?:a|{_ONES}) )?hundred|(?:(?:a|one) )?thousand|{'|'.join(reversed(_UNITS))}"
)
FIRST_WORDS = frozenset(re.split(r"[ -]", word)[0] for word in WORDS) - {"a"} | {"hundred"}
PEOPLE = (
    "man|woman|boy|girl|patient|person|patients|participants|people|persons|individuals|subjects|controls|volunteers|women|men|"
    "females|males|adults|children|adolescents|cases|donors|respondents|youngsters|teenagers|"
    "boys|girls|students|survivors|veterans|relatives|twins|pairs|members|completers|doctors|gps|"
    "mice|rats|samples|of them|families|sera|healthy|sedentary|clinicians"
)


LONGEST = 20_000
"""Characters of a text that are searched for numbers; no real section is so long."""


# All are matched in small letters at places where a number begins: searching the text for them
# would try a hundred number words at every character.
_ALONE = rf"(?P<n>{_NUMBER})(?![\w%]|[.,]\d|\s?%)"
_ONE = re.compile(_ALONE)
_PAIR = re.compile(
    rf"{_ALONE}\s+(?P<between>(?:(?!\d)[\w/’'+-]+\s+){{0,6}}?)(?P<group>{PEOPLE})\b"
    rf"(?:\s+(?:with|without|who|and)\s+(?!(?:{_NUMBER})\b)[\w/-]+)?"
)
_SHARE = re.compile(
    rf"(?:{_NUMBER})\s+(?:(?:out\s+)?of|in)\s+(?:the\s+|these\s+|those\s+)?(?:{_NUMBER})\b"
)
# The digit first: the search then passes over all other characters quickly.
_DIGIT = re.compile(r"\d(?<![\w.,]\d)")
_ASCII_DIGIT = re.compile(r"[0-9](?<![\w.,][0-9])")
_BEFORE_NONE = frozenset("/-")


@lru_cache(maxsize=256)
def _places(text: str) -> Sequence[int]:
    """Where a number may begin."""
    low, words = words_of(text)
    places: set[int] = set()
    if has_digit(low):
        digit = _ASCII_DIGIT if low.isascii() else _DIGIT
        places.update(match.start() for match in digit.finditer(low))
    for word in FIRST_WORDS & words:
        place = low.find(word)
        while place >= 0:
            if place > 1 and low.startswith("a hundred", place - 2) and _free(low, place - 2):
                places.add(place - 2)
            if _free(low, place):
                places.add(place)
            place = low.find(word, place + 1)
    return sorted(places)


def _free(low: str, place: int) -> bool:
    """Whether no word or number goes on here."""
    before = low[place - 1] if place else " "
    return before == " " or not (before in ".,_" or before.isalnum())


_N_IS = re.compile(r"\bn\s*=\s*\d", re.I)
_FRACTION = re.compile(r"(?<![\d./])\d{1,5}/\d{1,5}(?![\d/])")
_STOP = re.compile(
    r"\b(?:weeks?|months?|years?|days?|hours?|minutes?|points?|sites?|centres?|centers?|items?|"
    r"hospitals?|countries|clinics?|times?|visits?|groups?|trials?|studies|genes?|symptoms?|"
    r"per|of|and|or|in|the|by|from|tests?|criteria|fukuda|cdc|was|were|had|definitions?)\b",
    re.I,
)
_CONTROL = re.compile(
    r"\b(?:controls?|healthy|volunteers|sedentary|unaffected|comparison|donors)\b", re.I
)
_PATIENT = re.compile(r"\b(?:patients|cases|ME|CFS|ME/CFS|CFS/ME|PCS|with)\b")


class Count(NamedTuple):
    """A number of people: `group` is patients, controls, or people when the text leaves it open."""

    value: int
    group: str
    start: int
    end: int


def value_of(text: str) -> int:
    """The number that digits or a number word stand for."""
    low = text.lower()
    return WORDS[low] if low in WORDS else int(low.replace(",", "")[:12])


@lru_cache(maxsize=256)
def counts(text: str) -> tuple[Count, ...]:
    """Every number followed by the people it counts."""
    text = text[:LONGEST]
    low, _ = words_of(text)
    found: list[Count] = []
    position = 0
    for place in _places(text):
        if place < position or (place and low[place - 1] in _BEFORE_NONE):
            continue
        match = _PAIR.match(low, place)
        if match is None:
            continue
        position = match.end("n")
        if _STOP.search(match["between"]):
            continue
        position = match.end()
        phrase = text[match.start("between") : position]
        found.append(Count(value_of(match["n"]), _group(phrase), place, position))
    return tuple(found)


def _group(phrase: str) -> str:
    if _CONTROL.search(phrase):
        return "controls"
    return "patients" if _PATIENT.search(phrase) else "people"


def has_count(text: str) -> bool:
    """Whether a text gives numbers of people ("30 patients", "10 of 15", "n = 7")."""
    text = text[:LONGEST]
    places = _places(text)
    if not places:
        return False
    if counts(text):
        return True
    low, _ = words_of(text)
    if any(_SHARE.match(low, place) for place in places):
        return True
    return bool(("=" in low and _N_IS.search(low)) or ("/" in low and _FRACTION.search(low)))


@lru_cache(maxsize=256)
def all_numbers(text: str) -> frozenset[int]:
    """Every whole number of a text, in digits or words."""
    text = text[:LONGEST]
    low, _ = words_of(text)
    found: list[int] = []
    position = 0
    for place in _places(text):
        if place < position or (place and low[place - 1] in _BEFORE_NONE):
            continue
        if match := _ONE.match(low, place):
            position = match.end()
            found.append(value_of(match.group()))
    return frozenset(found)
