"""What an inbox knows of the revisions that its contributions became."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from curator_app.domain.contribution import Standing
from curator_app.inbox.driver import Connection
from curator_app.inbox.listing import STANDING, standing_of


class Stood(NamedTuple):
    """A contribution's id, its row number, and how it stands."""

    id: str
    n: int
    standing: Standing


def standings_of(db: Connection, contributions: Iterable[str]) -> list[Stood]:
    """How those of these contributions stand that are here."""
    found = db.execute(
        f"SELECT c.id, s.n, {STANDING} FROM standing s JOIN contribution c USING (n)"
        " WHERE c.id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(contributions)),),
    )
    return [Stood(row[0], row[1], standing_of(row[2:])) for row in found]


def refs_of(db: Connection, step: int) -> list[str]:
    """The revisions that a step of triage wrote into its contributions."""
    found = db.execute(
        "SELECT json_extract(new, '$.revision') AS ref FROM step_item"
        " WHERE step = ? AND coalesce(json_extract(new, '$.revision'), '') != ''",
        (step,),
    )
    return [str(row[0]) for row in found]


def step_of(db: Connection, ref: str) -> int | None:
    """The ordinary step that wrote this revision, None when it is not remembered."""
    row = db.execute(
        "SELECT max(i.step) FROM step_item i JOIN step s ON s.id = i.step"
        " WHERE s.kind = 'ordinary' AND json_extract(i.new, '$.revision') = ?",
        (ref,),
    ).fetchone()
    return int(row[0]) if row and row[0] is not None else None
