"""The full check of a library: the file, the search index, the chain, and history against state."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import Connection

from curator_app.domain.entry import EMPTY
from curator_app.domain.fields import entry_to_json
from curator_app.domain.revision import GENESIS
from curator_app.errors import Cancelled
from curator_app.storage.columns import packed, sha256

_MOST = 100
_EMPTY_JSON = entry_to_json(EMPTY, all_fields=True)
_STAMP = ("entry_id", "number", "operation_id", "at", "who", "origin", "note", "versions")
_NAMED = """SELECT revision.id, revision.entry_id, number, operation_id, at, who, origin, note,
    versions, changes, previous_hash, hash, coalesce(entry.slug, revision.entry_id)
    FROM revision LEFT JOIN entry ON entry.id = revision.entry_id
    WHERE revision.id > ? ORDER BY revision.id LIMIT 2000"""

Progress = Callable[[int, int], None]


def verify(
    conn: Connection,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> list[str]:
    """Everything that is wrong, as sentences; an empty list when all is well."""
    problems = list(_file_problems(conn))
    if problems:
        return problems
    return list(_limited(_chain_problems(conn, progress, cancelled)))


def _limited(problems: Iterator[str]) -> Iterator[str]:
    for number, problem in enumerate(problems):
        if number == _MOST:
            yield "There are more; these are the first."
            return
        yield problem


def _file_problems(conn: Connection) -> Iterator[str]:
    for (text,) in conn.exec_driver_sql("PRAGMA integrity_check(20)").fetchall():
        if text != "ok":
            yield f"The database file is damaged: {text}."
    for row in conn.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(20):
        yield f"A row of {row[0]} ({row[1]}) belongs to a row of {row[2]} that is not there."


def _chain_problems(
    conn: Connection, progress: Progress | None, cancelled: Callable[[], bool] | None
) -> Iterator[str]:
    total = int(conn.exec_driver_sql("SELECT count(*) FROM revision").scalar() or 0)
    last, before, done = 0, GENESIS, 0
    while rows := conn.exec_driver_sql(_NAMED, (last,)).fetchall():
        if cancelled and cancelled():
            raise Cancelled
        for row in rows:
            stamp = dict(zip(_STAMP, row[1:9], strict=True))
            made = sha256(row[10].encode() + packed(stamp) + row[9].encode())
            if made != row[11] or row[10] != before:
                yield f"Revision {row[2]} of {row[12]} is damaged."
            before = row[11]
        last = rows[-1][0]
        done += len(rows)
        if progress:
            progress(done, total)
