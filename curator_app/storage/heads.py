"""What says which version of an entry is stored, without its content."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection

from curator_app.storage.database import driver_of

_VERSIONS = """SELECT n, id, version, changed, page_hash FROM entry
    WHERE n IN (SELECT value FROM json_each(?))"""
# Looking for the two words is many times quicker than parsing each content.
_HEADS = """SELECT entry.n, entry.id, entry.version, entry.changed, entry.page_hash, entry.slug,
    CASE WHEN instr(content.data, '"dismissals":')
        THEN json_extract(content.data, '$.dismissals') END,
    CASE WHEN instr(content.data, '"approval":') THEN json_extract(content.data, '$.approval') END
    FROM entry JOIN content ON content.n = entry.n
    WHERE entry.n IN (SELECT value FROM json_each(?))"""


class Version(NamedTuple):
    """What is enough to see whether an entry's checks are known."""

    n: int
    id: str
    version: int
    changed: str
    page_hash: str


class Head(NamedTuple):
    """The same, where the entry is found, and what people decided of it.

    `dismissals` and `approval` are JSON, None for nearly all.
    """

    n: int
    id: str
    version: int
    changed: str
    page_hash: str
    slug: str
    dismissals: str | None
    approval: str | None


def versions(conn: Connection, ns: Sequence[int]) -> list[Version]:
    """The versions of these rows, in the order asked; contents are not touched."""
    found = {row[0]: Version._make(row) for row in _rows(conn, _VERSIONS, ns)}
    return [found[n] for n in ns if n in found]


def heads(conn: Connection, ns: Sequence[int]) -> list[Head]:
    """The heads of these rows, in the order asked."""
    found = {row[0]: Head._make(row) for row in _rows(conn, _HEADS, ns)}
    return [found[n] for n in ns if n in found]


def _rows(conn: Connection, sql: str, ns: Sequence[int]) -> list[tuple[Any, ...]]:
    return driver_of(conn).execute(sql, (orjson.dumps(list(ns)).decode(),)).fetchall()
