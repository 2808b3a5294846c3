"""Making the database of a new library: all of it, or nothing."""

from __future__ import annotations

import os
import sqlite3
import uuid
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from curator_app.errors import DiskTrouble
from curator_app.storage.opening import new_mark
from curator_app.storage.schema import (
    APPLICATION_ID,
    SCHEMA,
    SEARCH_INDEX,
    SEARCH_OPTIONS,
    SEARCH_VIEW,
    metadata,
)

VERSION_TABLE = """CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)"""


def statements() -> list[str]:
    """The declared schema as SQL, in order."""
    dialect = sqlite.dialect()
    made: list[str] = []
    for table in metadata.sorted_tables:
        made.append(str(CreateTable(table).compile(dialect=dialect)).strip())
        ordered = sorted(table.indexes, key=lambda index: str(index.name))
        made += [str(CreateIndex(index).compile(dialect=dialect)).strip() for index in ordered]
    return [*made, SEARCH_VIEW, SEARCH_INDEX, SEARCH_OPTIONS]


def create(path: Path) -> None:
    """Make an empty library at `path`; it appears there finished or not at all."""
    temp = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(temp, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _fill(temp)
        sync(temp)
        temp.rename(path)
        sync(path.parent)
    except (OSError, sqlite3.Error) as error:
        raise DiskTrouble(
            f"A new library could not be made at {path} ({error}).",
            "Choose another folder with --library, or check its permissions and the space there.",
        ) from None
    finally:
        for name in (temp.name, f"{temp.name}-wal", f"{temp.name}-shm"):
            with suppress(OSError):
                temp.with_name(name).unlink()


def _fill(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {new_mark()}")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("BEGIN IMMEDIATE")
        for statement in (*statements(), VERSION_TABLE):
            db.execute(statement)
        db.execute("INSERT INTO alembic_version VALUES (?)", (SCHEMA,))
        now = datetime.now(UTC).isoformat(timespec="seconds")
        rows = [("library_id", str(uuid.uuid4())), ("created", now)]
        db.executemany("INSERT INTO meta VALUES (?, ?)", rows)
        db.execute("COMMIT")


def sync(path: Path) -> None:
    """Make sure that a file, or the names in a folder, outlive a power cut."""
    if os.name != "posix" and path.is_dir():
        return  # Windows has no handle for this; NTFS journals names itself.
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
