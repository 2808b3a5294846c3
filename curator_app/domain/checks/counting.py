"""Numbers of people in a text: which number, and which group it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from curator_app.domain.checks.lexicon import lowered, tokens

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

# Patterns with number words cost much more, so texts without any take the ones with digits only.
_DIGITS = r"\d{1,3}(?:,\d{3})+|\d+"
_EITHER = _DIGITS + "|" + "|".join(sorted(WORDS, key=len, reverse=True))
FIRST_WORDS = frozenset(re.split(r"[ -]", word)[0] for word in WORDS) - {"a"} | {"hundred"}
PEOPLE = (
    "man|woman|boy|girl|patient|person|patients|participants|people|persons|individuals|subjects|controls|volunteers|women|men|"
    "females|males|adults|children|adolescents|cases|donors|respondents|youngsters|teenagers|"
    "boys|girls|students|survivors|veterans|relatives|twins|pairs|members|completers|doctors|gps|"
    "mice|rats|samples|of them|families|sera|healthy|sedentary|clinicians"
)


LONGEST = 20_000
"""Characters of a text that are searched for numbers; no real section is so long."""


class _Patterns(NamedTuple):
    """The three patterns of one kind of number."""

    number: re.Pattern[str]
    pair: re.Pattern[str]
    share: re.Pattern[str]


def _patterns(number: str) -> _Patterns:
    bare = rf"(?<![\w.,/-])(?P<n>{number})(?![\w%]|[.,]\d|\s?%)"
    between = r"(?P<between>(?:[\w/’'+-]+\s+){0,6}?)"
    after = r"(?P<after>(?:\s+(?:with|without|who|and)\s+[\w/-]+)?)"
    of = r"\s+(?:(?:out\s+)?of|in)\s+(?:the\s+|these\s+|those\s+)?"
    return _Patterns(
        re.compile(bare, re.I),
        re.compile(rf"{bare}\s+{between}(?P<group>{PEOPLE})\b{after}", re.I),
        re.compile(rf"(?<![\w.,])(?:{number}){of}(?:{number})\b", re.I),
    )


_BY_DIGITS, _BY_EITHER = _patterns(_DIGITS), _patterns(_EITHER)


def _fitting(text: str) -> _Patterns:
    words = tokens(lowered(text))
    return _BY_DIGITS if FIRST_WORDS.isdisjoint(words) else _BY_EITHER


_DIGIT = re.compile(r"\d")
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


def counts(text: str) -> Iterator[Count]:
    """Every number followed by the people it counts."""
    text = text[:LONGEST]
    pair, position = _fitting(text).pair, 0
    while match := pair.search(text, position):
        position = match.end("n")
        if _STOP.search(match["between"]):
            continue
        position = match.end()
        phrase = match["between"] + match["group"] + match["after"]
        group = "people"
        if _CONTROL.search(phrase):
            group = "controls"
        elif _PATIENT.search(phrase):
            group = "patients"
        yield Count(value_of(match["n"]), group, match.start(), match.end())


def has_count(text: str) -> bool:
    """Whether a text gives numbers of people ("30 patients", "10 of 15", "n = 7")."""
    text = text[:LONGEST]
    if not _DIGIT.search(text) and FIRST_WORDS.isdisjoint(tokens(lowered(text))):
        return False
    if _fitting(text).share.search(text) or _N_IS.search(text) or _FRACTION.search(text):
        return True
    return next(counts(text), None) is not None


def all_numbers(text: str) -> set[int]:
    """Every whole number of a text, in digits or words."""
    text = text[:LONGEST]
    return {value_of(match.group()) for match in _fitting(text).number.finditer(text)}
