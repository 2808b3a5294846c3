"""Words of messages, found by looking through them: nothing of them is indexed on disk.

What has been decrypted once is kept in memory, folded for comparison, until the inbox is locked;
at 100,000 messages that is about as many kilobytes as they have text.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from threading import Event, Lock
from typing import Any

from curator_app.domain.plain_text import without_accents
from curator_app.errors import Cancelled
from curator_app.inbox.database import Database
from curator_app.inbox.parts import BODY, HEAD, Envelope, Sealer

AT_ONCE = 128
"""Neighbouring messages that are decrypted together: some ten milliseconds of the database."""
_WORDS = re.compile(r'"([^"]*)"?|(\S+)')
_TEXTS = """SELECT c.n, c.id, c.sealed, h.body, b.body FROM contribution c
    JOIN standing s USING (n) JOIN part h ON h.n = c.n AND h.name = 'head'
    JOIN part b ON b.n = c.n AND b.name = 'body'
    WHERE c.n >= ? AND c.n < ? AND s.frozen = 0"""
_NOTES = """SELECT n, name, body FROM part
    WHERE n >= ? AND n < ? AND name >= 'note:' AND name < 'note;'"""


class Texts:
    """The texts of an open inbox, for searching."""

    def __init__(self, db: Database, sealer: Sealer) -> None:
        self._db, self._sealer = db, sealer
        self._blocks: dict[int, _Block] = {}
        self._lock = Lock()
        self._stop = Event()

    def matching(self, ns: Iterable[int], text: str) -> array[int]:
        """Those of the messages in which every word stands somewhere, in the order given.

        Raises Cancelled when `stop` is called meanwhile.
        """
        numbers = array("q", ns)
        self.warm(numbers)
        words = sorted(words_of(text), key=len, reverse=True)
        if not words:
            return numbers
        found: set[int] = set()
        for block in list(self._blocks.values()):
            if self._stop.is_set():
                raise Cancelled
            found.update(block.matching(words))
        return array("q", (n for n in numbers if n in found))

    def warm(self, ns: Iterable[int]) -> None:
        """Decrypt ahead of the first search; `stop` ends it."""
        self._stop.clear()
        for place in sorted({n // AT_ONCE for n in ns} - self._blocks.keys()):
            if self._stop.is_set():
                return
            self._load(place)

    def stop(self) -> None:
        """End the search that is running."""
        self._stop.set()

    def forget(self, ns: Iterable[int]) -> None:
        """Messages that are new, changed or gone."""
        with self._lock:
            for place in {n // AT_ONCE for n in ns}:
                self._blocks.pop(place, None)

    def clear(self) -> None:
        """Everything, when the inbox is locked."""
        self.stop()
        with self._lock:
            self._blocks = {}

    def is_empty(self) -> bool:
        """Whether nothing of the inbox is held in memory."""
        return not self._blocks

    def _load(self, place: int) -> None:
        bounds = (place * AT_ONCE, (place + 1) * AT_ONCE)
        texts: dict[int, list[bytes]] = {}
        with self._db.read() as db:
            notes = db.execute(_NOTES, bounds).fetchall()
            envelopes: dict[int, Envelope] = {}
            for n, contribution, sealed, head, body in db.execute(_TEXTS, bounds):
                envelopes[n] = self._sealer.envelope(contribution, sealed)
                texts[n] = [
                    _head(envelopes[n].open_json(HEAD, head)),
                    _body(envelopes[n].open(BODY, body)),
                ]
            for n, name, note in notes:
                if n in envelopes:
                    texts[n].append(fold(envelopes[n].open_json(name, note)["text"]))
            with self._lock:
                self._blocks[place] = _Block({n: b"\n".join(parts) for n, parts in texts.items()})


class _Block:
    """Neighbouring messages as one text: Python looks through a long one several times faster."""

    __slots__ = ("_ends", "_ns", "_text")

    def __init__(self, texts: Mapping[int, bytes]) -> None:
        self._ns = list(texts)
        self._text = b"\0".join(texts.values())
        self._ends = list(accumulate(len(text) + 1 for text in texts.values()))

    def matching(self, words: Sequence[bytes]) -> Iterator[int]:
        """The messages in which every word stands; the first word is looked for everywhere."""
        first, rest = words[0], words[1:]
        at = self._text.find(first)
        while at >= 0:
            place = bisect_right(self._ends, at)
            end = self._ends[place]
            begin = self._ends[place - 1] if place else 0
            if all(self._text.find(word, begin, end) >= 0 for word in rest):
                yield self._ns[place]
            at = self._text.find(first, end)


def words_of(text: str) -> list[bytes]:
    """The words of a search text; what stands in quotation marks is one."""
    found = (phrase or word for phrase, word in _WORDS.findall(text.replace("\0", " ")))
    return [folded for word in found if (folded := fold(word.strip()))]


def fold(text: str) -> bytes:
    """Text as it is compared: without case, accents and forms of letters."""
    if text.isascii():
        return text.lower().encode()
    return without_accents(text.casefold()).encode("utf-8", "replace")


def _head(form: dict[str, Any]) -> bytes:
    names = [item[1] for item in form["attachments"]]
    fields = ("subject", "sender_name", "sender_address", "slug")
    return fold("\n".join([*(form[field] for field in fields), *names]))


def _body(plain: bytes) -> bytes:
    return plain.lower() if plain.isascii() else fold(plain.decode())
