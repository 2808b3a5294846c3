"""Looking at a database file before it is opened for writing; nothing here changes a byte."""

from __future__ import annotations

import os
import secrets
import sqlite3
import stat
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from curator_app.errors import CuratorError, LibraryUnusable
from curator_app.storage.faults import DAMAGED_HINT, explained
from curator_app.storage.schema import APPLICATION_ID, SCHEMA

_MAGIC = b"SQLite format 3\0"
_OTHER_HINT = "It was left as it is. Choose another folder, or move this file away."


@dataclass(frozen=True)
class Look:
    """What a look at the file found: its schema, and whether a journal lies beside it."""

    schema: str
    journal: bool

    @property
    def is_older(self) -> bool:
        """Whether it must be brought up to date first."""
        return self.schema < SCHEMA


def journal_of(path: Path) -> Path:
    """The write-ahead log beside the database."""
    return path.with_name(f"{path.name}-wal")


def uri(path: Path, mode: str) -> str:
    """The address SQLite opens `path` by; `mode` is rw, ro, rwc or ro&immutable=1."""
    return f"{path.absolute().as_uri()}?mode={mode}"


def reading_mode(path: Path) -> str:
    """How to read without leaving files: no journal means that nobody is writing."""
    return "ro" if journal_of(path).exists() else "ro&immutable=1"


def look(path: Path) -> Look:
    """Check that `path` is a library of ours that this version can use.

    Raises LibraryUnusable with what is wrong: a folder, empty, text, another program's, truncated,
    damaged or newer.
    """
    _check_kind(path)
    journal = journal_of(path)
    has_journal = journal.exists() and journal.stat().st_size > 0
    mark = _check_header(path, has_journal=has_journal)
    with _explained(path), closing(_reader(path)) as db:
        if mark != db.execute("PRAGMA user_version").fetchone()[0]:
            raise _foreign_journal(path)
        schema = _schema(db, path)
        db.execute("SELECT value FROM meta WHERE name = 'library_id'").fetchone()
        db.execute("SELECT max(id) FROM revision").fetchone()
    if schema > SCHEMA:
        raise LibraryUnusable(
            f"{path.name} was made by a newer version of Atlas Curator (its schema is {schema},"
            f" this version knows {SCHEMA}).",
            "It was left as it is. Install the newer version, or open a copy from the backups"
            " folder that is as old as this version.",
        )
    return Look(schema, has_journal)


def check_journal(path: Path) -> None:
    """Make sure that the journal beside `path` fits before anything may be written.

    SQLite would play the journal of another or of an older file into this one without noticing.
    look() has compared their marks; this finds an older journal of the very same file. A journal
    is only there after a crash (or beside a running window), so the check may cost.
    """
    with _explained(path), closing(_reader(path)) as db:
        problem: str = db.execute("PRAGMA quick_check(1)").fetchone()[0]
        if problem != "ok" or not _tail_is_whole(db):
            raise _foreign_journal(path)


def new_mark() -> int:
    """A mark for a new file, kept as its user_version.

    Every file that we make has its own, and every transaction writes it anew, so that a journal
    carries the mark of the file it belongs to.
    """
    return secrets.randbelow((1 << 31) - 1) + 1


def _foreign_journal(path: Path) -> LibraryUnusable:
    return LibraryUnusable(
        f"{path.name} does not fit the journal {journal_of(path).name} that lies beside it:"
        " one of them was replaced or damaged. Both were left as they are.",
        "If you copied a backup here, move the journal file away and open it again; otherwise"
        " salvage what can be read with: atlas-curator recover FILE.",
    )


def is_writable(path: Path) -> bool:
    """Whether the file and its folder may be written to (the journal is made in the folder)."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _reader(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(uri(path, reading_mode(path)), uri=True, isolation_level=None)
    db.execute("PRAGMA temp_store = MEMORY")
    db.execute("PRAGMA cell_size_check = ON")
    return db


@contextmanager
def _explained(path: Path) -> Generator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise (explained(error, path) or _damaged(path, str(error))) from None


def _damaged(path: Path, reason: str) -> CuratorError:
    return LibraryUnusable(f"{path.name} is damaged ({reason}).", DAMAGED_HINT)


def _check_kind(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise LibraryUnusable(
            f"There is no library at {path}.", "Name its folder with --library, or import a file."
        ) from None
    except OSError as error:
        raise LibraryUnusable(
            f"{path} cannot be read ({error.strerror}).", "Check the path and its permissions."
        ) from None
    if stat.S_ISDIR(mode):
        raise LibraryUnusable(f"{path} is a folder, not a library's database.", _OTHER_HINT)
    if not stat.S_ISREG(mode):
        raise LibraryUnusable(f"{path} is not an ordinary file.", _OTHER_HINT)


def _check_header(path: Path, *, has_journal: bool) -> int:
    """Refuse what the first hundred bytes already tell; returns the file's mark."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
            size = os.fstat(file.fileno()).st_size
    except OSError as error:
        raise LibraryUnusable(
            f"{path} cannot be read ({error.strerror}). It was left as it is.",
            "Check its permissions.",
        ) from None
    if not header:
        raise LibraryUnusable(f"{path.name} is empty (0 bytes).", DAMAGED_HINT)
    if header[:16] != _MAGIC:
        raise LibraryUnusable(f"{path.name} is not a database, or is damaged.", DAMAGED_HINT)
    if len(header) < 100:
        raise LibraryUnusable(f"{path.name} is cut off after {size} bytes.", DAMAGED_HINT)
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise LibraryUnusable(
            f"{path.name} is a database of another program, not a library of Atlas Curator.",
            _OTHER_HINT,
        )
    page = int.from_bytes(header[16:18], "big")
    expected = int.from_bytes(header[28:32], "big") * (65536 if page == 1 else page)
    if size < expected and not has_journal:
        raise LibraryUnusable(
            f"{path.name} is cut off: {size:,} of {expected:,} bytes are there.", DAMAGED_HINT
        )
    return int.from_bytes(header[60:64], "big")


def _schema(db: sqlite3.Connection, path: Path) -> str:
    rows = db.execute("SELECT version_num FROM alembic_version").fetchall()
    if len(rows) != 1 or not str(rows[0][0]).isdigit():
        raise _damaged(path, "its schema is not recorded")
    return str(rows[0][0])


def _tail_is_whole(db: sqlite3.Connection) -> bool:
    """Whether the newest revisions are chained without a gap, each to the one before."""
    rows = db.execute(
        "SELECT id, previous_hash, hash FROM revision ORDER BY id DESC LIMIT 1000"
    ).fetchall()
    return all(late[0] == early[0] + 1 and late[1] == early[2] for late, early in pairwise(rows))
