"""One library folder: opening, editing, undo and drafts of its study entries."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from curator_app.domain import contributed
from curator_app.domain.changes import Changes
from curator_app.domain.entry import EMPTY, Entry, is_public, new_id
from curator_app.domain.fields import DECISIONS, entry_to_json, label, parse
from curator_app.domain.operation import ADOPTION, Operation
from curator_app.domain.pem_status import assess, signed
from curator_app.domain.plain_text import clean_text, counted
from curator_app.domain.revision import diff, replay
from curator_app.domain.slug import make_slug
from curator_app.errors import BadValue, CuratorError
from curator_app.services.library_file import take_lock
from curator_app.services.library_reading import LibraryReading
from curator_app.services.steps import joined, stepped
from curator_app.storage import drafts, entries, revisions
from curator_app.storage.database import Database

# A restore brings the text back; the entry keeps its address and what readers may see.
KEPT_BY_RESTORE = ("slug", "former_slugs", "state", "removed", "sources", *sorted(DECISIONS))


class Library(LibraryReading):
    """An open library. Reads may come from any thread; writes belong on one writer thread.

    `read_only` says that nothing can be saved here and `notice` why, as a sentence.
    """

    @staticmethod
    def open(folder: Path, *, who: str = "", write: bool = True, insist: bool = False) -> Library:
        """Open the library in `folder`, making it when there is none.

        When another window holds it, it opens for reading only and `notice` says who; a command
        (`insist`) is refused with Busy instead. A command that holds it is waited for.
        Raises LibraryUnusable, DiskTrouble and BadFile.
        """
        lock, notice = take_lock(folder, insist) if write else (None, "")
        with ExitStack() as undone:
            if lock is not None:
                undone.callback(lock.release)
            db = Database.open(
                folder / "atlas.db", backups=folder / "backups", read_only=lock is None
            )
            undone.callback(db.close)
            if lock is not None and db.read_only:
                notice = "This library cannot be written to, so it is open for reading only."
            library = Library(folder, db, lock, notice)
            library.who = clean_text(who or library.who)
            if not library.read_only:
                library.file.write_if_missing(folder)
            undone.pop_all()
        return library

    # ------------------------------------------------------------------ writing

    def new_entry(self, values: Mapping[str, Any]) -> Entry:
        """An unsaved entry with these values (JSON or text by field name), checked."""
        return self.with_values(EMPTY.with_(id=new_id()), values)

    def with_values(self, entry: Entry, values: Mapping[str, Any]) -> Entry:
        """The entry with these values, each checked; raises BadValue and changes nothing."""
        parsed = {name: parse(name, value, self.vocabulary) for name, value in values.items()}
        return entry.with_(**parsed)

    def save(self, entry: Entry, note: str = "", origin: str = "edit", verb: str = "") -> Changes:
        """Save an entry as edited from its version; a no-change save makes no revision.

        `verb` with the entry's address is what undo calls it.

        Saves made meanwhile elsewhere are kept: fields that only one side changed are joined,
        a field changed by both raises StaleEdit with the three values.
        """
        verb = verb or ("Edit of" if entry.version else "New entry")
        with self.db.write() as conn:
            old = entries.get(conn, id=entry.id) if entry.version else None
            if old is not None and old.version != entry.version:
                entry = joined(entry, old, revisions.history(conn, entry.id))
            new = self.prepare(entry, old, entries.TakenSlugs(conn))
            if old is not None and not diff(old, new):
                drafts.drop(conn, entry.id)
                return Changes(message="Nothing had changed.")
            operation = revisions.begin_operation(
                conn, kind="ordinary", label=f"{verb} {new.slug}", who=self.who
            )
            self._save(conn, operation, [(old, new)], origin, note)
            if origin != contributed.ORIGIN:  # What is being typed about it is another edit.
                drafts.drop(conn, entry.id)
        return Changes(frozenset({new.id}), old is None, f"Saved {new.slug}.", operation)

    def add_all(self, new: Iterable[Entry], label: str, note: str = "") -> Changes:
        """Save many new entries as one step of undo, each as given by `new_entry`."""
        saves: list[tuple[Entry | None, Entry]] = []
        with self.db.write() as conn:
            taken = entries.taken_slugs(conn)
            for entry in new:
                prepared = self.prepare(entry, None, taken)
                taken.add(prepared.slug)
                saves.append((None, prepared))
            operation = revisions.begin_operation(conn, kind="ordinary", label=label, who=self.who)
            self._save(conn, operation, saves, "import", note)
        ids = frozenset(entry.id for _, entry in saves)
        return Changes(ids, True, f"Added {counted(len(saves), 'entry')}.", operation)

    def prepare(self, entry: Entry, old: Entry | None, taken: Container[str]) -> Entry:
        """The entry as it will be stored: derived PEM status, an address, a redirect if needed."""
        override = signed(entry.pem.override, old.pem.override if old else None, self.who)
        entry = self._derived(entry.with_(pem=replace(entry.pem, override=override)), old)
        slug, former = entry.slug, entry.former_slugs
        if not slug:
            slug = make_slug(entry.authors, entry.year, entry.title, taken)
        elif (old is None or old.slug != slug) and slug in taken and slug not in former:
            raise BadValue(
                "slug", f"The address {slug} belongs to another entry.", "Choose another."
            )
        if old is not None and old.slug != slug:
            kept = (*former, old.slug) if is_public(old) or old.slug in former else former
            former = tuple(dict.fromkeys(item for item in kept if item != slug))
        return entry.with_(slug=slug, former_slugs=former)

    def _derived(self, entry: Entry, old: Entry | None) -> Entry:
        before = old.pem if old else None
        pem = assess(entry.criteria, entry.pem.override, self.catalogue, entry.year, before)
        return entry.with_(pem=pem)

    def set_values(self, slug: str, values: Mapping[str, Any], note: str = "") -> Changes:
        """Change fields of one entry by name."""
        return self.save(self.with_values(self.entry(slug), values), note)

    def change_many(
        self, entry_ids: Iterable[str], values: Mapping[str, Any], note: str = ""
    ) -> Changes:
        """The same change in many entries, as one step of undo."""
        names = ", ".join(label(name) for name in values)
        changes = self.edit_each(entry_ids, lambda e: self.with_values(e, values), names, note)
        return replace(changes, structure=changes.structure or "removed" in values)

    def edit_each(
        self,
        entry_ids: Iterable[str],
        edit: Callable[[Entry], Entry],
        what: str,
        note: str = "",
    ) -> Changes:
        """Each entry as `edit` has it, as one step of undo called "`what` of 3 entries"."""
        saves: list[tuple[Entry, Entry]] = []
        with self.db.write() as conn:
            taken = entries.TakenSlugs(conn)
            for entry_id in entry_ids:
                old = entries.get(conn, id=entry_id)
                new = self.prepare(edit(old), old, taken)
                if diff(old, new):
                    saves.append((old, new))
            if not saves:
                return Changes(message="Nothing had changed.")
            operation = revisions.begin_operation(
                conn,
                kind="ordinary",
                label=f"{what} of {counted(len(saves), 'entry')}",
                who=self.who,
            )
            self._save(conn, operation, saves, "bulk", note)
        ids = frozenset(new.id for _, new in saves)
        return Changes(ids, False, f"Changed {counted(len(saves), 'entry')}.", operation)

    def remove(self, entry_ids: Iterable[str], *, removed: bool = True) -> Changes:
        """Take entries out of the atlas (or bring them back); undo reverses it."""
        verb = "Removed" if removed else "Brought back"
        with self.db.write() as conn:
            found = [entries.get(conn, id=entry_id) for entry_id in entry_ids]
            saves = [(e, e.with_(removed=removed)) for e in found if e.removed != removed]
            if not saves:
                return Changes(message="Nothing had changed.")
            operation = revisions.begin_operation(
                conn, kind="ordinary", label=f"{verb} {counted(len(saves), 'entry')}", who=self.who
            )
            self._save(conn, operation, saves, "bulk", "")
        ids = frozenset(new.id for _, new in saves)
        return Changes(ids, True, f"{verb} {counted(len(saves), 'entry')}.", operation)

    def restore(self, entry_id: str, number: int, note: str = "") -> Changes:
        """Bring back the content of an earlier revision, as a new revision."""
        history = self.history(entry_id)
        if not 1 <= number <= len(history):
            raise BadValue(
                "revision", f"There is no revision {number}.", f"There are 1 to {len(history)}."
            )
        past = replay(entry_id, history[:number])
        now = replay(entry_id, history)
        kept = {name: getattr(now, name) for name in KEPT_BY_RESTORE}
        wanted = past.with_(version=now.version, **kept)
        return self.save(wanted, note or f"Revision {number} restored", "restore")

    def undo(self) -> Changes:
        """Take back the latest operation."""
        operation = self.undo_state().undo
        if operation is None:
            return Changes(message="There is nothing to undo.")
        return self.undo_operation(operation)

    def undo_operation(self, operation: Operation) -> Changes:
        """Take back one operation; fields changed since then are left and counted.

        Adopting a policy is not taken back so: earlier steps would be judged by another policy.
        """
        if operation.kind == ADOPTION:
            raise CuratorError(
                f"{operation.label} is not taken back by undo, nor is what was done before it."
                " Nothing was changed.",
                "To go back, adopt the earlier readings again as a new policy"
                " (View, Case definitions).",
            )
        return self._step(operation, "undo", "Undone")

    def redo_operation(self, operation: Operation) -> Changes:
        """Repeat one operation that was undone; fields changed since then are left and counted."""
        return self._step(operation, "redo", "Done again")

    def redo(self) -> Changes:
        """Repeat what was undone last."""
        operation = self.undo_state().redo
        if operation is None:
            return Changes(message="There is nothing to redo.")
        return self.redo_operation(operation)

    def _step(self, target: Operation, kind: str, verb: str) -> Changes:
        left = 0
        ids: set[str] = set()

        def saves(conn: Any) -> Iterator[tuple[Entry, Entry]]:
            nonlocal left
            for revision in revisions.of_operation(conn, target.id):
                old = entries.get(conn, id=revision.entry_id)
                new, skipped = stepped(old, revision, back=kind == "undo")
                new = self._derived(new, old)
                left += skipped
                if diff(old, new):
                    ids.add(new.id)
                    yield old, new

        with self.db.write() as conn:
            operation = self.step_back(conn, target, saves(conn), kind, verb)
        rest = f" {left} fields were edited since and left as they are." if left else ""
        return Changes(frozenset(ids), True, f"{verb}: {target.label}.{rest}", operation)

    def step_back(
        self,
        conn: Any,
        target: Operation,
        saves: Iterable[tuple[Entry, Entry]],
        kind: str = "undo",
        verb: str = "Undone",
    ) -> int:
        """Save these as the operation that takes `target` back (or repeats it); its number."""
        operation = revisions.begin_operation(
            conn, kind=kind, label=target.label, who=self.who, target=target.id
        )
        self._save(conn, operation, saves, "restore", f"{verb}: {target.label}")
        return operation

    def _save(
        self,
        conn: Any,
        operation: int,
        saves: Iterable[tuple[Entry | None, Entry]],
        origin: str,
        note: str,
    ) -> int:
        return revisions.save(
            conn,
            operation,
            saves,
            who=self.who,
            origin=origin,
            note=clean_text(note),
            versions=self.versions.line(),
        )

    # ------------------------------------------------------------------ drafts

    def keep_draft(self, entry: Entry) -> None:
        """Journal text being typed, so that a crash cannot take it; not a revision."""
        with self.db.write() as conn:
            drafts.keep(conn, entry.id, entry.slug, entry.version, entry_to_json(entry))

    def drop_draft(self, entry_id: str) -> None:
        """Forget the journalled text of an entry."""
        with self.db.write() as conn:
            drafts.drop(conn, entry_id)
