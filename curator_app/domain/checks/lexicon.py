"""Word lists that the owner may edit, turned into patterns, with the words that can trigger them.

A list holds phrases as they stand in text, in small letters. `…` between two words allows up to
four words there; `*` ends a word that may go on. Every phrase needs one whole word (without `*`):
a text that has none of these words is never searched, nor for a phrase whose other words it lacks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from typing import Any

from curator_app.domain.checks.phrases import Phrases
from curator_app.errors import BadValue

_WORD = re.compile(r"[a-z0-9]+")
_OTHER_DIGIT = re.compile(r"\d")


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
_SPACED = bytes(c if chr(c).isalnum() else 32 for c in range(128)).ljust(256)


def lowered(text: str) -> str:
    """The text in small letters, every character in its old place."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def tokens(low: str) -> list[str]:
    """The words of a text in small letters; what is not ASCII separates them."""
    # Bytes: a string asks its table anew for every kind of character in every sentence.
    return low.encode("ascii", "replace").translate(_SPACED).decode("ascii").split()


def has_digit(text: str) -> bool:
    """Whether a digit stands in a text: looking for each is quicker than a pattern."""
    for digit in "1203456789":
        if digit in text:
            return True
    return not text.isascii() and _OTHER_DIGIT.search(text) is not None


_LATELY = 256
_known: dict[str, tuple[str, Set[str]]] = {}


def words_of(text: str) -> tuple[str, Set[str]]:
    """A text in small letters and its words; many rules ask for those of the same sentence."""
    known = _known.get(text)
    if known is None:
        low = lowered(text)
        known = (low, set(tokens(low)))
        know_words(text, *known)
    return known


def know_words(text: str, low: str, words: Set[str]) -> None:
    """Keep for a while what `words_of` is to say of a text: it was cut into words already."""
    if len(_known) >= _LATELY:
        _known.clear()
    _known[text] = (low, words)


class Lexicon:
    """One list of phrases; `triggers` are the words that its phrases cannot do without.

    `beside` gives for each of them the other words that must be there too: those of one phrase, or
    nothing where a phrase is that word alone. `help` says what the list is for.
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
        self._compiled: dict[str, Phrases] = {}
        self.triggers = frozenset(by_trigger)
        self.beside: Mapping[str, tuple[frozenset[str], ...]] = {
            word: _fewest(frozenset(_words_in(phrase)) - {word} for phrase in phrases)
            for word, phrases in by_trigger.items()
        }

    def find(self, low: str, words: Set[str]) -> list[tuple[int, int]]:
        """Where phrases stand in a text in small letters whose words are given, in order.

        Only the phrases of the words present are tried, and only where such a word stands: the
        whole list as one pattern would be tried at every character.
        """
        places: list[tuple[int, int]] = []
        for word in self.triggers & words:
            for others in self.beside[word]:
                if others <= words:
                    break
            else:
                continue
            for place in self._places(word, low):
                start = place[0]
                if not (start and low[start - 1].isalnum() and low[start].isalnum()):
                    places.append(place)
        if len(places) > 1:
            places.sort(key=lambda place: (place[0], -place[1]))
        return places

    def _places(self, word: str, low: str) -> list[tuple[int, int]]:
        """Where the phrases of one word stand, none within another.

        Looking for a word is many times quicker than searching for a pattern.
        """
        phrases = self._compiled.get(word)
        if phrases is None:
            phrases = self._compiled[word] = Phrases.of(word, self._by_trigger[word])
        found = list(phrases.spans(word, low))
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
        found = self.find(*words_of(text))
        return found[0] if found else None


def _words_in(phrase: str) -> list[str]:
    """The whole words of a phrase, as `tokens` cuts a text into them."""
    words = [word for word in re.split(r"[\s…]+", phrase) if word and "*" not in word]
    return [part for word in words for part in _WORD.findall(word)]


def _fewest(sets: Iterable[frozenset[str]]) -> tuple[frozenset[str], ...]:
    """These sets without those that hold all of another one."""
    kept: list[frozenset[str]] = []
    for words in sorted(set(sets), key=len):
        if not any(other <= words for other in kept):
            kept.append(words)
    return tuple(kept)


def _trigger(name: str, phrase: str) -> str:
    plain = _words_in(phrase)
    if not plain:
        raise BadValue(
            name, f"{phrase!r} in the word list {name} has no whole word.", "Write its forms out."
        )
    return max(plain, key=lambda part: (part not in _COMMON, len(part)))


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
        return self[name].present(*words_of(text))


def _lexicons(version: str, phrases: Mapping[str, tuple[str, ...]]) -> Lexicons:
    return Lexicons(version, {name: Lexicon(name, of) for name, of in phrases.items()})
