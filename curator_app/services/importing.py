"""From a plan to entries: one transaction, undone as one step."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from curator_app.domain.changes import Changes
from curator_app.domain.entry import EMPTY, Entry
from curator_app.domain.pem_status import assess
from curator_app.domain.slug import make_slug
from curator_app.services.import_plan import (
    NOT_FILLED,
    REFUSED,
    ImportPlan,
    PlannedRecord,
    Progress,
    plan_import,
    stop_if,
)
from curator_app.services.library import Library
from curator_app.storage import entries, imports, revisions

__all__ = ["ImportPlan", "ImportResult", "PlannedRecord", "apply_import", "foresee", "plan_import"]

KEPT_REFUSALS = 500
"""So many refusals are kept in the history of imports, with their reasons."""
DONE = ("created", "matched", "updated", "refused")
Save = tuple[Entry | None, Entry]


@dataclass(frozen=True)
class ImportResult:
    """What an import did: records = created + matched + updated + refused."""

    records: int
    created: int
    matched: int
    updated: int
    refused: int
    changes: Changes = field(default_factory=Changes)
    _done: _Done | None = None

    @property
    def items(self) -> tuple[dict[str, Any], ...]:
        """What came of each record; read anew from the plan, which must be open."""
        return self._done.items() if self._done is not None else ()


def apply_import(
    library: Library,
    plan: ImportPlan,
    chosen: Collection[int] | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ImportResult:
    """Write the chosen records (all when None) in one transaction.

    New records become entries. A record about an existing entry is kept among its sources and
    only fills fields that are empty there, except where `plan.taken` says otherwise. Progress
    counts records.
    """
    applier = _Applier(library, plan, chosen)
    with library.db.write() as conn:
        saves = applier.saves(conn, progress, cancelled)
        first = next(saves, None)
        operation = None
        if first is not None:
            operation = revisions.begin_operation(
                conn, kind="ordinary", label=plan.label, who=library.who
            )
            revisions.save(
                conn,
                operation,
                chain((first,), saves),
                who=library.who,
                origin=plan.origin,
                note=plan.note,
                versions=library.versions.line(),
            )
            imports.keep_report(conn, operation, applier.report())
        stop_if(cancelled)
    return applier.result(operation)


def foresee(library: Library, plan: ImportPlan) -> ImportResult:
    """What `apply_import` would do with all records, found the same way; nothing is written."""
    applier = _Applier(library, plan, None)
    with library.db.read() as conn:
        for _ in applier.saves(conn):
            pass
    return applier.result(None)


class _Done:
    """What came of each record of a plan: its place in DONE, and its address where it moved."""

    def __init__(self, plan: ImportPlan) -> None:
        self.plan = plan
        self.codes = bytearray(len(plan))
        self.slugs: dict[int, str] = {}

    def note(self, place: int, outcome: str, slug: str, planned_slug: str) -> None:
        self.codes[place] = 1 + DONE.index(outcome)
        if slug != planned_slug:
            self.slugs[place] = slug

    def counts(self) -> dict[str, int]:
        return {outcome: self.codes.count(code) for code, outcome in enumerate(DONE, 1)}

    def items(self) -> tuple[dict[str, Any], ...]:
        return tuple(self._item(place, code) for place, code in enumerate(self.codes) if code)

    def _item(self, place: int, code: int) -> dict[str, Any]:
        head, outcome = self.plan.head(place), DONE[code - 1]
        return {
            "file": head.file,
            "line": head.line,
            "key": head.key,
            "outcome": outcome,
            "slug": self.slugs.get(place, head.slug),
            "reason": "; ".join(head.problems) if outcome == "created" else head.reason,
        }


class _Applier:
    """Brings the records of a plan together per entry and notes what came of each."""

    def __init__(self, library: Library, plan: ImportPlan, chosen: Collection[int] | None) -> None:
        self.library, self.plan = library, plan
        self.places = range(len(plan)) if chosen is None else sorted(chosen)
        self.done = _Done(plan)
        self.followers = self._followers()
        self.ids: set[str] = set()

    def _followers(self) -> dict[int, list[int]]:
        """By the first chosen record about an entry, the others about it."""
        plan = self.plan
        shared = plan.twins.keys() | set(plan.twins.values()) | plan.existing.keys()
        first: dict[int | str, int] = {}
        found: dict[int, list[int]] = {}
        for place in self.places:
            if place in shared:
                leader = first.setdefault(self._about(place), place)
                if leader != place:
                    found.setdefault(leader, []).append(place)
        return found

    def _about(self, place: int) -> int | str:
        """The id of the entry that a record is about, or the place of the record that makes it."""
        while place in self.plan.twins:
            place = self.plan.twins[place]
        return self.plan.existing.get(place, place)

    def saves(
        self,
        conn: Any,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Iterator[Save]:
        """Each entry that changes, as it is and as it will be."""
        taken = entries.taken_slugs(conn)
        following = {place for places in self.followers.values() for place in places}
        for number, place in enumerate(self.places):
            stop_if(cancelled)
            if progress:
                progress(number, len(self.places))
            if place in following:
                continue
            record = self.plan.record(place)
            if record.outcome == REFUSED or record.entry is None:
                self.done.note(place, "refused", record.slug, record.slug)
                continue
            old, new = self._entry(conn, place, record, record.entry, taken)
            if old != new:
                self.ids.add(new.id)
                yield old, new
        if progress:
            progress(len(self.places), len(self.places))

    def _entry(
        self, conn: Any, place: int, record: PlannedRecord, entry: Entry, taken: set[str]
    ) -> Save:
        about = self._about(place)
        if isinstance(about, str):
            old = entries.get(conn, id=about)
            new = self._filled(place, record, old)
        else:
            old, new = None, self._created(place, record, entry, taken)
        for other in self.followers.get(place, ()):
            new = self._filled(other, self.plan.record(other), new)
        return old, new

    def _created(self, place: int, record: PlannedRecord, entry: Entry, taken: set[str]) -> Entry:
        if not entry.slug or entry.slug in taken:
            entry = entry.with_(slug=make_slug(entry.authors, entry.year, entry.title, taken))
        taken.add(entry.slug)
        self.done.note(place, "created", entry.slug, record.slug)
        return entry

    def _filled(self, place: int, record: PlannedRecord, have: Entry) -> Entry:
        incoming = record.entry or EMPTY
        wanted = self.plan.taken.get(place)
        if wanted is None:
            wanted = [n for n, mine in have.content().items() if mine == getattr(EMPTY, n)]
        filled = {
            name: value
            for name, value in incoming.content().items()
            if name in wanted
            and name not in NOT_FILLED
            and value not in (getattr(EMPTY, name), getattr(have, name))
        }
        have = have.with_(**filled).with_sources(*incoming.sources)
        if filled:
            catalogue, pem = self.library.catalogue, have.pem
            pem = assess(have.criteria, pem.override, catalogue, have.year, pem)
            have = have.with_(pem=pem)
        self.done.note(place, "updated" if filled else "matched", record.slug, record.slug)
        return have

    def report(self) -> dict[str, Any]:
        """What the history keeps of the import: its files, its counts, and what was refused."""
        refused = self.plan.places(REFUSED)
        heads = map(self.plan.head, refused[:KEPT_REFUSALS])
        counts = self.done.counts() | {"refused": len(refused)}
        kept = [(head.file, head.line, head.reason) for head in heads]
        return {"files": list(self.plan.files), **counts, "refusals": kept}

    def result(self, operation: int | None) -> ImportResult:
        counts = self.done.counts()
        words = ", ".join(f"{count:,} {outcome}" for outcome, count in counts.items() if count)
        ids = frozenset(self.ids)
        changes = Changes(ids, bool(ids), f"Imported: {words or 'nothing'}.", operation)
        return ImportResult(sum(counts.values()), **counts, changes=changes, _done=self.done)
