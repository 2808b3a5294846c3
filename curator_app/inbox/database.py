"""The inbox's encrypted files as one database: one connection, one lock, all or nothing.

The three files are attached to one connection in rollback-journal mode, where SQLite commits to
all of them or to none, also when the power goes. One connection keeps the decrypted pages of the
list in memory between two steps of triage; every piece of work on it is short.
"""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from curator_app.errors import NEWER, CuratorError, DiskTrouble, InboxClosed
from curator_app.inbox import journals
from curator_app.inbox.driver import Connection, DriverError, driver
from curator_app.inbox.faults import damaged, explained
from curator_app.inbox.keys import Master
from curator_app.inbox.places import Places, make_private_file, only_owner, sync_file
from curator_app.inbox.tables import APPLICATION_ID, SCHEMAS, VERSION

# What is set once, and read back. cipher_memory_security would wipe and lock every piece of memory
# that SQLite uses, not only its keys (those are always wiped): deciding 5,000 messages then took
# 6.7 s instead of 0.7 s, while Python holds the same text in memory that nobody can wipe.
PRAGMAS: tuple[tuple[str, str, object], ...] = (
    ("cipher_memory_security", "OFF", "0"),
    ("foreign_keys", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
    ("temp_store", "MEMORY", 2),
    ("busy_timeout", "5000", 5000),
)
# What is set for each file. DELETE and EXTRA: a commit to several files is one commit, and it is on
# the disk when it returns. secure_delete: what is deleted is overwritten.
OF_EACH: tuple[tuple[str, str, object], ...] = (
    ("journal_mode", "DELETE", "delete"),
    ("synchronous", "EXTRA", 3),
    ("secure_delete", "ON", 1),
    ("mmap_size", "0", 0),
    ("cache_size", "-32000", -32000),
)
_NAMES = ("main", "facts", "audit")
_DENIED = frozenset(
    getattr(driver, f"SQLITE_{name}")
    for name in (
        "ATTACH", "DETACH", "ALTER_TABLE", "PRAGMA", "CREATE_INDEX", "CREATE_TABLE",
        "CREATE_TRIGGER", "CREATE_VIEW", "CREATE_TEMP_TABLE", "DROP_INDEX", "DROP_TABLE",
        "DROP_TRIGGER", "DROP_VIEW", "CREATE_TEMP_TRIGGER", "CREATE_TEMP_VIEW",
    )
)  # fmt: skip
"""What no ordinary work does: it is refused, whatever a bug might send."""


class Database:
    """The open files of an inbox. Any thread may use it; they take turns."""

    def __init__(self, places: Places, connection: Connection) -> None:
        self.places = places
        self._connection = connection
        self._lock = threading.RLock()
        self._writing = False
        self.closed = False

    @staticmethod
    def create(places: Places, master: Master) -> None:
        """Make the empty files; raises DiskTrouble, and FileExistsError where there is one."""
        for path in places.databases():
            make_private_file(path)
        connection = _connect(places, master)
        try:
            for name in _NAMES:
                connection.execute(f"PRAGMA {name}.application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA {name}.user_version = {VERSION}")
            connection.execute("BEGIN IMMEDIATE")
            for statements in SCHEMAS.values():
                for statement in statements:
                    connection.execute(statement)
            connection.execute("COMMIT")
        except DriverError as error:
            raise explained(error, places.folder) or _broken() from None
        finally:
            connection.close()
        for path in places.databases():
            sync_file(path)

    @staticmethod
    def open(places: Places, master: Master) -> Database:
        """Open the files with the right key; raises InboxClosed or DiskTrouble, changes nothing."""
        for path in places.databases():
            if not path.is_file():
                raise damaged(f"{path.name} is missing")
            only_owner(path)
        journals.bring_along(places.databases())
        connection = _connect(places, master)
        try:
            _check_versions(connection)
            journals.tidy(places.databases())
        except DriverError as error:
            connection.close()
            raise explained(error, places.folder) or damaged("it cannot be read") from None
        except CuratorError:
            connection.close()
            raise
        connection.set_authorizer(_allowed)
        return Database(places, connection)

    @contextmanager
    def read(self) -> Generator[Connection]:
        """The connection, seeing one state as long as it is held; keep it short."""
        with self._lock, self._explained():
            yield self._connection

    @contextmanager
    def write(self) -> Generator[Connection]:
        """The connection in a transaction: all of it is kept on leaving, or nothing on an error.

        Work inside other work joins its transaction.
        """
        with self._lock, self._explained():
            if self._writing:
                yield self._connection
                return
            self._connection.execute("BEGIN IMMEDIATE")
            self._writing = True
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                with suppress(DriverError):
                    self._connection.execute("ROLLBACK")
                raise
            finally:
                self._writing = False

    @contextmanager
    def upkeep(self) -> Generator[Connection]:
        """The connection without its restrictions, for what changes whole files."""
        with self._lock, self._explained():
            self._connection.set_authorizer(None)
            try:
                yield self._connection
            finally:
                self._connection.set_authorizer(_allowed)

    def close(self) -> None:
        """Close the files; what is running ends first."""
        with self._lock:
            self.closed = True
            self._connection.close()

    @contextmanager
    def _explained(self) -> Generator[None]:
        try:
            yield
        except driver.ProgrammingError as error:
            if "closed" in str(error):
                raise InboxClosed(
                    "locked", "The inbox was locked meanwhile. Nothing was changed."
                ) from None
            raise
        except DriverError as error:
            known = explained(error, self.places.folder)
            if known is None:
                raise
            raise known from None


def key_of(master: Master, name: str) -> str:
    """The raw key of one file, as SQLCipher takes it."""
    return f"x'{master.derived(f'file/{name}').hex()}'"


def open_alone(path: Path, key: str) -> Connection:
    """One file by itself: a copy, or one that is to take another's place. Raises DriverError."""
    connection = driver.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None
    )
    connection.set_key(key)
    connection.execute("PRAGMA cipher_log_level = NONE")
    for pragma in ("foreign_keys = ON", "secure_delete = ON", "temp_store = MEMORY"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    return connection


def _connect(places: Places, master: Master) -> Connection:
    uris = [f"{path.absolute().as_uri()}?mode=rw" for path in places.databases()]
    connection = None
    try:
        connection = driver.connect(
            uris[0], uri=True, isolation_level=None, check_same_thread=False
        )
        connection.set_key(key_of(master, "main"))
        # It would tell of failures on the standard error stream.
        connection.execute("PRAGMA cipher_log_level = NONE")
        for name, uri in zip(_NAMES[1:], uris[1:], strict=True):
            connection.execute(f"ATTACH ? AS {name} KEY ?", (uri, key_of(master, name)))
        _set_pragmas(connection)
    except (DriverError, CuratorError) as error:
        if connection is not None:
            connection.close()
        if isinstance(error, CuratorError):
            raise
        raise explained(error, places.folder) or _broken() from None
    return connection


def _set_pragmas(connection: Connection) -> None:
    each = [(f"{name}.{part[0]}", *part[1:]) for name in _NAMES for part in OF_EACH]
    for name, value, expected in (*PRAGMAS, *each):
        connection.execute(f"PRAGMA {name} = {value}").fetchall()
        row = connection.execute(f"PRAGMA {name}").fetchone()
        if row is not None and row[0] != expected:
            raise DiskTrouble(
                f"The inbox cannot be opened safely here: {name} is {row[0]}, not {value}.",
                "Keep the library on a local disk.",
            )


def _check_versions(connection: Connection) -> None:
    for name in _NAMES:
        version = connection.execute(f"PRAGMA {name}.user_version").fetchone()[0]
        mark = connection.execute(f"PRAGMA {name}.application_id").fetchone()[0]
        if mark != APPLICATION_ID or version < 1:
            raise damaged("a file is not one of its own")
        if version > VERSION:
            raise InboxClosed(
                NEWER,
                f"The inbox was made by a newer version of Atlas Curator (schema {version}, this"
                f" version knows {VERSION}). It was left as it is.",
                "Install the newer version.",
            )
    for name, table in zip(_NAMES, ("part", "contribution", "event"), strict=True):
        connection.execute(f"SELECT count(*) FROM {name}.{table} WHERE rowid < 1").fetchone()


def _allowed(action: int, *_: object) -> int:
    return driver.SQLITE_DENY if action in _DENIED else driver.SQLITE_OK


def _broken() -> InboxClosed:
    return damaged("its files do not answer as they should")
