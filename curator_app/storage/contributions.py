"""Which revisions contributions caused, and whether they hold or were taken back."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from curator_app.domain.contributed import LABEL, ORIGIN, contribution_in
from curator_app.domain.contribution import revision_ref
from curator_app.domain.operation import Operation
from curator_app.storage.database import driver_of

# Operations are few and narrow, revisions are not: these are only read where an operation says so.
_CAUSED = """SELECT r.note, r.entry_id, r.number, r.operation_id FROM operation o
    JOIN revision r ON r.operation_id = o.id
    WHERE o.kind = 'ordinary' AND substr(o.label, 1, ?) = ? AND r.origin = ? ORDER BY r.id"""
_STEPPED = """SELECT target, kind FROM operation
    WHERE target IS NOT NULL AND substr(label, 1, ?) = ? ORDER BY id"""
_OPERATION = "SELECT id, kind, label, at, who, target, entries FROM operation WHERE id = ?"


@dataclass(frozen=True)
class Caused:
    """A revision that a contribution caused; `holds` unless its operation was undone last."""

    contribution: str
    entry_id: str
    number: int
    operation: int
    holds: bool

    @property
    def ref(self) -> str:
        """How the inbox names it."""
        return revision_ref(self.entry_id, self.number)


def caused(conn: Connection, contribution: str = "") -> list[Caused]:
    """The revisions that this contribution caused, or all of them do; oldest first."""
    driver, head = driver_of(conn), (len(LABEL), LABEL)
    stepped = dict(driver.execute(_STEPPED, head).fetchall())
    found: list[Caused] = []
    for note, entry_id, number, operation in driver.execute(_CAUSED, (*head, ORIGIN)):
        named = contribution_in(ORIGIN, note)
        if named and contribution in ("", named):
            holds = stepped.get(operation) != "undo"
            found.append(Caused(named, entry_id, number, operation, holds))
    return found


def operation(conn: Connection, number: int) -> Operation:
    """The operation that a revision belongs to."""
    return Operation(*driver_of(conn).execute(_OPERATION, (number,)).fetchone())
