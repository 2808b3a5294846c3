"""One library folder: reading, editing, undo and drafts of its study entries."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curator_app import knowledge
from curator_app.domain import contributed
from curator_app.domain.catalogue import Catalogue
from curator_app.domain.changes import Changes
from curator_app.domain.entry import EMPTY, Entry, is_public, new_id
from curator_app.domain.fields import DECISIONS, entry_to_json, label, parse
from curator_app.domain.operation import ADOPTION, Operation, UndoState, undo_state
from curator_app.domain.pem_status import assess, signed
from curator_app.domain.plain_text import clean_text
from curator_app.domain.query import EntryRow, ListQuery
from curator_app.domain.revision import Revision, Versions, diff, replay
from curator_app.domain.slug import make_slug
from curator_app.errors import BadValue, CuratorError
from curator_app.services.library_file import LibraryFile, take_lock
from curator_app.services.rules import Rules
from curator_app.services.steps import joined, stepped
from curator_app.storage import drafts, entries, revisions
from curator_app.storage.database import Database
from curator_app.storage.drafts import Draft
from curator_app.storage.lock import LibraryLock, user_name

if TYPE_CHECKING:
    from curator_app.domain.checks.engine import Engine

# A restore brings the text back; the entry keeps its address and what readers may see.
KEPT_BY_RESTORE = ("slug", "former_slugs", "state", "removed", "sources", *sorted(DECISIONS))

SUGGESTED = ("topics", "tags")
MOST_SUGGESTED = 5_000


class Library:
    """An open library. Reads may come from any thread; writes belong on one writer thread.

    `read_only` says that nothing can be saved here and `notice` why, as a sentence.
    """

    def __init__(self, folder: Path, db: Database, lock: LibraryLock | None, notice: str) -> None:
        self.folder = folder
        self.db = db
        self.notice = notice
        self.read_only = db.read_only
        self.vocabulary = knowledge.vocabulary()
        self.file = LibraryFile.load(folder)
        with db.read() as conn:
            self.rules = Rules.read(conn, self.file.versions)
        self.who = user_name()
        self._lock = lock

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

    def close(self) -> None:
        """Close the database and let the next window in."""
        self.db.close()
        if self._lock:
            self._lock.release()

    # ------------------------------------------------------------------ reading

    def ids(self, query: ListQuery) -> array[int]:
        """The row numbers that a view shows, in its order."""
        with self.db.read() as conn:
            return entries.ids(conn, query)

    def rows(self, ns: Sequence[int]) -> list[EntryRow]:
        """The list lines of these row numbers, in the order asked."""
        with self.db.read() as conn:
            return entries.rows(conn, ns)

    def facets(self, query: ListQuery, names: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
        """How many entries of the view have each value of these filters."""
        with self.db.read() as conn:
            return entries.facets(conn, query, names)

    def used_values(self, name: str) -> list[str]:
        """What entries have in topics or tags, the most frequent first: for completion."""
        if name not in SUGGESTED:
            raise BadValue(name, f"Values of {name!r} are not suggested.")
        with self.db.read() as conn:
            return entries.used(conn, name, MOST_SUGGESTED)

    def entry(self, slug: str) -> Entry:
        """The entry at this address (former addresses count); raises NotFound."""
        with self.db.read() as conn:
            return entries.get(conn, slug=slug)

    def entry_by_id(self, entry_id: str) -> Entry:
        """The entry with this id; raises NotFound."""
        with self.db.read() as conn:
            return entries.get(conn, id=entry_id)

    def entry_by_n(self, n: int) -> Entry:
        """The entry in this row; raises NotFound."""
        with self.db.read() as conn:
            return entries.get(conn, n=n)

    def history(self, entry_id: str) -> list[Revision]:
        """All revisions of an entry, oldest first."""
        with self.db.read() as conn:
            return revisions.history(conn, entry_id)

    def operations(self) -> list[Operation]:
        """The latest operations, oldest first."""
        with self.db.read() as conn:
            return revisions.operations(conn)

    def undo_state(self) -> UndoState:
        """What undo and redo would do now."""
        return undo_state(self.operations())

    @property
    def catalogue(self) -> Catalogue:
        """The case definitions under the policy in force here."""
        return self.rules.catalogue

    @property
    def versions(self) -> Versions:
        """What pages and revisions are stamped with."""
        return self.rules.versions

    def engine(self) -> Engine:
        """The wording, field and link checks with this library's words and catalogue."""
        return self.rules.engine

    def reread_rules(self) -> None:
        """See what another window decided meanwhile."""
        with self.db.read() as conn:
            self.rules = Rules.read(conn, self.file.versions)

    def stop_search(self) -> None:
        """Stop a running search; its caller gets Cancelled."""
        self.db.interrupt()

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
        return Changes(ids, True, f"Added {_count(len(saves))}.", operation)

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
                conn, kind="ordinary", label=f"{what} of {_count(len(saves))}", who=self.who
            )
            self._save(conn, operation, saves, "bulk", note)
        ids = frozenset(new.id for _, new in saves)
        return Changes(ids, False, f"Changed {_count(len(saves))}.", operation)

    def remove(self, entry_ids: Iterable[str], *, removed: bool = True) -> Changes:
        """Take entries out of the atlas (or bring them back); undo reverses it."""
        verb = "Removed" if removed else "Brought back"
        with self.db.write() as conn:
            found = [entries.get(conn, id=entry_id) for entry_id in entry_ids]
            saves = [(e, e.with_(removed=removed)) for e in found if e.removed != removed]
            if not saves:
                return Changes(message="Nothing had changed.")
            operation = revisions.begin_operation(
                conn, kind="ordinary", label=f"{verb} {_count(len(saves))}", who=self.who
            )
            self._save(conn, operation, saves, "bulk", "")
        ids = frozenset(new.id for _, new in saves)
        return Changes(ids, True, f"{verb} {_count(len(saves))}.", operation)

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

    def drafts(self) -> list[Draft]:
        """All texts that were being typed and never saved."""
        with self.db.read() as conn:
            return drafts.all(conn)


def _count(number: int) -> str:
    return "1 entry" if number == 1 else f"{number:,} entries"
