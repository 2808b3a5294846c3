"""Salvage: what can still be read of a damaged library, written into a new one.

Only rows of known columns are taken over; triggers, views and other objects of the damaged file
stay behind. An entry's text is taken from its row when it matches its hash, else it is rebuilt
from its history. The history is chained anew, since rows may be missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import itemgetter
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection

from curator_app.domain.fields import entry_from_json
from curator_app.errors import CuratorError, LibraryUnusable
from curator_app.storage import rulings
from curator_app.storage.checking import applied, verify
from curator_app.storage.columns import Data, pack_for, prepare, sha256
from curator_app.storage.database import Database
from curator_app.storage.salvage import Found, read_damaged
from curator_app.storage.schema import operation
from curator_app.storage.writing import EMPTY_JSON, Appended, Planned, Stamp, Writer

_NOTE = "Recovered from a damaged file; the history before this is lost or cut short."
_WHO = "recovery"
_LAST = 1 << 62


@dataclass
class RecoveryReport:
    """What a salvage kept and lost (entries, or rulings of the owner); `rebuilt` texts come from
    the history."""

    kept: int = 0
    revisions: int = 0
    rulings: int = 0
    rebuilt: list[str] = field(default_factory=list[str])
    shortened: list[str] = field(default_factory=list[str])
    lost: list[str] = field(default_factory=list[str])

    def to_json(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "kept": self.kept,
            "revisions": self.revisions,
            "rulings": self.rulings,
            "rebuilt": self.rebuilt,
            "shortened": self.shortened,
            "lost": self.lost,
        }

    def sentence(self) -> str:
        """The report in words, naming what is gone."""
        parts = [f"{self.kept:,} entries were kept with {self.revisions:,} revisions."]
        if self.rulings:
            parts.append(f"{self.rulings:,} rulings of the owner were kept.")
        for names, words in (
            (self.rebuilt, "were rebuilt from their history"),
            (self.shortened, "were kept, but a part of their history is lost"),
            (self.lost, "could not be read and are lost"),
        ):
            if names:
                more = f" and {len(names) - 20:,} more" if len(names) > 20 else ""
                parts.append(f"{len(names):,} {words}: {', '.join(names[:20])}{more}.")
        return " ".join(parts)


def recover(source: Path, target: Path) -> RecoveryReport:
    """Read what can be read of `source` into a new library at `target`; `source` is only read.

    Raises LibraryUnusable when `target` exists or nothing can be read.
    """
    if target.exists():
        raise LibraryUnusable(
            f"{target} is already there. Nothing was changed.", "Name another file with --to."
        )
    found = read_damaged(source)
    report = RecoveryReport()
    with closing(Database.open(target, backups=target.parent)) as made:
        with made.write() as conn:
            _write(conn, found, report)
            report.lost += rulings.rescue(conn, found.rulings)
            report.rulings = len(rulings.every(conn))
        with made.read() as conn:
            problems = verify(conn)
    if problems:
        raise LibraryUnusable(
            f"The salvaged library at {target} is not whole: {problems[0]}",
            f"{source.name} was left as it is.",
        )
    return report


@dataclass
class _Kept:
    """One entry to write: its present content, and its revisions as (order, revision)."""

    id: str
    data: Data
    revisions: list[tuple[int, Appended]]

    @property
    def slug(self) -> str:
        return str(self.data.get("slug", "")) if "removed" not in self.data else ""

    def bridge(self, data: Data, operation_id: int) -> None:
        """Add a revision from what the history says to what is kept."""
        now = {**EMPTY_JSON, **self.data}
        after = {**EMPTY_JSON, **data}
        changes = {name: [now[name], after[name]] for name in after if now[name] != after[name]}
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        stamp = Stamp(operation_id, at, _WHO, "restore", _NOTE, "")
        number = len(self.revisions) + 1
        packed = pack_for(self.data, data)(changes)
        self.revisions.append((_LAST, Appended(stamp, self.id, number, packed)))
        self.data = data


def _write(conn: Connection, found: Found, report: RecoveryReport) -> None:
    kept: list[_Kept] = []
    taken: set[str] = set()
    bridging = max(found.operations, default=0)
    bridging = 1 + max([bridging, *(int(r[3]) for rows in found.revisions.values() for r in rows)])
    for id_ in dict.fromkeys((*found.revisions, *found.texts)):  # oldest first, as in the file
        item = _kept(id_, found, report, bridging)
        if item is None:
            report.lost.append(found.slugs.get(id_) or id_)
            continue
        if item.slug in taken:
            report.shortened.append(item.slug)
            item.bridge({**item.data, "slug": f"{item.slug}-recovered"}, bridging)
        taken |= {item.slug} - {""}
        kept.append(item)
    _write_operations(conn, found, kept)
    writer = Writer(conn)
    writer.put(
        [
            Planned(n, item.revisions[-1][1].number, item.id, prepare(item.data), _at(item))
            for n, item in enumerate(kept, 1)
        ]
    )
    ordered = sorted((pair for item in kept for pair in item.revisions), key=itemgetter(0))
    writer.append([revision for _, revision in ordered])
    report.kept, report.revisions = len(kept), len(ordered)


def _at(item: _Kept) -> str:
    return item.revisions[-1][1].stamp.at


def _kept(id_: str, found: Found, report: RecoveryReport, bridging: int) -> _Kept | None:
    """What can be kept of one entry: its text when that is whole, else what its history says."""
    item = _Kept(id_, {}, [])
    rows = sorted(found.revisions.get(id_, []), key=itemgetter(2))
    for row in rows:
        after = _next(item, row)
        if after is None:
            break
        stamp = Stamp(int(row[3]), *(str(value) for value in row[4:9]))
        packed = str(row[9]).encode()
        item.revisions.append((int(row[0]), Appended(stamp, id_, int(row[2]), packed)))
        item.data = after
    whole = len(item.revisions) == len(rows) > 0
    text = _whole_text(found.texts.get(id_))
    if text is None:
        if item.revisions:
            (report.rebuilt if whole else report.shortened).append(found.slugs.get(id_) or id_)
        return item if item.revisions else None
    if pack_for(item.data)(item.data) != pack_for(text)(text):
        item.bridge(text, bridging)
        report.shortened.append(str(text.get("slug", id_)))
    return item


def _next(item: _Kept, row: Sequence[Any]) -> Data | None:
    """The content after one more revision; None when the revision is missing or damaged."""
    if row[2] != len(item.revisions) + 1:
        return None
    try:
        after = applied(item.data, str(row[9]))
        if after is not None:
            entry_from_json(after)
    except (CuratorError, KeyError, TypeError, ValueError):
        return None
    return after


def _whole_text(stored: tuple[str, bytes] | None) -> Data | None:
    if stored is None or sha256(stored[1]) != stored[0]:
        return None
    try:
        data: Data = orjson.loads(stored[1])
        entry_from_json(data)
    except (CuratorError, KeyError, TypeError, ValueError):
        return None
    return data


def _write_operations(conn: Connection, found: Found, kept: list[_Kept]) -> None:
    counts = Counter(revision.stamp.operation_id for item in kept for _, revision in item.revisions)
    for id_ in sorted({*found.operations, *counts}):
        row = found.operations.get(id_)
        kind, label, at, who, target = row[1:6] if row else ("ordinary", _NOTE, "", _WHO, None)
        known = target if target in found.operations or target in counts else None
        conn.execute(
            operation.insert().values(
                id=id_, kind=kind, label=label, at=at, who=who, target=known, entries=counts[id_]
            )
        )
