"""What of a reader's message stands again in a text that is about to leave the inbox.

Found are: five words in a row as the reader wrote them, a mail address, a telephone number, a
street address, and the sender's name. What stood in the entry before is no secret and is left out;
so is what a reviewer has released.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from curator_app.domain.contribution import Message
from curator_app.domain.fields import label
from curator_app.domain.plain_text import without_accents
from curator_app.domain.private import Private

ROW = 5
"""Words in a row that are taken for a copy."""
WORDS, MAIL, PHONE, PLACE, NAME = "words", "mail", "phone", "place", "name"
KINDS = {
    MAIL: "a mail address",
    PHONE: "a telephone number",
    PLACE: "a street address",
    NAME: "the sender's name",
}
NOTE = "note"
"""The name under which the reviewer's own words are looked at."""
IDENTIFIERS = frozenset({"doi", "pmid", "pmcid", "slug", "year", "month"})
"""Fields whose form is checked: what they hold says nothing about a reader."""

FORM, MAILED, PAPER = "form", "mailed", "paper"
GROUNDS = {
    FORM: "the reader agreed in the form",
    MAILED: "the reader agreed by mail",
    PAPER: "the words are the paper's own",
}
"""Why words of a message may be published."""


@dataclass(frozen=True)
class Release:
    """Words of the message that a reviewer lets through into a field, and on what ground."""

    field: str
    text: Private
    ground: str


@dataclass(frozen=True)
class Repeat:
    """Something of the message in a field; `text` is how the field has it."""

    field: str
    kind: str
    text: Private
    words: int = 0

    def sentence(self) -> str:
        """What the reviewer reads; it quotes nothing."""
        where = "Your note" if self.field == NOTE else label(self.field)
        if self.kind == WORDS:
            return (
                f"{where}: {self.words} words in a row stand in the message. Say it in your own"
                " words, or release them as a quotation."
            )
        return (
            f"{where}: {KINDS[self.kind]} from the message. Take it out, or release it when it is"
            " not the reader's."
        )


# Where words are written without blanks, each character counts as one.
_SINGLE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_WORD = re.compile(rf"[{_SINGLE}]|(?:(?![{_SINGLE}])[^\W_])+(?:[-'’./](?:(?![{_SINGLE}])[^\W_])+)*")
_INNER = re.compile(r"[-'’./]")
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_DIGITS = re.compile(r"(?<![\w./])\+?\(?\d(?:[ ().\-/\u2011\u2013]{0,2}\d){6,14}(?!\w)")
_LOCAL = re.compile(r"\+|\(?0[1-9]|\d{3}[- ]\d{4}$")
_STREET = re.compile(
    r"\b(?:\d{1,5}[a-z]?,?\s+(?:[^\W\d_][\w'’.-]*\s+){1,4}"
    r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|court|square|way|boulevard|blvd|rue"
    r"|via|calle)\b|[^\W\d_][\w'’-]*(?:straße|strasse|str\.|gasse|weg|allee|platz|straat|laan"
    r"|vägen|gatan|vej|gade)\s+\d{1,4}[a-z]?\b|\b[a-z]{1,2}\d[a-z\d]?\s\d[a-z]{2}\b"
    r"|\b[a-z]{2}\s\d{5}(?:-\d{4})?\b)",
    re.IGNORECASE,
)
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_SHORTEST_NAME, _LONG_NUMBER = 3, 9


def repeats(
    message: Message,
    values: Mapping[str, Any],
    known: Iterable[Any],
    released: Sequence[Release] = (),
) -> list[Repeat]:
    """What of the message stands in these values (JSON by field name, or text under NOTE).

    `known` is what stood there before, as JSON: whatever of it a message quotes is no secret.
    """
    before = _Before(plain("\n".join(text for value in known for text in texts_of(value))))
    secrets = _Secrets(message, before)
    found: list[Repeat] = []
    for name, value in values.items():
        if name in IDENTIFIERS:
            continue
        free = [item.text.reveal() for item in released if item.field == name]
        for text in texts_of(value):
            found += secrets.within(name, plain(text), free)
    return found


def texts_of(value: Any) -> list[str]:
    """All texts in a JSON value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [t for part in cast("Mapping[str, Any]", value).values() for t in texts_of(part)]
    if isinstance(value, list | tuple):
        return [t for part in cast("Sequence[Any]", value) for t in texts_of(part)]
    return []


def folded(text: str) -> str:
    """Text as it is compared: without case, accents, look-alike forms and unseen characters."""
    return without_accents(_UNSEEN.sub("", text).casefold())


def plain(text: str) -> str:
    """Text without unseen characters, each letter in one piece."""
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text))


def words(text: str) -> list[tuple[str, int, int]]:
    """The words of a text as they are compared, with their places in it."""
    found: list[tuple[str, int, int]] = []
    for match in _WORD.finditer(text):
        if word := _INNER.sub("", folded(match[0])):
            found.append((word, match.start(), match.end()))
    return found


def rows_of(listed: Sequence[str], length: int = ROW) -> set[tuple[str, ...]]:
    """All rows of so many words."""
    return {tuple(listed[i : i + length]) for i in range(len(listed) - length + 1)}


class _Before:
    """What stood in the entry before."""

    def __init__(self, text: str) -> None:
        listed = [word for word, _, _ in words(text)]
        self.rows, self.words = rows_of(listed), frozenset(listed)
        self.text, self.digits = folded(text), re.sub(r"\D", "", text)


class _Secrets:
    """What a message says, ready to be looked for."""

    def __init__(self, message: Message, before: _Before) -> None:
        said = plain("\n".join((message.subject.reveal(), message.body.reveal())))
        self.rows = rows_of([word for word, _, _ in words(said)]) - before.rows
        addresses = (message.sender_address.reveal(), message.reply_to.reveal())
        mails = {folded(found) for text in (said, *addresses) for found in _MAIL.findall(text)}
        self.mails = {mail for mail in mails if mail not in before.text}
        self.phones = {p for p in _phones(said) if p not in before.digits}
        self.places = {_tight(p) for p in _STREET.findall(said)} - {""}
        self.places = {p for p in self.places if p not in _tight(before.text)}
        self.names = _names(plain(message.sender_name.reveal())) - before.words

    def within(self, field: str, text: str, free: Sequence[str]) -> list[Repeat]:
        """What of it stands in a text, leaving out what was released."""
        found = self._rows_within(field, text, free)
        allowed = " ".join(folded(item) for item in free)
        for kind, start, end in self._marks(text):
            if folded(text[start:end]) not in allowed:
                found.append(Repeat(field, kind, Private(text[start:end])))
        return found

    def _rows_within(self, field: str, text: str, free: Sequence[str]) -> list[Repeat]:
        listed = words(text)
        allowed = set[tuple[str, ...]]()
        for item in free:
            allowed |= rows_of([word for word, _, _ in words(plain(item))])
        hits = [
            i
            for i in range(len(listed) - ROW + 1)
            if (row := tuple(word for word, _, _ in listed[i : i + ROW])) in self.rows
            and row not in allowed
        ]
        found: list[Repeat] = []
        for first, last in _runs(hits):
            start, end = listed[first][1], listed[last + ROW - 1][2]
            found.append(Repeat(field, WORDS, Private(text[start:end]), last - first + ROW))
        return found

    def _marks(self, text: str) -> list[tuple[str, int, int]]:
        """Addresses, numbers and names in a text: the kind and the place."""
        marks = [(MAIL, m) for m in _MAIL.finditer(text) if folded(m[0]) in self.mails]
        marks += [(PHONE, m) for m in _DIGITS.finditer(text) if self._is_phone(m[0])]
        marks += [(PLACE, m) for m in _STREET.finditer(text) if _tight(m[0]) in self.places]
        marks += [
            (NAME, m)
            for m in _WORD.finditer(text)
            if m[0][0].isupper() and _INNER.sub("", folded(m[0])) in self.names
        ]
        return [(kind, match.start(), match.end()) for kind, match in marks]

    def _is_phone(self, text: str) -> bool:
        digits = _digits(text)
        return any(digits.endswith(phone) or phone.endswith(digits) for phone in self.phones)


def _phones(text: str) -> set[str]:
    """Telephone numbers as digits; dates, years and results are shorter or look otherwise."""
    return {
        _digits(match[0])
        for match in _DIGITS.finditer(text)
        if _LOCAL.match(match[0]) or len(re.sub(r"\D", "", match[0])) >= _LONG_NUMBER
    }


def _digits(text: str) -> str:
    """The digits without the zeros before them, which a country's code takes the place of."""
    return re.sub(r"\D", "", text).lstrip("0")


def _names(name: str) -> frozenset[str]:
    """The parts of a sender's name, joined ones also by themselves, long enough to tell."""
    whole = [match[0] for match in _WORD.finditer(name)]
    parts = {_INNER.sub("", folded(word)) for word in whole}
    parts |= {folded(piece) for word in whole for piece in _INNER.split(word)}
    return frozenset(part for part in parts if len(part) >= _SHORTEST_NAME)


def _tight(text: str) -> str:
    return re.sub(r"[\W_]+", "", folded(text))


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbouring places as (first, last)."""
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and place == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs
