"""Rulings: appending them, reading them, and checking that none was changed or taken out.

Each is chained by SHA-256 to the one before, whatever its kind, and `meta` has the hash of the
last one, so that taking the last one out is noticed too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson
from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects import sqlite

from curator_app.domain.revision import GENESIS
from curator_app.domain.ruling import Ruling
from curator_app.storage.columns import packed, sha256
from curator_app.storage.schema import meta, ruling

_LAST = "last_ruling"
STAMP = ("id", "kind", "version", "at", "who", "note")


def append(
    conn: Connection,
    *,
    kind: str,
    version: str,
    at: str,
    who: str,
    note: str,
    data: Mapping[str, Any],
) -> Ruling:
    """Add a ruling; from the end of the transaction it is in force."""
    last = conn.execute(
        select(ruling.c.id, ruling.c.hash).order_by(ruling.c.id.desc()).limit(1)
    ).first()
    number, previous = (last[0] + 1, last[1]) if last else (1, GENESIS)
    stamp: dict[str, Any] = dict(zip(STAMP, (number, kind, version, at, who, note), strict=True))
    text = packed(data).decode()
    made = hash_of(previous, stamp, text)
    conn.execute(insert(ruling).values(**stamp, data=text, previous_hash=previous, hash=made))
    put = sqlite.insert(meta).values(name=_LAST, value=made)
    conn.execute(put.on_conflict_do_update(index_elements=["name"], set_={"value": made}))
    return Ruling(number, kind, version, at, who, note, data, made)


def hash_of(previous: str, stamp: Mapping[str, Any], data: str) -> str:
    """The hash of a ruling: over the hash before, who, when and why, and what was decided."""
    return sha256(previous.encode() + packed(stamp) + data.encode())


def every(conn: Connection) -> list[Ruling]:
    """All rulings, oldest first."""
    found = conn.execute(select(ruling).order_by(ruling.c.id))
    return [
        Ruling(
            row.id, row.kind, row.version, row.at, row.who, row.note, orjson.loads(row.data),
            row.hash,
        )
        for row in found
    ]  # fmt: skip


def problems(conn: Connection) -> Iterator[str]:
    """What is wrong with the chain of rulings, as sentences."""
    before, number = GENESIS, 0
    for row in conn.execute(select(ruling).order_by(ruling.c.id)):
        name = f"The ruling {row.version} ({row.kind})"
        if not is_whole(row[:9]):
            yield f"{name} is damaged: it does not match its hash."
        elif row.previous_hash != before or row.id != number + 1:
            yield f"{name} does not follow the ruling before it: one was taken out or put in."
        before, number = row.hash, row.id
    last = conn.execute(select(meta.c.value).where(meta.c.name == _LAST)).scalar()
    if (last or GENESIS) != before:
        yield "The last ruling is not the one that was made last: one was taken out or put in."


def is_whole(row: Any) -> bool:
    """Whether a row (id to hash) is what was once written."""
    *stamp, data, previous, made = row
    return hash_of(str(previous), dict(zip(STAMP, stamp, strict=True)), str(data)) == made


def rescue(conn: Connection, rows: Iterable[Any]) -> list[str]:
    """Append what could be read of another library's rulings, chained anew.

    Returns the names of those that are damaged and were left out.
    """
    lost: list[str] = []
    for row in sorted(rows, key=lambda row: int(row[0])):
        _, kind, version, at, who, note, data = row[:7]
        if is_whole(row):
            append(
                conn, kind=kind, version=version, at=at, who=who, note=note,
                data=orjson.loads(data),
            )  # fmt: skip
        else:
            lost.append(f"{kind} {version}")
    return lost
