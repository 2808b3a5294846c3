"""Imports that were made: what each was, and taking a whole one back at any later time.

What somebody worked on since is never taken away: such an entry stays and is named with the
reason, the rest goes. Undo is an operation like any other, so Redo brings the import back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from curator_app.domain.changes import Changes
from curator_app.domain.entry import CONTENT_FIELDS, Entry
from curator_app.domain.fields import entry_to_json, label, stored
from curator_app.domain.operation import Operation
from curator_app.domain.plain_text import counted
from curator_app.domain.revision import Revision
from curator_app.errors import Cancelled, CuratorError, NotFound
from curator_app.services.library import Library
from curator_app.storage import entries, imports, revisions
from curator_app.storage.writing import EMPTY_JSON

Progress = Callable[[int, int], None]
# Derived, or put there by a policy for all entries: no work of anybody's on this one.
NOBODYS = frozenset({"pem", "tasks"})


@dataclass(frozen=True)
class PastImport:
    """One import. The counts of records are None where it was made before they were kept.

    `refusals` are (file, line, reason), the first of many.
    """

    id: int
    at: str
    who: str
    files: tuple[str, ...]
    entries: int
    undone: bool
    created: int | None = None
    matched: int | None = None
    updated: int | None = None
    refused: int | None = None
    refusals: tuple[tuple[str, int, str], ...] = ()


@dataclass(frozen=True)
class Left:
    """An entry that an undo leaves, wholly or in part, and why."""

    slug: str
    title: str
    why: str


@dataclass(frozen=True)
class Undoing:
    """What taking an import back does: entries that go, entries emptied again, and what stays."""

    removed: int
    emptied: int
    left: tuple[Left, ...]
    changes: Changes = field(default_factory=Changes)

    def sentence(self) -> str:
        """What it comes to."""
        parts = [f"{counted(self.removed, 'entry')} taken out"] if self.removed else []
        parts += [f"{counted(self.emptied, 'entry')} as before the import"] if self.emptied else []
        parts += (
            [f"{counted(len(self.left), 'entry')} left because of later edits"] if self.left else []
        )
        return f"{', '.join(parts) or 'Nothing is left of it'}."


def past_imports(library: Library) -> list[PastImport]:
    """All imports of the library, newest first."""
    with library.db.read() as conn:
        reports = imports.reports(conn)
        found = imports.operations(conn)
    return [_past(operation, undone, reports.get(operation.id)) for operation, undone in found]


def foresee_undo(
    library: Library, number: int, cancelled: Callable[[], bool] | None = None
) -> Undoing:
    """What `undo_import` would do now; nothing is written."""
    undoing = _Undoing(library, _wanted(library, number), None, cancelled)
    with library.db.read() as conn:
        for _ in undoing.saves(conn):
            pass
    return undoing.result(None)


def undo_import(
    library: Library,
    number: int,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Undoing:
    """Take an import back in one transaction, except for what was edited since.

    Raises NotFound when it is no import, CuratorError when it is undone already.
    """
    operation = _wanted(library, number)
    undoing = _Undoing(library, operation, progress, cancelled)
    with library.db.write() as conn:
        made = library.step_back(conn, operation, undoing.saves(conn))
    return undoing.result(made)


def _wanted(library: Library, number: int) -> Operation:
    with library.db.read() as conn:
        found = {
            operation.id: (operation, undone) for operation, undone in imports.operations(conn)
        }
    if number not in found:
        raise NotFound(
            f"There is no import {number}.", "See the list of imports for their numbers."
        )
    operation, undone = found[number]
    if undone:
        raise CuratorError(f"{operation.label} is taken back already. Nothing was changed.")
    return operation


class _Undoing:
    def __init__(
        self,
        library: Library,
        operation: Operation,
        progress: Progress | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self.library, self.operation = library, operation
        self.progress, self.cancelled = progress, cancelled
        self.left: list[Left] = []
        self.ids: set[str] = set()
        self.removed = self.emptied = 0

    def saves(self, conn: Any) -> Iterator[tuple[Entry, Entry]]:
        """Every entry that changes, as (now, as it will be); counts and notes as it goes."""
        total = self.operation.entries
        for done, revision in enumerate(revisions.of_operation(conn, self.operation.id)):
            if self.cancelled and self.cancelled():
                raise Cancelled
            if self.progress:
                self.progress(done, total)
            now = entries.get(conn, id=revision.entry_id)
            before = now if now.removed else self.before(conn, now, revision)
            if before is not now:
                self.ids.add(now.id)
                yield now, before
        if self.progress:
            self.progress(total, total)

    def before(self, conn: Any, now: Entry, revision: Revision) -> Entry:
        """The entry without what this revision did; itself where all of that stays."""
        made_here = revision.number == 1
        edited = [] if now.version == revision.number else _edited(now, revision, made_here)
        if edited:
            self.left.append(Left(now.slug, now.title, _why(conn, now, revision, edited)))
        if made_here:
            self.removed += not edited
            return now if edited else now.with_(removed=True)
        values = {
            name: stored(name, old)
            for name, (old, _) in revision.changes.items()
            if name not in NOBODYS and name not in edited and name != "sources"
        }
        values["sources"] = _without(now, revision)
        emptied = now.with_(**values)
        if emptied == now:
            return now
        self.emptied += not edited
        return self.library.prepare(emptied, now, entries.TakenSlugs(conn))

    def result(self, made: int | None) -> Undoing:
        undoing = Undoing(self.removed, self.emptied, tuple(self.left))
        message = f"Undone: {self.operation.label}. {undoing.sentence()}"
        changes = Changes(frozenset(self.ids), True, message, made)
        return replace(undoing, changes=changes)


def _edited(now: Entry, revision: Revision, made_here: bool) -> list[str]:
    """The fields that say something else than after the import.

    Of an entry that the import made all of them count; of another those that it filled.
    """
    after = {name: new for name, (_, new) in revision.changes.items()}
    have = entry_to_json(now, all_fields=True)
    if made_here:
        after = EMPTY_JSON | after
    names = [n for n in CONTENT_FIELDS if n in after and n not in NOBODYS and have[n] != after[n]]
    if made_here and have["pem"]["override"] != after["pem"]["override"]:
        names.append("pem")
    # A record that another import added says nothing of the fields that this one filled.
    return names if made_here else [name for name in names if name != "sources"]


def _without(now: Entry, revision: Revision) -> Any:
    """The entry's raw records without those that the revision brought."""
    old, new = revision.changes.get("sources", ([], []))
    brought = {source.raw for source in stored("sources", new)}
    brought -= {source.raw for source in stored("sources", old)}
    return tuple(source for source in now.sources if source.raw not in brought)


def _why(conn: Any, now: Entry, revision: Revision, edited: list[str]) -> str:
    """Who edited which fields, and when."""
    later = [r for r in revisions.history(conn, now.id) if r.number > revision.number]
    by = next((r for r in reversed(later) if set(edited) & set(r.changes)), later[-1])
    names = ", ".join(label(name) for name in edited[:4])
    more = f" and {len(edited) - 4} more" if len(edited) > 4 else ""
    return f"{names}{more} edited since by {by.who} on {by.at[:10]}"


def _past(operation: Operation, undone: bool, report: dict[str, Any] | None) -> PastImport:
    files = (operation.label.removeprefix(imports.LABEL).removeprefix(imports.LOOKUP),)
    number, at, who = operation.id, operation.at, operation.who
    past = PastImport(number, at, who, files, operation.entries, undone)
    if report is None:
        return past
    refusals = tuple((str(f), int(line), str(why)) for f, line, why in report["refusals"])
    counts = {name: int(report[name]) for name in ("created", "matched", "updated", "refused")}
    return replace(past, files=tuple(report["files"]), refusals=refusals, **counts)
