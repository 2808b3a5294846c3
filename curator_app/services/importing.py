"""From a plan to entries: one transaction, undone as one step."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from curator_app.domain.changes import Changes
from curator_app.domain.entry import EMPTY, Entry, Source
from curator_app.domain.pem_status import assess
from curator_app.domain.slug import make_slug
from curator_app.services.import_plan import (
    NOT_FILLED,
    REFUSED,
    STEP,
    ImportPlan,
    PlannedRecord,
    Progress,
    plan_import,
    stop_if,
)
from curator_app.services.library import Library
from curator_app.storage import entries, imports, revisions

KEPT_REFUSALS = 500
"""So many refusals are kept in the history of imports, with their reasons."""

__all__ = ["ImportPlan", "ImportResult", "PlannedRecord", "apply_import", "foresee", "plan_import"]


@dataclass(frozen=True)
class ImportResult:
    """What an import did: records = created + matched + updated + refused."""

    records: int
    created: int
    matched: int
    updated: int
    refused: int
    items: tuple[dict[str, Any], ...]
    changes: Changes = field(default_factory=Changes)


def apply_import(
    library: Library,
    plan: ImportPlan,
    chosen: Collection[int] | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ImportResult:
    """Write the chosen records (all when None) in one transaction.

    New records become entries. A record about an existing entry only fills fields that are empty
    there and is kept among its sources: a curator's text is never overwritten.
    """
    applier = _Applier(library, plan)
    with library.db.write() as conn:
        applier.take_all(conn, chosen)
        saves = applier.saves()
        total = len(saves)
        operation = None
        if saves:
            names = plan.files[0] if len(plan.files) == 1 else f"{len(plan.files)} files"
            operation = revisions.begin_operation(
                conn, kind="ordinary", label=f"{imports.LABEL}{names}", who=library.who
            )
            revisions.save(
                conn,
                operation,
                _watched(saves, total, progress, cancelled),
                who=library.who,
                origin="import",
                note=f"Imported from {names}",
                versions=library.versions.line(),
            )
            imports.keep_report(conn, operation, applier.report())
        stop_if(cancelled)
    return applier.result(operation)


def foresee(library: Library, plan: ImportPlan) -> ImportResult:
    """What `apply_import` would do with all records, found the same way; nothing is written."""
    applier = _Applier(library, plan)
    with library.db.read() as conn:
        applier.take_all(conn, None)
    return applier.result(None)


def _watched(
    saves: Sequence[tuple[Entry | None, Entry]],
    total: int,
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
) -> Iterator[tuple[Entry | None, Entry]]:
    for done, save in enumerate(saves):
        if done % STEP == 0:
            stop_if(cancelled)
            if progress:
                progress(done, total)
        yield save
    if progress:
        progress(total, total)


class _Applier:
    """Brings the records of a plan together per entry, then counts what came of each."""

    def __init__(self, library: Library, plan: ImportPlan) -> None:
        self.library = library
        self.plan = plan
        self.old: dict[str, Entry | None] = {}
        self.new: dict[str, Entry] = {}
        self.made: dict[int, str] = {}
        self.items: list[dict[str, Any]] = []
        self.taken: set[str] = set()

    def take_all(self, conn: Any, chosen: Collection[int] | None) -> None:
        for place in range(len(self.plan.records)) if chosen is None else sorted(chosen):
            self.take(conn, place)

    def take(self, conn: Any, place: int) -> None:
        record = self.plan.records[place]
        entry = record.entry
        if record.outcome == REFUSED or entry is None:
            self.note(record, "refused", record.reason)
        elif record.existing_id:
            self.fill(conn, record, record.existing_id, entry)
        elif record.twin is not None and record.twin in self.made:
            self.fill(conn, record, self.made[record.twin], entry)
        else:
            self.create(conn, place, record, entry)

    def create(self, conn: Any, place: int, record: PlannedRecord, entry: Entry) -> None:
        taken = self.taken = self.taken or entries.taken_slugs(conn)
        if not entry.slug or entry.slug in taken:
            entry = entry.with_(slug=make_slug(entry.authors, entry.year, entry.title, taken))
        taken.add(entry.slug)
        self.old[entry.id], self.new[entry.id] = None, entry
        self.made[place] = entry.id
        if record.twin is not None:
            self.made[record.twin] = entry.id
        self.note(replace(record, slug=entry.slug), "created", "; ".join(record.problems))

    def fill(self, conn: Any, record: PlannedRecord, entry_id: str, incoming: Entry) -> None:
        if entry_id not in self.new:
            stored = entries.get(conn, id=entry_id)
            self.old[entry_id], self.new[entry_id] = stored, stored
        have = self.new[entry_id]
        filled = {
            name: value
            for name, value in incoming.content().items()
            if name not in NOT_FILLED
            and value != getattr(EMPTY, name)
            and getattr(have, name) == getattr(EMPTY, name)
        }
        have = have.with_(**filled, sources=_joined(have.sources, incoming.sources))
        if filled:
            catalogue, pem = self.library.catalogue, have.pem
            pem = assess(have.criteria, pem.override, catalogue, have.year, pem)
            have = have.with_(pem=pem)
        self.new[entry_id] = have
        self.note(record, "updated" if filled else "matched", record.reason)

    def note(self, record: PlannedRecord, outcome: str, reason: str) -> None:
        self.items.append(
            {
                "file": record.file,
                "line": record.line,
                "key": record.key,
                "outcome": outcome,
                "slug": record.slug,
                "reason": reason,
            }
        )

    def saves(self) -> list[tuple[Entry | None, Entry]]:
        pairs = [(self.old[entry_id], new) for entry_id, new in self.new.items()]
        return [(old, new) for old, new in pairs if old != new]

    def counts(self) -> dict[str, int]:
        return {
            outcome: sum(item["outcome"] == outcome for item in self.items)
            for outcome in ("created", "matched", "updated", "refused")
        }

    def report(self) -> dict[str, Any]:
        """What the history keeps of the import: its files, its counts, and what was refused."""
        refused = [record for record in self.plan.records if record.outcome == REFUSED]
        kept = [(r.file, r.line, r.reason) for r in refused[:KEPT_REFUSALS]]
        counts = self.counts() | {"refused": len(refused)}
        return {"files": list(self.plan.files), **counts, "refusals": kept}

    def result(self, operation: int | None) -> ImportResult:
        counts = self.counts()
        words = ", ".join(f"{count:,} {outcome}" for outcome, count in counts.items() if count)
        touched = frozenset(new.id for _, new in self.saves())
        changes = Changes(touched, bool(touched), f"Imported: {words or 'nothing'}.", operation)
        return ImportResult(len(self.items), **counts, items=tuple(self.items), changes=changes)


def _joined(have: tuple[Source, ...], more: tuple[Source, ...]) -> tuple[Source, ...]:
    known = {source.raw for source in have}
    return have + tuple(source for source in more if source.raw not in known)
