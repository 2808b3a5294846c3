"""The full check of a library: the file, the search index, the chain, and history against state.

SQLite's own check looks at the structure only and misses nearly every flipped bit in a text, so
every text is compared with its hash, and every entry with what its revisions say.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from curator_app.domain.revision import GENESIS
from curator_app.errors import Cancelled, LibraryUnusable
from curator_app.storage import rulings
from curator_app.storage.columns import (
    FACETS,
    Data,
    facet_values,
    key_columns,
    list_columns,
    pack_for,
    packed,
    page_hash_of,
    sha256,
    sort_columns,
)
from curator_app.storage.database import Database, driver_of
from curator_app.storage.faults import explained, original
from curator_app.storage.writing import EMPTY_JSON

Progress = Callable[[int, int], None]
_MOST = 100
_CHUNK = 1_000
_STAMP = ("entry_id", "number", "operation_id", "at", "who", "origin", "note", "versions")
_REVISIONS = """SELECT revision.id, revision.entry_id, number, operation_id, at, who, origin, note,
    versions, changes, previous_hash, revision.hash, coalesce(entry.slug, revision.entry_id),
    entry.n, entry.version
    FROM revision LEFT JOIN entry ON entry.id = revision.entry_id
    WHERE revision.id > ? ORDER BY revision.id LIMIT 1000"""
_STATES = """SELECT content.n, data, hash, entry.* FROM entry LEFT JOIN content
    ON content.n = entry.n WHERE entry.n IN (SELECT value FROM json_each(?))"""
# The check is asked for by what looks like writing.
_CHECK_SEARCH = "INSERT INTO search(search, rank) VALUES ('integrity-check', 1)"
_HISTORY = """SELECT number, changes FROM revision WHERE entry_id = ? ORDER BY number"""


def verify(
    conn: Connection,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> list[str]:
    """Everything that is wrong, as sentences; an empty list when all is well."""
    database = conn.info["database"]
    with ThreadPoolExecutor(1) as other_core:
        structure = other_core.submit(_structure_problems, database)
        try:
            history = _Check(conn, progress, cancelled).problems()
            found = list(_limited(chain(rulings.problems(conn), history)))
        except DBAPIError as error:
            # A damaged page: the structure check says which one.
            cause = original(error)
            known = explained(cause, database.path) if cause else None
            if not isinstance(known, LibraryUnusable):
                raise
            found = [f"The history could not be read to its end: {known.message}"]
        return structure.result() + found


def _limited(problems: Iterator[str]) -> Iterator[str]:
    for number, problem in enumerate(problems):
        if number == _MOST:
            yield "There are more problems; these are the first."
            return
        yield problem


def _structure_problems(database: Database) -> list[str]:
    try:
        with database.read() as conn:
            problems = list(_file_problems(conn))
        return problems or _search_problems(database)
    except LibraryUnusable as error:
        return [error.message]


def _file_problems(conn: Connection) -> Iterator[str]:
    for (text,) in conn.exec_driver_sql("PRAGMA integrity_check(20)").fetchall():
        if text != "ok":
            yield f"The database file is damaged: {text}."
    for row in conn.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(20):
        yield f"A row of {row[0]} ({row[1]}) belongs to a row of {row[2]} that is not there."


def _search_problems(database: Database) -> list[str]:
    """Compare the search index with the texts; where nothing may be written, those of a copy."""
    try:
        with database.read() as conn:
            if database.read_only:
                _check_copy(driver_of(conn))
            else:
                conn.exec_driver_sql(_CHECK_SEARCH)
    except (LibraryUnusable, DBAPIError, sqlite3.Error) as error:
        return [f"The search index does not fit the entries ({original(error) or error})."]
    except OSError as error:
        return [f"The search index could not be checked ({error.strerror})."]
    return []


def _check_copy(driver: sqlite3.Connection) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="atlas-verify-") as folder,
        closing(sqlite3.connect(Path(folder) / "copy.db")) as copy,
    ):
        driver.backup(copy)
        copy.execute(_CHECK_SEARCH)


class _Check:
    """One pass over all revisions in the order they were made."""

    def __init__(
        self,
        conn: Connection,
        progress: Progress | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self._conn = conn
        self._progress = progress
        self._cancelled = cancelled
        self._signs = {
            (row[0], row[2]): row[1]
            for row in conn.exec_driver_sql("SELECT facet, value, sign FROM facet_value")
        }

    def problems(self) -> Iterator[str]:
        """Sentences about what is wrong, in the order of the history."""
        edited: dict[int, tuple[str, str]] = {}
        for rows in self._chunks():
            fresh: dict[int, tuple[str, bytes]] = {}
            for row in rows:
                yield from self._chain(row)
                n, version, slug = row[13], row[14], row[12]
                if n is not None and version == 1:
                    fresh[n] = (slug, row[9])
                elif n is not None:
                    edited[n] = (slug, row[1])
            yield from self._states(fresh, self._first)
        ns = list(edited)
        for start in range(0, len(ns), _CHUNK):
            self._stop()
            chosen = {n: edited[n] for n in ns[start : start + _CHUNK]}
            yield from self._states(chosen, self._replayed)
        yield from self._orphans()

    def _stop(self) -> None:
        if self._cancelled and self._cancelled():
            raise Cancelled

    def _chunks(self) -> Iterator[Sequence[Any]]:
        total = int(self._conn.exec_driver_sql("SELECT count(*) FROM revision").scalar() or 0)
        last, done = 0, 0
        self._before, self._number = GENESIS, 0
        while rows := self._conn.exec_driver_sql(_REVISIONS, (last,)).fetchall():
            self._stop()
            yield rows
            last = rows[-1][0]
            done += len(rows)
            if self._progress:
                self._progress(done, total)

    def _chain(self, row: Any) -> Iterator[str]:
        name = f"Revision {row[2]} of {row[12]}"
        stamp = dict(zip(_STAMP, row[1:9], strict=True))
        made = sha256(row[10].encode() + packed(stamp) + row[9].encode())
        if made != row[11]:
            yield f"{name} is damaged: it does not match its hash."
        elif row[10] != self._before or row[0] != self._number + 1:
            yield f"{name} does not follow the revision before it: one was taken out or put in."
        self._before, self._number = row[11], row[0]

    def _states(
        self, wanted: dict[int, tuple[str, Any]], past: Callable[[Any], Data | None]
    ) -> Iterator[str]:
        listed = orjson.dumps(list(wanted)).decode()
        for row in self._conn.exec_driver_sql(_STATES, (listed,)):
            slug, source = wanted[row[3]]
            if row[0] is None:
                yield f"The text of {slug} is missing; its history can rebuild it."
                continue
            text = row[1].encode()
            if sha256(text) != row[2]:
                yield f"The text of {slug} is damaged: it does not match its hash."
                continue
            history = past(source)
            if history is None or pack_for(history)(history) != text:
                yield f"The text of {slug} is not what its history says."
                continue
            if self._row_differs(row[3:], history):
                yield f"The list row of {slug} is not what its text says."

    def _row_differs(self, row: Sequence[Any], data: Data) -> bool:
        facets = tuple(self._signs.get(pair, "?") for pair in zip(FACETS, row[23], strict=False))
        expected = (*list_columns(data), row[17], *key_columns(data), page_hash_of(data), row[23])
        return (*expected, *sort_columns(data)) != tuple(row[3:]) or facets != facet_values(data)

    def _first(self, changes: str) -> Data | None:
        return applied({}, changes)

    def _replayed(self, entry_id: str) -> Data | None:
        state: Data | None = {}
        for expected, (number, changes) in enumerate(
            self._conn.exec_driver_sql(_HISTORY, (entry_id,)).fetchall(), 1
        ):
            if state is None or number != expected:
                return None
            state = applied(state, changes)
        return state

    def _orphans(self) -> Iterator[str]:
        found = self._conn.exec_driver_sql(
            "SELECT slug, version, (SELECT max(number) FROM revision"
            " WHERE entry_id = entry.id) AS last FROM entry WHERE version IS NOT last"
        )
        for slug, version, last in found.fetchmany(_MOST):
            yield f"{slug} has {version} revisions, but its history has {last or 0}."


def applied(state: Data, changes: str) -> Data | None:
    """The content after a revision, as JSON; None when the revision does not fit the content."""
    after = dict(state)
    try:
        pairs: dict[str, Any] = orjson.loads(changes)
        for name, (old, new) in pairs.items():
            if after.pop(name, EMPTY_JSON[name]) != old:
                return None
            if new != EMPTY_JSON[name]:
                after[name] = new
    except (ValueError, LookupError, TypeError, AttributeError):  # not what was once written
        return None
    return after
