"""Reading what the publish plan compares: all public entries in a few narrow columns."""

from __future__ import annotations

from collections.abc import Iterable

import orjson
from sqlalchemy import Connection

from curator_app.domain.publication import Card, SiteRow, public_status
from curator_app.storage.database import driver_of
from curator_app.storage.pages import PageRecord

_PLAN = """SELECT n, slug, page_hash, coalesce(year, 0), retraction, state, relation_targets,
    criteria, title <> '' FROM entry WHERE public = 1 ORDER BY slug"""
_CARDS = """SELECT n, id, slug, version, title, authors, journal, year, evidence_level, pem,
    retraction, state FROM entry WHERE public = 1 AND n IN (SELECT value FROM json_each(?))"""
_REDIRECTS = """SELECT former_slug.slug, entry.slug FROM former_slug
    JOIN entry ON entry.n = former_slug.n WHERE entry.public = 1 ORDER BY former_slug.slug"""
_RECORDS = """SELECT entry_id, accessed, sha256 FROM page_record
    WHERE entry_id IN (SELECT value FROM json_each(?))"""
_PLAIN = ("none", "")
_VISIBLE = ("published", "ready")


def site_rows(conn: Connection) -> list[SiteRow]:
    """Every public entry (domain.entry.is_public, kept as a column), ordered by address."""
    found = driver_of(conn).execute(_PLAN)
    return [
        SiteRow(
            n,
            slug,
            page_hash,
            year,
            "" if retraction in _PLAIN and state in _VISIBLE else public_status(retraction, state),
            targets,
            criteria,
            titled,
        )
        for n, slug, page_hash, year, retraction, state, targets, criteria, titled in found
    ]


def cards(conn: Connection, ns: Iterable[int]) -> dict[int, Card]:
    """The public ones among these rows, as lists show them."""
    found = driver_of(conn).execute(_CARDS, (orjson.dumps(list(ns)).decode(),))
    return {row[0]: Card(*row[:10], status=public_status(row[10], row[11])) for row in found}


def page_records(conn: Connection, ids: Iterable[str]) -> dict[str, PageRecord]:
    """What was recorded of the published pages of these entries, by entry id."""
    chosen = orjson.dumps(list(ids)).decode()
    found = driver_of(conn).execute(_RECORDS, (chosen,))
    return {row[0]: PageRecord(row[1], row[2]) for row in found}


def ready(conn: Connection) -> list[int]:
    """The rows of entries that wait for their first publication."""
    found = driver_of(conn).execute("SELECT n FROM entry WHERE public = 1 AND state = 'ready'")
    return [n for (n,) in found]


def redirects(conn: Connection) -> list[tuple[str, str]]:
    """(former address, present address) of public entries."""
    return [(old, new) for old, new in driver_of(conn).execute(_REDIRECTS)]
