"""Decisions of triage as steps that can be taken back: one step may move thousands of messages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from curator_app.domain.contribution import Standing, moved
from curator_app.domain.operation import Operation
from curator_app.inbox.driver import Connection
from curator_app.inbox.listing import FIELDS, STANDING, columns_of, standing_of

REMEMBERED = 500
"""Steps that can be taken back; older ones are forgotten."""
_UPDATE = (
    f"UPDATE standing SET {', '.join(f'{name} = ?' for name in FIELDS)}, moved_at = ? WHERE n = ?"
)
Move = tuple[int, Standing, Standing]
"""A row number, how it stood and how it stands."""


def change(
    db: Connection, ns: Iterable[int], changes: Mapping[str, Any], who: str, now: str, label: str
) -> tuple[int | None, list[int]]:
    """Decide the same for many; returns the step (None when nothing changed) and what moved."""
    moves = [
        (n, old, new) for n, old in standings(db, ns) if (new := moved(old, changes, now)) != old
    ]
    if not moves:
        return None, []
    step = _begin(db, "ordinary", label, who, now)
    _write(db, step, moves, now)
    _stamp(db, moves, who, now)
    return step, [n for n, _, _ in moves]


def record(db: Connection, label: str, moves: Sequence[Move], who: str, now: str) -> int:
    """A step of decisions that were taken elsewhere; who took them is stamped already."""
    step = _begin(db, "ordinary", label, who, now)
    _write(db, step, moves, now)
    return step


def quietly(db: Connection, ns: Iterable[int], changes: Mapping[str, Any], now: str) -> list[int]:
    """Change without a step: that a message was looked at is nothing to take back."""
    moves = [
        (n, old, new) for n, old in standings(db, ns) if (new := replace(old, **changes)) != old
    ]
    db.executemany(_UPDATE, [(*columns_of(new), now, n) for n, _, new in moves])
    return [n for n, _, _ in moves]


def step(
    db: Connection, target: Operation, kind: str, who: str, now: str
) -> tuple[int, list[int], int]:
    """Take a step back (`kind` undo) or repeat it (redo).

    Returns the new step, what moved, and how many messages were moved since and left alone.
    """
    moves: list[Move] = []
    left = 0
    items = db.execute("SELECT n, old, new FROM step_item WHERE step = ?", (target.id,)).fetchall()
    now_standing = dict(standings(db, [row[0] for row in items]))
    for n, old_text, new_text in items:
        here, there = (new_text, old_text) if kind == "undo" else (old_text, new_text)
        have, want = _from_json(here), _from_json(there)
        standing = now_standing[n]
        stays = [name for name, value in have.items() if getattr(standing, name) != value]
        if stays:
            left += 1
        wanted = {name: value for name, value in want.items() if name not in stays}
        if (new := replace(standing, **wanted)) != standing:
            moves.append((n, standing, new))
    made = _begin(db, kind, target.label, who, now, target.id)
    _write(db, made, moves, now)
    _stamp(db, moves, who, now)
    return made, [n for n, _, _ in moves], left


def operations(db: Connection) -> list[Operation]:
    """The steps that are remembered, oldest first."""
    found = db.execute(
        "SELECT id, kind, label, at, who, target,"
        " (SELECT count(*) FROM step_item WHERE step = step.id) FROM step ORDER BY id"
    )
    return [Operation(*row) for row in found]


def history(db: Connection, n: int) -> list[Operation]:
    """The remembered steps that moved one contribution, oldest first."""
    found = db.execute(
        "SELECT step.id, kind, label, at, who, target, 1 FROM step_item JOIN step"
        " ON step.id = step_item.step WHERE step_item.n = ? ORDER BY step.id",
        (n,),
    )
    return [Operation(*row) for row in found]


def standings(db: Connection, ns: Iterable[int]) -> Iterator[tuple[int, Standing]]:
    """How each of these stands now."""
    found = db.execute(
        f"SELECT s.n, {STANDING} FROM standing s WHERE s.n IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ns)),),
    )
    for row in found.fetchall():
        yield row[0], standing_of(row[1:])


def _begin(
    db: Connection, kind: str, label: str, who: str, now: str, target: int | None = None
) -> int:
    db.execute(
        "INSERT INTO step (at, who, kind, label, target) VALUES (?, ?, ?, ?, ?)",
        (now, who, kind, label, target),
    )
    made = int(db.execute("SELECT last_insert_rowid()").fetchone()[0])
    db.execute("DELETE FROM step WHERE id <= ?", (made - REMEMBERED,))
    return made


def _write(db: Connection, step: int, moves: Sequence[Move], now: str) -> None:
    items: list[tuple[Any, ...]] = []
    for n, old, new in moves:
        names = _changed(old, new)
        items.append((step, n, _to_json(old, names), _to_json(new, names)))
    db.executemany(_UPDATE, [(*columns_of(new), now, n) for n, _, new in moves])
    db.executemany("INSERT INTO step_item VALUES (?, ?, ?, ?)", items)


def _stamp(db: Connection, moves: Sequence[Move], who: str, now: str) -> None:
    """Who decided each field last, and when: what another reviewer's decision is compared with."""
    stamps = [(n, name, now, who) for n, old, new in moves for name in _changed(old, new)]
    db.executemany("INSERT OR REPLACE INTO stamp VALUES (?, ?, ?, ?)", stamps)


def _changed(old: Standing, new: Standing) -> list[str]:
    return [name for name in FIELDS if getattr(old, name) != getattr(new, name)]


def _to_json(standing: Standing, names: Iterable[str]) -> str:
    return json.dumps({name: getattr(standing, name) for name in names}, ensure_ascii=False)


def _from_json(text: str) -> dict[str, Any]:
    form = json.loads(text)
    return {**form, "tags": tuple(form["tags"])} if "tags" in form else form
