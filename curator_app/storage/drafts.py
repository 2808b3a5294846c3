"""Texts being typed, journalled so that a crash cannot take them; never part of the history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, select

from curator_app.storage.schema import draft


@dataclass(frozen=True)
class Draft:
    """The unsaved text of one entry: `content` as domain.fields.entry_to_json gives it."""

    entry_id: str
    slug: str
    base_version: int
    content: dict[str, Any]
    at: str


def keep(
    conn: Connection, entry_id: str, slug: str, base_version: int, content: Mapping[str, Any]
) -> None:
    """Journal an entry's text, in place of what was journalled before."""
    conn.exec_driver_sql(
        "INSERT OR REPLACE INTO draft (entry_id, slug, base_version, content, at)"
        " VALUES (?, ?, ?, ?, ?)",
        (
            entry_id,
            slug,
            base_version,
            orjson.dumps(content).decode(),
            datetime.now(UTC).isoformat(timespec="seconds"),
        ),
    )


def drop(conn: Connection, entry_id: str) -> None:
    """Forget an entry's journalled text; nothing happens when there is none."""
    conn.execute(draft.delete().where(draft.c.entry_id == entry_id))


def all(conn: Connection) -> list[Draft]:
    """Every journalled text, oldest first."""
    found = conn.execute(select(draft).order_by(draft.c.at, draft.c.entry_id))
    return [
        Draft(row.entry_id, row.slug, row.base_version, orjson.loads(row.content), row.at)
        for row in found
    ]
