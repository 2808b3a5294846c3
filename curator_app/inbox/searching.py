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

from curator_app.errors import Cancelled
from curator_app.inbox.database import Database
from curator_app.inbox.parts import BODY, HEAD, Sealer

AT_ONCE = 400
"""Messages decrypted while the database is held: some ten milliseconds."""
_WORDS = re.compile(r'"([^"]*)"?|(\S+)')
_PARTS = """SELECT p.n, p.name, p.body, c.id, c.sealed FROM part p JOIN contribution c USING (n)
    JOIN standing s USING (n) WHERE p.n IN (SELECT value FROM json_each(?)) AND s.frozen = 0
    AND (p.name IN ('head', 'body') OR (p.name >= 'note:' AND p.name < 'note;'))"""


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
        self._stop.clear()
        words = words_of(text)
        found: array[int] = array("q")
        for chunk in _chunks(ns):
            self._load(chunk)
            if self._stop.is_set():
                raise Cancelled
            for word in words:
                chunk = [n for n in chunk if word in self._folded.get(n, b"")]
            found.extend(chunk)
        return found

    def warm(self, ns: Iterable[int]) -> None:
        """Decrypt ahead of the first search; `stop` ends it."""
        self._stop.clear()
        for chunk in _chunks(ns):
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
        missing = [n for n in chunk if n not in self._folded]
        if not missing:
            return
        texts: dict[int, list[bytes]] = {n: [] for n in missing}
        with self._db.read() as db:
            for n, name, body, contribution, sealed in db.execute(_PARTS, (json.dumps(missing),)):
                envelope = self._sealer.envelope(contribution, sealed)
                texts[n].append(_folded(name, envelope.open(name, body)))
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


def _folded(name: str, plain: bytes) -> bytes:
    if name == BODY:
        return plain.lower() if plain.isascii() else fold(plain.decode())
    form = json.loads(plain)
    if name != HEAD:
        return fold(form["text"])
    names = [item[1] for item in form["attachments"]]
    fields = ("subject", "sender_name", "sender_address", "slug")
    return fold("\n".join([*(form[field] for field in fields), *names]))


def _chunks(ns: Iterable[int]) -> Iterator[list[int]]:
    numbers = iter(ns)
    while chunk := list(islice(numbers, AT_ONCE)):
        yield chunk
