"""Words of messages, found by looking through them: nothing of them is indexed on disk.

What has been decrypted once is kept in memory, folded for comparison, until the inbox is locked;
at 100,000 messages that is about as many kilobytes as they have text.
"""

from __future__ import annotations

import json
import re
import unicodedata
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from threading import Event, Lock
from typing import Any

from curator_app.errors import Cancelled
from curator_app.inbox.database import Database
from curator_app.inbox.parts import BODY, HEAD, Envelope, Sealer

AT_ONCE = 250
"""Messages decrypted while the database is held: some ten milliseconds."""
_WORDS = re.compile(r'"([^"]*)"?|(\S+)')
_TEXTS = """SELECT c.n, c.id, c.sealed, h.body, b.body FROM contribution c
    JOIN standing s USING (n) JOIN part h ON h.n = c.n AND h.name = 'head'
    JOIN part b ON b.n = c.n AND b.name = 'body'
    WHERE c.n IN (SELECT value FROM json_each(?)) AND s.frozen = 0"""
_NOTES = """SELECT n, name, body FROM part
    WHERE n IN (SELECT value FROM json_each(?)) AND name >= 'note:' AND name < 'note;'"""


class Texts:
    """The texts of an open inbox, for searching."""

    def __init__(self, db: Database, sealer: Sealer) -> None:
        self._db, self._sealer = db, sealer
        self._folded: dict[int, bytes] = {}
        self._lock = Lock()
        self._stop = Event()

    def matching(self, ns: Iterable[int], text: str) -> array[int]:
        """Those of the messages in which every word stands somewhere, in the order given.

        Raises Cancelled when `stop` is called meanwhile.
        """
        numbers = list(ns)
        self.warm(numbers)
        words = words_of(text)
        found: array[int] = array("q")
        for chunk in _chunks(numbers):
            if self._stop.is_set():
                raise Cancelled
            for word in words:
                chunk = [n for n in chunk if word in self._folded.get(n, b"")]
            found.extend(chunk)
        return found

    def warm(self, ns: Iterable[int]) -> None:
        """Decrypt ahead of the first search; `stop` ends it."""
        self._stop.clear()
        # In the order in which they lie on the disk, each page is decrypted once.
        for chunk in _chunks(sorted(n for n in ns if n not in self._folded)):
            if self._stop.is_set():
                return
            self._load(chunk)

    def stop(self) -> None:
        """End the search that is running."""
        self._stop.set()

    def forget(self, ns: Iterable[int]) -> None:
        """Messages that changed or are gone."""
        with self._lock:
            for n in ns:
                self._folded.pop(n, None)

    def clear(self) -> None:
        """Everything, when the inbox is locked."""
        self.stop()
        with self._lock:
            self._folded = {}

    def _load(self, chunk: Sequence[int]) -> None:
        texts: dict[int, list[bytes]] = {n: [] for n in chunk}
        with self._db.read() as db:
            wanted = json.dumps(chunk)
            notes = db.execute(_NOTES, (wanted,)).fetchall()
            envelopes: dict[int, Envelope] = {}
            for n, contribution, sealed, head, body in db.execute(_TEXTS, (wanted,)):
                envelopes[n] = self._sealer.envelope(contribution, sealed)
                texts[n].append(_head(envelopes[n].open_json(HEAD, head)))
                texts[n].append(_body(envelopes[n].open(BODY, body)))
            for n, name, note in notes:
                if n in envelopes:
                    texts[n].append(fold(envelopes[n].open_json(name, note)["text"]))
            with self._lock:
                self._folded.update((n, b"\n".join(parts)) for n, parts in texts.items())


def words_of(text: str) -> list[bytes]:
    """The words of a search text; what stands in quotation marks is one."""
    found = (phrase or word for phrase, word in _WORDS.findall(text.replace("\0", " ")))
    return [folded for word in found if (folded := fold(word.strip()))]


def fold(text: str) -> bytes:
    """Text as it is compared: without case, accents and forms of letters."""
    if text.isascii():
        return text.lower().encode()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).encode("utf-8", "replace")


def _head(form: dict[str, Any]) -> bytes:
    names = [item[1] for item in form["attachments"]]
    fields = ("subject", "sender_name", "sender_address", "slug")
    return fold("\n".join([*(form[field] for field in fields), *names]))


def _body(plain: bytes) -> bytes:
    return plain.lower() if plain.isascii() else fold(plain.decode())


def _chunks(ns: Iterable[int]) -> Iterator[list[int]]:
    numbers = iter(ns)
    while chunk := list(islice(numbers, AT_ONCE)):
        yield chunk
