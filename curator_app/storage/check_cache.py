"""checks.db: what the checks found, kept so that no version of an entry is checked twice.

Everything in it follows from atlas.db and the rules. It is never in a backup, and whenever it is
missing, damaged, locked or of another form, it is made anew without a word.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import orjson

NAME = "checks.db"
_FORM = 2
_WAIT = 0.2
"""Seconds to wait for another program that is writing; then this one does without."""
_ELSEWHERE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_PERM,
    }
)
# With row numbers: rows of a kilobyte would make the tree of the ids itself deep and half empty.
_TABLE = """CREATE TABLE found (id TEXT PRIMARY KEY, key TEXT NOT NULL, critical INTEGER NOT NULL,
    crc INTEGER NOT NULL, data BLOB NOT NULL)"""
_CHOSEN = "WHERE id IN (SELECT value FROM json_each(?))"


class Kept(NamedTuple):
    """What is kept of one entry: `key` stands for all that the result depends on.

    `critical` is how many CRITICAL findings are in `data`, which the caller packs and unpacks.
    """

    id: str
    key: str
    critical: int
    data: bytes

    @property
    def crc(self) -> int:
        """A checksum, so that a damaged byte is no result."""
        return zlib.crc32(f"{self.id} {self.key} {self.critical} ".encode() + self.data)


class CheckCache:
    """The results of one library; may be used from any one thread at a time.

    No method raises for what is wrong with the file: results are then not known, or not kept.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._spare: sqlite3.Connection | None = None

    def keys(self, ids: Sequence[str]) -> dict[str, tuple[str, int]]:
        """The key and the number of CRITICAL findings of those entries that are known."""
        sql = f"SELECT id, key, critical FROM found {_CHOSEN}"  # noqa: S608 - no value in it
        rows = self._asked(lambda db: db.execute(sql, (_listed(ids),)).fetchall())
        return {row[0]: (row[1], row[2]) for row in rows}

    def get(self, ids: Sequence[str]) -> dict[str, Kept]:
        """What is kept of these entries; a damaged row is not there."""
        sql = f"SELECT id, key, critical, crc, data FROM found {_CHOSEN}"  # noqa: S608
        rows = self._asked(lambda db: db.execute(sql, (_listed(ids),)).fetchall())
        made = ((Kept(row[0], row[1], row[2], row[4]), row[3]) for row in rows)
        return {kept.id: kept for kept, crc in made if kept.crc == crc}

    def put(self, rows: Iterable[Kept]) -> None:
        """Keep these, in place of what was kept of the same entries."""
        values = [(row.id, row.key, row.critical, row.crc, row.data) for row in rows]

        def write(db: sqlite3.Connection) -> list[Any]:
            db.execute("BEGIN IMMEDIATE")
            db.executemany("INSERT OR REPLACE INTO found VALUES (?, ?, ?, ?, ?)", values)
            db.execute("COMMIT")
            return []

        if values:
            self._asked(write)

    def count(self) -> int:
        """How many entries are known."""
        rows = self._asked(lambda db: db.execute("SELECT count(*) FROM found").fetchall())
        return rows[0][0] if rows else 0

    def keep_only(self, ids: Sequence[str]) -> None:
        """Forget all other entries."""
        sql = "DELETE FROM found WHERE id NOT IN (SELECT value FROM json_each(?))"
        self._asked(lambda db: db.execute(sql, (_listed(ids),)).fetchall())

    # ------------------------------------------------------------------ the file

    def _asked(self, question: Callable[[sqlite3.Connection], list[Any]]) -> list[Any]:
        """What the file answers; [] when it does not."""
        for _ in range(2):
            db = self._spare or self._opened()
            try:
                return question(db)
            except (sqlite3.Error, TypeError, ValueError) as error:
                if _passes(error):
                    return []
            finally:
                if db is not self._spare:
                    db.close()
            _delete(self._path)
        return []

    def _opened(self) -> sqlite3.Connection:
        """The file, made when needed; where there can be none, one that is gone in the end."""
        for _ in range(2):
            db = None
            try:
                with suppress(OSError):
                    self._path.touch(mode=0o600)  # sentences of unpublished entries are in it
                db = _connected(str(self._path))
                _prepare(db)
                return db
            except (sqlite3.Error, TypeError, ValueError) as error:
                if db is not None:
                    db.close()
                if _passes(error):
                    break
                _delete(self._path)
        self._spare = _connected("")
        _prepare(self._spare)
        return self._spare


def _connected(name: str) -> sqlite3.Connection:
    # An empty name is a file of its own that is gone when it is closed.
    return sqlite3.connect(name, timeout=_WAIT, check_same_thread=False, isolation_level=None)


def _prepare(db: sqlite3.Connection) -> None:
    """Set it up; raises DatabaseError when it is damaged or of another form."""
    # In WAL a killed program leaves nothing half written. What a power cut spoils is noticed by
    # its checksum and made anew, so that nothing here ever waits for the disk.
    db.execute("PRAGMA journal_mode = WAL").fetchall()
    db.execute("PRAGMA synchronous = OFF").fetchall()
    (form,) = db.execute("PRAGMA user_version").fetchone()
    if form == 0:
        db.executescript(f"BEGIN IMMEDIATE; {_TABLE}; PRAGMA user_version = {_FORM}; COMMIT;")
    elif form != _FORM:
        raise sqlite3.DatabaseError("another form")
    db.execute("SELECT id, key, critical, crc, data FROM found LIMIT 1").fetchall()


def _passes(error: Exception) -> bool:
    """Whether the file may be whole: it is locked, the disk full, or nobody may write there."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _ELSEWHERE


def _delete(path: Path) -> None:
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        with suppress(OSError):
            path.with_name(name).unlink(missing_ok=True)


def _listed(ids: Sequence[str]) -> str:
    return orjson.dumps(list(ids)).decode()
