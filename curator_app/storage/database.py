"""The library's database: opening it, one transaction at a time, stopping a search."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from curator_app.errors import CuratorError, LibraryUnusable, ReadOnly
from curator_app.storage import opening
from curator_app.storage.creating import create as create_library
from curator_app.storage.faults import explained, original

BUSY_SECONDS = 5
CACHE = -8_000
"""Page cache of a connection in KiB, as SQLite writes it; `grow_cache` is for a large import."""
LARGE_CACHE = -65_536
_GROWN = "grown"
# What every connection is set to, and reads back. WAL needs FULL: with NORMAL a power cut loses
# saves that were acknowledged. trusted_schema stays on, or SQLite 3.40 refuses FTS5 in triggers
# and views. Memory-mapped input/output turns a disk error into a crash.
PRAGMAS: tuple[tuple[str, str, object], ...] = (
    ("busy_timeout", str(BUSY_SECONDS * 1000), BUSY_SECONDS * 1000),
    ("foreign_keys", "ON", 1),
    ("temp_store", "MEMORY", 2),
    ("cell_size_check", "ON", 1),
    ("mmap_size", "0", 0),
    ("cache_size", f"{CACHE}", CACHE),
)
WRITING: tuple[tuple[str, str, object], ...] = (
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),
)
_BEGIN = "curator_begin"


class Database:
    """An open atlas.db. Any thread may read; one writes at a time.

    `notice` says why it is `read_only` when that was not asked for.
    """

    def __init__(self, path: Path, *, read_only: bool, notice: str = "") -> None:
        self.path = path
        self.read_only = read_only
        self.notice = notice
        self._engine = _engine(path, read_only=read_only)
        self._searching: set[sqlite3.Connection] = set()
        self._search_lock = threading.Lock()

    @staticmethod
    def open(
        path: Path, *, backups: Path, read_only: bool = False, create: bool = True
    ) -> Database:
        """Open the library at `path`, making or updating it when that is needed and allowed.

        Raises LibraryUnusable (the file is left untouched) and DiskTrouble.
        """
        path = path.absolute()
        if create and not read_only and not path.exists():
            create_library(path)
        found = opening.look(path)
        notice = ""
        if not read_only and not opening.is_writable(path):
            read_only = True
            notice = f"{path} cannot be written to, so it is open for reading only."
        if found.is_older:
            _update(path, backups, found.schema, read_only=read_only)
        if found.journal and not read_only:
            opening.check_journal(path)
        database = Database(path, read_only=read_only, notice=notice)
        with database.read() as conn:
            conn.exec_driver_sql("SELECT count(*) FROM meta")
        return database

    @contextmanager
    def read(self) -> Generator[Connection]:
        """A connection that sees one state of the library, whatever is saved meanwhile."""
        with self._explained(), self._engine.connect() as conn:
            conn.info["database"] = self
            conn.begin()
            yield conn

    @contextmanager
    def write(self) -> Generator[Connection]:
        """A connection in a transaction: all of it is kept on leaving, or nothing on an error."""
        if self.read_only:
            raise ReadOnly(
                "The library is open for reading only. Nothing was changed.",
                self.notice or "Close the other window that has it open, then try again.",
            )
        with self._explained(), self._engine.connect() as plain:
            conn = plain.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
            conn.info["database"] = self
            try:
                with conn.begin():
                    # The journal of this transaction says which file it belongs to: new_mark().
                    mark = conn.exec_driver_sql("PRAGMA user_version").scalar_one()
                    conn.exec_driver_sql(f"PRAGMA user_version = {mark}")
                    yield conn
            finally:
                if conn.info.pop(_GROWN, False):
                    driver_of(conn).execute(f"PRAGMA cache_size = {CACHE}")
                    driver_of(conn).execute("PRAGMA shrink_memory").fetchall()

    @contextmanager
    def searching(self, conn: Connection) -> Generator[None]:
        """Mark what runs inside as a search that interrupt() may stop."""
        driver = driver_of(conn)
        with self._search_lock:
            self._searching.add(driver)
        try:
            yield
        finally:
            with self._search_lock:
                self._searching.discard(driver)

    def interrupt(self) -> None:
        """Stop the searches that run now; their callers get Cancelled."""
        with self._search_lock:
            for driver in self._searching:
                driver.interrupt()

    def close(self) -> None:
        """Close all connections; the last one folds the journal into the database."""
        if not self.read_only:
            with suppress(CuratorError), self.read() as conn:
                conn.rollback()
                driver_of(conn).execute("PRAGMA busy_timeout = 200").fetchall()
                driver_of(conn).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self._engine.dispose()

    @contextmanager
    def _explained(self) -> Generator[None]:
        try:
            yield
        except (DBAPIError, sqlite3.Error) as error:
            cause = original(error)
            known = explained(cause, self.path) if cause else None
            if known is None:
                raise
            raise known from None


def grow_cache(conn: Connection) -> None:
    """Let this transaction keep more pages in memory, until it ends."""
    conn.info[_GROWN] = True
    conn.exec_driver_sql(f"PRAGMA cache_size = {LARGE_CACHE}")


def driver_of(conn: Connection) -> sqlite3.Connection:
    """The driver's own connection, for what SQLAlchemy has no words for."""
    driver: Any = conn.connection.driver_connection
    return driver


def _engine(path: Path, *, read_only: bool) -> Engine:
    mode = _reading_mode(path) if read_only else "rw"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(
            opening.uri(path, mode),
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=BUSY_SECONDS,
        )

    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        creator=connect,
        poolclass=QueuePool,
        hide_parameters=True,
    )

    def prepare(driver: sqlite3.Connection, _record: object) -> None:
        set_pragmas(driver, path, PRAGMAS if read_only else (*PRAGMAS, *WRITING))

    def begin(conn: Connection) -> None:
        conn.exec_driver_sql(conn.get_execution_options().get(_BEGIN, "BEGIN"))

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    return engine


def _reading_mode(path: Path) -> str:
    """Another window may be writing: only a place where nobody can write is read as frozen."""
    return opening.reading_mode(path) if not opening.is_writable(path) else "ro"


def set_pragmas(
    driver: sqlite3.Connection, path: Path, pragmas: tuple[tuple[str, str, object], ...]
) -> None:
    """Set each pragma and read it back; raises LibraryUnusable when one does not hold."""
    for name, value, expected in pragmas:
        driver.execute(f"PRAGMA {name} = {value}").fetchall()
        row = driver.execute(f"PRAGMA {name}").fetchone()
        # A build without memory mapping answers mmap_size with nothing at all.
        if row is not None and row[0] != expected:
            driver.close()
            raise LibraryUnusable(
                f"{path} cannot be opened safely here: {name} is {row[0]}, not {value}.",
                "Network folders often cannot hold a library; keep it on a local disk.",
            )


def _update(path: Path, backups: Path, schema: str, *, read_only: bool) -> None:
    if read_only:
        raise LibraryUnusable(
            f"{path.name} was made by an older version (schema {schema}) and has to be updated"
            " before it can be read, but it is open for reading only.",
            "Open it once where it can be written to.",
        )
    from curator_app.storage.migrating import migrate

    migrate(path, backups)
