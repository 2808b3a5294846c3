"""Entries by the case definitions they are tagged with, and what their PEM status follows from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import orjson
from sqlalchemy import Connection

from curator_app.domain.query import ListQuery
from curator_app.storage.columns import CRITERIA_SEPARATOR
from curator_app.storage.listing import ids

_CRITERIA = """SELECT entry.n, entry.id, slug, title, state, removed, year, criteria,
    json_extract(data, '$.criteria'), json_extract(data, '$.pem')
    FROM entry JOIN content ON content.n = entry.n
    WHERE entry.n IN (SELECT value FROM json_each(?))"""


class CriteriaRow(NamedTuple):
    """What the PEM status of an entry follows from; `criteria` and `pem` as stored JSON."""

    n: int
    id: str
    slug: str
    title: str
    state: str
    removed: int
    year: int | None
    tags: tuple[str, ...]
    criteria: str
    pem: str | None


def tagged(conn: Connection, definitions: Collection[str]) -> list[int]:
    """The rows of all entries tagged with one of these, by address; removed ones last."""
    wanted = {"criteria": tuple(definitions)}
    views = (ListQuery("", wanted, "slug", False, removed=gone) for gone in (False, True))
    return [n for view in views for n in ids(conn, view)] if definitions else []


def criteria_rows(conn: Connection, ns: Sequence[int]) -> Iterator[CriteriaRow]:
    """What the PEM status of these entries follows from, in the order asked."""
    listed = orjson.dumps(list(ns)).decode()
    found = {row[0]: row for row in conn.exec_driver_sql(_CRITERIA, (listed,))}
    for n in ns:
        if n in found:
            tags = tuple(found[n][7].split(CRITERIA_SEPARATOR))
            yield CriteriaRow._make((*found[n][:7], tags, *found[n][8:]))
