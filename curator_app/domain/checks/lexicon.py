"""Word lists that the owner may edit, turned into patterns, with the words that can trigger them.

A list holds phrases as they stand in text, in small letters. `…` between two words allows up to
four words there; `*` ends a word that may go on. Every phrase needs one whole word (without `*`):
a text that has none of these words is never searched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import lru_cache
from typing import Any, NamedTuple

from curator_app.errors import BadValue

_WORD = re.compile(r"[a-z0-9]+")
_BEGINS = re.compile(r"[a-z0-9]+(?![\w*])")
_ODD_SPACE = re.compile(r"[^\S \n]|  ")
_GAP = r"(?:[^\w\n]+\w+){0,4}?[^\w\n]+"


def wordset(text: str) -> frozenset[str]:
    """The words of a string, for short lists that belong to the code."""
    return frozenset(text.split())


# Words that most texts here have; a phrase's rarer word calls its rule.
_COMMON = wordset(
    "fatigue treatment patients patient people exercise symptoms symptom study trial criteria "
    "disease syndrome chronic health illness participants person women men children adolescents "
    "adults group groups cases quality life the of and in to with was were is are be for from at "
    "by no not than it its that this their them had has have activity"
)
# Every ASCII character that is no letter or digit becomes a space.
_SPACED = str.maketrans({c: " " for c in map(chr, range(128)) if not c.isalnum()})


def lowered(text: str) -> str:
    """The text in small letters, every character in its old place."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def tokens(low: str) -> list[str]:
    """The words of a text in small letters; what is not ASCII separates them."""
    if not low.isascii():
        low = low.encode("ascii", "replace").decode()
    return low.translate(_SPACED).split()


@lru_cache(maxsize=256)
def _words_of(text: str) -> tuple[str, frozenset[str]]:
    """A text in small letters and its words; many rules ask for those of the same sentence."""
    low = lowered(text)
    return low, frozenset(tokens(low))


class Lexicon:
    """One list of phrases; `triggers` are the words that its phrases cannot do without.

    `help` says what the list is for.
    """

    def __init__(self, name: str, phrases: Iterable[str], help: str = "") -> None:
        self.name = name
        self.help = help
        self.phrases = tuple(dict.fromkeys(phrase.strip().lower() for phrase in phrases))
        by_trigger: dict[str, list[str]] = {}
        for phrase in self.phrases:
            by_trigger.setdefault(_trigger(name, phrase), []).append(phrase)
        self._by_trigger = by_trigger
        # Phrases of one word are found by looking at the words alone.
        self._plain = frozenset(word for word in by_trigger if word in by_trigger[word])
        self._compiled: dict[str, _Phrases] = {}
        self.triggers = frozenset(by_trigger)

    def find(self, low: str, words: Set[str]) -> list[tuple[int, int]]:
        """Where phrases stand in a text in small letters whose words are given, in order.

        Only the phrases of the words present are tried, and only where such a word stands: the
        whole list as one pattern would be tried at every character.
        """
        places: list[tuple[int, int]] = []
        for word in self.triggers & words:
            found = self._places(word, low)
            places += [
                place
                for place in found
                if not (place[0] and low[place[0] - 1].isalnum() and low[place[0]].isalnum())
            ]
        if len(places) > 1:
            places.sort(key=lambda place: (place[0], -place[1]))
        return places

    def _places(self, word: str, low: str) -> list[tuple[int, int]]:
        """Where the phrases of one word stand, none within another.

        Looking for a word is many times quicker than searching for a pattern.
        """
        phrases = self._compiled.get(word) or self._compile(word)
        found = [span for first, pattern in phrases.others for span in _spans(first, pattern, low)]
        if phrases.fixed:
            found += phrases.spans(word, low)
        if len(found) < 2:
            return found
        found.sort()
        apart = found[:1]
        for place in found:
            if place[0] >= apart[-1][1]:
                apart.append(place)
        return apart

    def present(self, low: str, words: Set[str]) -> bool:
        """Whether a phrase stands in a text in small letters whose words are given."""
        return not self._plain.isdisjoint(words) or bool(self.find(low, words))

    def first(self, text: str) -> tuple[int, int] | None:
        """Where the first phrase stands in a text, or None."""
        found = self.find(*_words_of(text))
        return found[0] if found else None

    def _compile(self, word: str) -> _Phrases:
        fixed: dict[int, list[str]] = {}
        others: dict[str, list[str]] = {}
        for phrase in sorted(self._by_trigger[word], key=len, reverse=True):
            lead = re.split(rf"(?<![a-z0-9]){word}(?![a-z0-9])", " ".join(phrase.split()))[0]
            if "…" not in lead and "*" not in lead:
                fixed.setdefault(len(lead), []).append(phrase)
                continue
            begins = _BEGINS.match(phrase)
            others.setdefault(begins.group() if begins else "", []).append(phrase)
        made = _Phrases(
            [(lead, _any_of(phrases)) for lead, phrases in fixed.items()],
            [(first, _any_of(phrases)) for first, phrases in others.items()],
        )
        self._compiled[word] = made
        return made


class _Phrases(NamedTuple):
    """The patterns of the phrases of one word.

    `fixed` by the letters that stand before the word, `others` by the letters they begin with.
    """

    fixed: list[tuple[int, re.Pattern[str]]]
    others: list[tuple[str, re.Pattern[str]]]

    def spans(self, word: str, low: str) -> Iterator[tuple[int, int]]:
        """Where the fixed ones stand: tried where the word is, as far before it as they begin."""
        if _oddly_spaced(low):
            for _, pattern in self.fixed:
                yield from _spans("", pattern, low)
            return
        place = low.find(word)
        while place >= 0:
            for lead, pattern in self.fixed:
                if place >= lead and (match := pattern.match(low, place - lead)):
                    yield match.span()
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


def _any_of(phrases: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(_expression, phrases)))


@lru_cache(maxsize=64)
def _oddly_spaced(low: str) -> bool:
    """Whether more than one blank, or another one, stands between words."""
    return _ODD_SPACE.search(low) is not None


def _trigger(name: str, phrase: str) -> str:
    words = [word for word in re.split(r"[\s…]+", phrase) if word and "*" not in word]
    plain = [part for word in words for part in _WORD.findall(word)]
    if not plain:
        raise BadValue(
            name, f"{phrase!r} in the word list {name} has no whole word.", "Write its forms out."
        )
    return max(plain, key=lambda part: (part not in _COMMON, len(part)))


def _expression(phrase: str) -> str:
    gaps = [part.split() for part in phrase.split("…")]
    inner = _GAP.join(r"[^\S\n]+".join(map(_word, part)) for part in gaps if part)
    after = r"(?!\w)" if phrase[-1:].isalnum() or phrase[-1:] == "*" else ""
    return f"{inner}{after}"


def _word(word: str) -> str:
    return re.escape(word).replace(r"\*", r"\w*").replace("'", "['’]")


def phrase_of(name: str, text: str) -> str:
    """A phrase that a person wrote, as lists hold it; raises BadValue when no text can have it."""
    phrase = " ".join(text.replace("...", "…").lower().split())
    odd = next((char for char in phrase if not char.isprintable()), "")
    if odd or not phrase.replace("…", "").strip():
        raise BadValue(name, "A word list takes words. Nothing was changed.")
    if phrase[0] in "…*" or phrase[-1] == "…":
        raise BadValue(
            name,
            f"{phrase!r} begins or ends with a mark that stands for other words.",
            "Write a word on each side of …, and * only at the end of a word.",
        )
    if re.search(r"\*\w|\s\*|^\*", phrase):
        raise BadValue(name, f"In {phrase!r} the * does not end a word.")
    _trigger(name, phrase)
    return phrase


class Lexicons:
    """All word lists of one version, by name."""

    def __init__(self, version: str, lists: Mapping[str, Lexicon]) -> None:
        self.version = version
        self._lists = lists

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Lexicons:
        """Read the shape of resources/wording/lexicons.json."""
        lists: Mapping[str, Mapping[str, Any]] = data["lists"]
        return Lexicons(
            data["version"],
            {n: Lexicon(n, item["phrases"], item.get("help", "")) for n, item in lists.items()},
        )

    def replaced(self, version: str, lists: Mapping[str, Lexicon]) -> Lexicons:
        """The same under another version, with these lists in the place of theirs."""
        return Lexicons(version, {**self._lists, **lists})

    def names(self) -> tuple[str, ...]:
        """The names of all lists, in the order of the data."""
        return tuple(self._lists)

    def __reduce__(self) -> tuple[object, ...]:
        """What another process makes its own from."""
        return _lexicons, (self.version, self.phrases())

    def phrases(self) -> Mapping[str, tuple[str, ...]]:
        """All phrases, by the names of the lists."""
        return {name: lexicon.phrases for name, lexicon in self._lists.items()}

    def __getitem__(self, name: str) -> Lexicon:
        """The list of that name; a rule that names an unknown one is a fault of the data."""
        if name not in self._lists:
            raise BadValue(name, f"There is no word list {name!r}.")
        return self._lists[name]

    def __contains__(self, name: str) -> bool:
        """Whether there is a list of that name."""
        return name in self._lists

    def has(self, name: str, text: str) -> bool:
        """Whether a phrase of the list stands in the text."""
        return self[name].present(*_words_of(text))


def _lexicons(version: str, phrases: Mapping[str, tuple[str, ...]]) -> Lexicons:
    return Lexicons(version, {name: Lexicon(name, of) for name, of in phrases.items()})
