"""Which entries name others by their addresses."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from curator_app.storage.database import driver_of


def naming(conn: Connection, slugs: Sequence[str]) -> list[str]:
    """The ids of entries that name one of these addresses as a related or as their parent study."""
    wanted = set(slugs)
    related = driver_of(conn).execute(
        "SELECT id, relation_targets FROM entry WHERE +removed = 0 AND relation_targets <> ''"
    )
    found = {id_: None for id_, targets in related if wanted.intersection(targets.split("\n"))}
    children = driver_of(conn).execute(
        """SELECT entry.id, json_extract(content.data, '$.criteria.parent')
            FROM content JOIN entry ON entry.n = content.n
            WHERE instr(content.data, '"parent":"') AND +entry.removed = 0"""
    )
    found |= {id_: None for id_, parent in children if parent in wanted}
    return list(found)
