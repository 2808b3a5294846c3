"""Operations and revisions: appending them with their entries, and reading them back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row, select

from curator_app.domain.entry import Entry
from curator_app.domain.operation import Operation
from curator_app.domain.revision import Revision, replay
from curator_app.errors import NotFound
from curator_app.storage.checking import verify
from curator_app.storage.schema import operation, revision
from curator_app.storage.writing import Stamp, Writer

_AT_ONCE = 500

__all__ = ["begin_operation", "history", "of_operation", "operations", "rebuild", "save", "verify"]


def now() -> str:
    """This moment, as revisions write it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def begin_operation(
    conn: Connection, *, kind: str, label: str, who: str, target: int | None = None
) -> int:
    """Start an operation; its number stamps the revisions that follow."""
    statement = operation.insert().values(
        kind=kind, label=label, at=now(), who=who, target=target, entries=0
    )
    key = conn.execute(statement).inserted_primary_key
    return int(key[0]) if key else 0


def save(
    conn: Connection,
    operation_id: int,
    saves: Iterable[tuple[Entry | None, Entry]],
    *,
    who: str,
    origin: str,
    note: str,
    versions: str,
    at: str | None = None,
) -> int:
    """Write entries as (the version it was edited from or None, the new one); how many changed.

    Raises StaleEdit when the stored entry is not the one edited, BadValue when an address is
    taken. A save without a difference makes no revision.
    """
    stamp = Stamp(operation_id, at or now(), who, origin, note, versions)
    count = Writer(conn).save(saves, stamp)
    conn.execute(
        operation.update()
        .where(operation.c.id == operation_id)
        .values(entries=operation.c.entries + count)
    )
    return count


def history(conn: Connection, entry_id: str) -> list[Revision]:
    """All revisions of an entry, oldest first."""
    statement = select(revision).where(revision.c.entry_id == entry_id)
    return [_revision(row) for row in conn.execute(statement.order_by(revision.c.number))]


def of_operation(conn: Connection, operation_id: int) -> Iterator[Revision]:
    """The revisions that an operation made, in their order, read a few at a time.

    The connection may write meanwhile.
    """
    last = 0
    statement = select(revision).where(revision.c.operation_id == operation_id)
    while True:
        part = statement.where(revision.c.id > last).order_by(revision.c.id).limit(_AT_ONCE)
        found = conn.execute(part).all()
        yield from map(_revision, found)
        if len(found) < _AT_ONCE:
            return
        last = found[-1].id


def operations(conn: Connection, limit: int = 500) -> list[Operation]:
    """The latest operations, oldest first."""
    found = conn.execute(select(operation).order_by(operation.c.id.desc()).limit(limit))
    return [
        Operation(row.id, row.kind, row.label, row.at, row.who, row.target, row.entries)
        for row in found
    ][::-1]


def latest(conn: Connection) -> int:
    """The number of the latest operation: it stands for the state of the library."""
    found = conn.exec_driver_sql("SELECT max(id) FROM operation").scalar()
    return int(found or 0)


def rebuild(conn: Connection, entry_id: str) -> Entry:
    """The entry as its history says, whatever its stored row says; raises NotFound."""
    found = history(conn, entry_id)
    if not found:
        raise NotFound(f"There is no history of an entry with the id {entry_id}.")
    return replay(entry_id, found)


def _revision(row: Row[Any]) -> Revision:
    return Revision(
        row.entry_id,
        row.number,
        row.operation_id,
        row.at,
        row.who,
        row.origin,
        row.note,
        row.versions,
        {name: (pair[0], pair[1]) for name, pair in orjson.loads(row.changes).items()},
        row.previous_hash,
        row.hash,
    )
