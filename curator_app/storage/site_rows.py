"""Reading what the publish plan compares: all public entries in a few narrow columns."""

from __future__ import annotations

from collections.abc import Iterable

import orjson
from sqlalchemy import Connection

from curator_app.domain.publication import Card, SiteRow, StoredEntry, public_status
from curator_app.storage.columns import STATE_ORDER
from curator_app.storage.database import driver_of
from curator_app.storage.pages import PageRecord

# Nearly all rows have nothing special about them, so only the others are looked at one by one.
_PLAN = """SELECT n, slug, page_hash, coalesce(year, 0),
    CASE WHEN retraction IN ('none', '') AND state IN ('published', 'ready') THEN ''
        ELSE retraction || char(9) || state END,
    relation_targets, criteria, title <> '' FROM entry WHERE public = 1 ORDER BY slug"""
_CARDS = """SELECT n, id, slug, version, title, authors, journal, year, evidence_level, pem,
    retraction, state FROM entry WHERE public = 1 AND n IN (SELECT value FROM json_each(?))"""
_REDIRECTS = """SELECT former_slug.slug, entry.slug FROM former_slug
    JOIN entry ON entry.n = former_slug.n WHERE entry.public = 1 ORDER BY former_slug.slug"""
_STORED = """SELECT entry.n, entry.id, entry.version, content.data, content.hash
    FROM entry JOIN content ON content.n = entry.n
    WHERE entry.n IN (SELECT value FROM json_each(?))"""
_READY = """SELECT n FROM entry
    WHERE removed = 0 AND sort_state = ? AND state = 'ready' AND public = 1"""
_RECORDS = """SELECT entry_id, accessed, sha256 FROM page_record
    WHERE entry_id IN (SELECT value FROM json_each(?))"""


def site_rows(conn: Connection) -> list[SiteRow]:
    """Every public entry (domain.entry.is_public, kept as a column), ordered by address."""
    rows = list(map(SiteRow._make, driver_of(conn).execute(_PLAN)))
    for place, row in enumerate(rows):
        if row.status:
            rows[place] = row._replace(status=public_status(*row.status.split("\t")))
    return rows


def cards(conn: Connection, ns: Iterable[int]) -> dict[int, Card]:
    """The public ones among these rows, as lists show them."""
    found = driver_of(conn).execute(_CARDS, (orjson.dumps(list(ns)).decode(),))
    return {row[0]: Card(*row[:10], status=public_status(row[10], row[11])) for row in found}


def stored_entries(conn: Connection, ns: Iterable[int]) -> dict[int, StoredEntry]:
    """These entries as they are stored, by row, unread: that is done where they are rendered."""
    found = driver_of(conn).execute(_STORED, (orjson.dumps(list(ns)).decode(),))
    return {
        n: StoredEntry(id_, version, data.encode("utf-8", "surrogatepass"), hash_)
        for n, id_, version, data, hash_ in found
    }


def page_records(conn: Connection, ids: Iterable[str]) -> dict[str, PageRecord]:
    """What was recorded of the published pages of these entries, by entry id."""
    chosen = orjson.dumps(list(ids)).decode()
    found = driver_of(conn).execute(_RECORDS, (chosen,))
    return {row[0]: PageRecord(row[1], row[2]) for row in found}


def ready(conn: Connection) -> list[int]:
    """The rows of entries that wait for their first publication."""
    found = driver_of(conn).execute(_READY, (STATE_ORDER.index("ready"),))
    return [n for (n,) in found]


def redirects(conn: Connection) -> list[tuple[str, str]]:
    """(former address, present address) of public entries."""
    return [(old, new) for old, new in driver_of(conn).execute(_REDIRECTS)]
