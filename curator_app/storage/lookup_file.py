"""lookups.db: what was asked of public services, what still waits, and whose turn it is.

The queue is the user's: it is written as safely as the library. The dates of checks and the
answers can be had again. Nothing private is in it, and it is no part of atlas.db, so that asking
makes no revision.
"""

from __future__ import annotations

import sqlite3
import time
import zlib
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import orjson

from curator_app.errors import LibraryUnusable
from curator_app.storage.faults import explained

NAME = "lookups.db"
_FORM = 1
_WAIT = 5.0
_READ, _WRITE = "BEGIN", "BEGIN IMMEDIATE"
MOST_KEPT = 50_000_000
"""Bytes of answers that are kept, packed; the oldest go first."""
LARGEST_KEPT = 2_000_000
LONGEST_KEPT = 30 * 86_400.0
FARTHEST = 120.0
"""Seconds ahead that a turn may be booked; one beyond is from before the clock started anew."""
_TURNS = """CREATE TABLE IF NOT EXISTS turn (service TEXT PRIMARY KEY, next REAL NOT NULL)
WITHOUT ROWID"""
_TABLES = """
CREATE TABLE IF NOT EXISTS answer (key TEXT PRIMARY KEY, at REAL NOT NULL, size INTEGER NOT NULL,
    crc INTEGER NOT NULL, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS waiting (key TEXT PRIMARY KEY, at REAL NOT NULL,
    data TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS checked (id TEXT PRIMARY KEY, at REAL NOT NULL,
    data TEXT NOT NULL) WITHOUT ROWID;
"""


class LookupFile:
    """The file beside the library; each call opens it for itself, so any thread may call.

    `now` gives the time in seconds since 1970.
    """

    def __init__(self, folder: Path, now: Any = time.time) -> None:
        self._path, self._now = folder / NAME, now

    # ------------------------------------------------------------------ answers

    def answer(self, key: str, fresh: float) -> bytes | None:
        """The answer that was kept up to `fresh` seconds ago; None also for a damaged one."""
        with suppress(sqlite3.Error, zlib.error, LibraryUnusable), self._open(_READ) as db:
            row = db.execute("SELECT at, size, crc, body FROM answer WHERE key = ?", (key,))
            found = row.fetchone()
            if found and 0 <= self._now() - found[0] <= fresh and zlib.crc32(found[3]) == found[2]:
                unpacked = zlib.decompressobj().decompress(found[3], LARGEST_KEPT + 1)
                return unpacked if len(unpacked) == found[1] else None
        return None

    def keep_answer(self, key: str, body: bytes) -> None:
        """Keep an answer, and let go of the oldest beyond MOST_KEPT."""
        if len(body) > LARGEST_KEPT:
            return
        packed, now = zlib.compress(body), self._now()
        with suppress(sqlite3.Error, LibraryUnusable), self._open() as db:
            db.execute("DELETE FROM answer WHERE at < ? OR at > ?", (now - LONGEST_KEPT, now))
            db.execute(
                "INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?)",
                (key, now, len(body), zlib.crc32(packed), packed),
            )
            db.execute(
                """DELETE FROM answer WHERE key IN (SELECT key FROM (SELECT key,
                sum(length(body)) OVER (ORDER BY at DESC, key) AS kept FROM answer)
                WHERE kept > ?)""",
                (MOST_KEPT,),
            )

    # ------------------------------------------------------------------ the pace

    def book_turn(self, service: str, earliest: float, pause: float) -> float:
        """Book the next turn to ask a service, for all programs that have this library open.

        Moments are of the clock that runs since the computer started. Where nothing can be
        written, `earliest` is what comes back: a program by itself keeps its own pace.
        """
        with suppress(sqlite3.Error, LibraryUnusable), self._open() as db:
            db.execute(_TURNS)
            row = db.execute("SELECT next FROM turn WHERE service = ?", (service,)).fetchone()
            if row and earliest < row[0] <= earliest + FARTHEST:
                earliest = row[0]
            db.execute("INSERT OR REPLACE INTO turn VALUES (?, ?)", (service, earliest + pause))
        return earliest

    # ------------------------------------------------------------------ the queue

    def waiting(self) -> list[dict[str, Any]]:
        """What waits to be asked, the oldest first; each as it was given to `wait_for`."""
        if not self._path.exists():
            return []
        with self._explained(), self._open(_READ) as db:
            rows = db.execute("SELECT data FROM waiting ORDER BY at, key").fetchall()
        return [orjson.loads(row[0]) for row in rows]

    def wait_for(self, items: Mapping[str, Mapping[str, Any]]) -> None:
        """Put these in the queue, by key; when it returns they are on the disk."""
        now = self._now()
        rows = [(key, now, orjson.dumps(data).decode()) for key, data in items.items()]
        with self._explained(), self._open() as db:
            db.executemany(
                """INSERT INTO waiting VALUES (?, ?, ?)
                ON CONFLICT (key) DO UPDATE SET data = excluded.data""",
                rows,
            )

    def wait_no_longer(self, keys: Iterable[str]) -> None:
        """Take these out of the queue."""
        if self._path.exists():
            with self._explained(), self._open() as db:
                db.executemany("DELETE FROM waiting WHERE key = ?", [(key,) for key in keys])

    # ------------------------------------------------------------------ checks

    def checked(self, ids: Sequence[str] | None = None) -> dict[str, tuple[float, dict[str, Any]]]:
        """When these entries (all when None) were checked last, and what was found."""
        if not self._path.exists():
            return {}
        sql, values = "SELECT id, at, data FROM checked", tuple[str, ...]()
        if ids is not None:
            sql += " WHERE id IN (SELECT value FROM json_each(?))"
            values = (orjson.dumps(list(ids)).decode(),)
        with self._explained(), self._open(_READ) as db:
            rows = db.execute(sql, values).fetchall()
        return {row[0]: (row[1], orjson.loads(row[2])) for row in rows}

    def keep_checked(self, found: Mapping[str, Mapping[str, Any]]) -> None:
        """These entries, by id, were checked now, and this was found."""
        now = self._now()
        rows = [(id_, now, orjson.dumps(data).decode()) for id_, data in found.items()]
        with self._explained(), self._open() as db:
            db.executemany("INSERT OR REPLACE INTO checked VALUES (?, ?, ?)", rows)

    # ------------------------------------------------------------------ the file

    @contextmanager
    def _explained(self) -> Generator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise (explained(error, self._path) or error) from None

    @contextmanager
    def _open(self, begin: str = _WRITE) -> Generator[sqlite3.Connection]:
        """The file in one transaction, made when needed; a damaged one is put aside.

        Who only reads neither waits for a writer nor needs a disk that can be written.
        """
        try:
            db = self._connected()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            aside = self._path.with_name(f"{NAME}.damaged")
            self._path.replace(aside)
            db = self._connected()
        with closing(db):
            db.execute(begin)
            yield db
            db.execute("COMMIT")

    def _connected(self) -> sqlite3.Connection:
        with suppress(OSError):
            self._path.touch(mode=0o600)
        db = sqlite3.connect(self._path, timeout=_WAIT, isolation_level=None)
        try:
            db.execute("PRAGMA synchronous = FULL")
            (form,) = db.execute("PRAGMA user_version").fetchone()
            if form == 0:
                db.executescript(
                    f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {_FORM}; COMMIT;"
                )
            elif form > _FORM:
                raise LibraryUnusable(
                    f"{NAME} was made by a newer version of Atlas Curator. It was left as it is.",
                    "Use the newer version to look papers up.",
                )
            db.execute("SELECT key FROM waiting LIMIT 1").fetchall()
        except BaseException:
            db.close()
            raise
        return db
