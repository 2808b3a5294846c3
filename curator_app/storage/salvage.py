"""Reading what can be read of a damaged database; the file itself is never opened, only copied."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select, text

from curator_app.errors import LibraryUnusable
from curator_app.storage import opening
from curator_app.storage.schema import content, entry, operation, revision, ruling

# A table whose root is gone would be halved for ever.
_MOST_FAILURES = 20_000


@dataclass
class Found:
    """What could be read: rows by their key."""

    operations: dict[int, tuple[Any, ...]] = field(default_factory=dict[int, tuple[Any, ...]])
    revisions: dict[str, list[tuple[Any, ...]]] = field(
        default_factory=dict[str, list[tuple[Any, ...]]]
    )
    texts: dict[str, tuple[str, bytes]] = field(default_factory=dict[str, tuple[str, bytes]])
    slugs: dict[str, str] = field(default_factory=dict[str, str])
    rulings: list[tuple[Any, ...]] = field(default_factory=list[tuple[Any, ...]])


def read_damaged(source: Path) -> Found:
    """All rows of `source` that can be read; raises LibraryUnusable when there are none."""
    with tempfile.TemporaryDirectory(prefix="atlas-recover-") as folder:
        copy = Path(folder) / "damaged.db"
        _copy_with_journal(source, copy)
        return _read(copy, source)


def _copy_with_journal(source: Path, copy: Path) -> None:
    try:
        shutil.copyfile(source, copy)
        journal = opening.journal_of(source)
        if journal.exists():
            shutil.copyfile(journal, opening.journal_of(copy))
    except OSError as error:
        raise LibraryUnusable(
            f"{source} cannot be read ({error.strerror}).", "Check the path and its permissions."
        ) from None


def _read(copy: Path, source: Path) -> Found:
    found = Found()
    names: dict[int, str] = {}
    with closing(sqlite3.connect(copy, isolation_level=None)) as db:
        db.text_factory = bytes
        # On this copy only: otherwise SQLite refuses a file whose end is missing as a whole.
        db.execute("PRAGMA writable_schema = ON")
        try:
            db.execute("PRAGMA page_count").fetchone()
        except sqlite3.DatabaseError:
            raise _nothing(source) from None
        for row in _rows(db, operation, "id, kind, label, at, who, target"):
            found.operations[int(row[0])] = tuple(_text(value) for value in row)
        columns = "id, entry_id, number, operation_id, at, who, origin, note, versions, changes"
        for row in _rows(db, revision, columns):
            values = tuple(_text(value) for value in row)
            if all(isinstance(values[i], int) for i in (0, 2, 3)):
                found.revisions.setdefault(str(values[1]), []).append(values)
        for n, id_, slug in _rows(db, entry, "n, id, slug"):
            names[int(n)] = str(_text(id_))
            found.slugs[str(_text(id_))] = str(_text(slug))
        for n, data, hash_ in _rows(db, content, "n, data, hash"):
            if int(n) in names and isinstance(data, bytes):
                found.texts[names[int(n)]] = (str(_text(hash_)), data)
        columns = "id, kind, version, at, who, note, data, previous_hash, hash"
        for row in _rows(db, ruling, columns):
            found.rulings.append(tuple(_text(value) for value in row))
    if not found.revisions and not found.texts:
        raise _nothing(source)
    return found


def _nothing(source: Path) -> LibraryUnusable:
    return LibraryUnusable(
        f"Nothing could be read from {source.name}. It was left as it is.",
        "Put a copy from the backups folder in its place.",
    )


def _text(value: Any) -> Any:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _rows(db: sqlite3.Connection, table: Table, columns: str) -> Iterator[tuple[Any, ...]]:
    """All rows that can be read: a span of keys that cannot is halved until the rows are left."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table.name,)).fetchone():
        return  # a library of an older schema
    key = columns.split(",")[0]
    shown = [text(name) for name in columns.split(", ")]
    where = text(f"{key} BETWEEN ? AND ? ORDER BY {key}")
    sql = str(select(*shown).select_from(table).where(where))
    # No table has more rows than the file has bytes.
    spans = [(-1, int(db.execute("PRAGMA page_count").fetchone()[0]) << 16)]
    failures = 0
    while spans and failures < _MOST_FAILURES:
        low, high = spans.pop()
        last = low - 1
        try:
            for row in db.execute(sql, (low, high)):
                last = int(row[0])
                yield row
        except (sqlite3.DatabaseError, ValueError, TypeError):
            failures += 1
            low = last + 1
            if low < high:
                middle = (low + high) // 2
                spans += [(middle + 1, high), (low, middle)]
