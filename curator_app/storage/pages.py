"""What was published: each page's date and hash, and a log of the publications."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, select

from curator_app.storage.schema import publication


@dataclass(frozen=True)
class PageRecord:
    """The access date printed on an entry's page, and the SHA-256 of the page's bytes."""

    accessed: str
    sha256: str


@dataclass(frozen=True)
class Publication:
    """One publication: where it went, the release's name, and how many pages it changed."""

    at: str
    who: str
    target: str
    release: str
    counts: Mapping[str, int]


def load(conn: Connection) -> dict[str, PageRecord]:
    """The records of all published pages, by entry id."""
    found = conn.exec_driver_sql("SELECT entry_id, accessed, sha256 FROM page_record")
    return {row[0]: PageRecord(row[1], row[2]) for row in found}


def record(
    conn: Connection, changed: Mapping[str, PageRecord], removed: Iterable[str] = ()
) -> None:
    """Write the records of pages that were published, and forget those that were taken down."""
    rows = [(id_, page.accessed, page.sha256) for id_, page in changed.items()]
    if rows:
        conn.exec_driver_sql(
            "INSERT OR REPLACE INTO page_record (entry_id, accessed, sha256) VALUES (?, ?, ?)", rows
        )
    gone = [(id_,) for id_ in removed]
    if gone:
        conn.exec_driver_sql("DELETE FROM page_record WHERE entry_id = ?", gone)


def log(
    conn: Connection, *, who: str, target: str, release: str, counts: Mapping[str, int]
) -> None:
    """Add a publication to the log."""
    values: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "who": who,
        "target": target,
        "release": release,
        "counts": orjson.dumps(dict(counts)).decode(),
    }
    conn.execute(publication.insert().values(**values))


def publications(conn: Connection, limit: int = 100) -> list[Publication]:
    """The latest publications, newest first."""
    found = conn.execute(select(publication).order_by(publication.c.id.desc()).limit(limit))
    return [
        Publication(row.at, row.who, row.target, row.release, orjson.loads(row.counts))
        for row in found
    ]
