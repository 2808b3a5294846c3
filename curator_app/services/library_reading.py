"""What an open library says of itself: its entries, their history, and the rules in force."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from curator_app import knowledge
from curator_app.domain.catalogue import Catalogue
from curator_app.domain.entry import Entry
from curator_app.domain.operation import Operation, UndoState, undo_state
from curator_app.domain.query import EntryRow, ListQuery
from curator_app.domain.revision import Revision, Versions
from curator_app.errors import BadValue
from curator_app.services.library_file import LibraryFile
from curator_app.services.rules import Rules
from curator_app.storage import drafts, entries, revisions
from curator_app.storage.database import Database
from curator_app.storage.drafts import Draft
from curator_app.storage.lock import LibraryLock, user_name

if TYPE_CHECKING:
    from curator_app.domain.checks.engine import Engine

SUGGESTED = ("topics", "tags")
MOST_SUGGESTED = 5_000


class LibraryReading:
    """The part of an open library that changes nothing; it may be asked from any thread."""

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

    def close(self) -> None:
        """Close the database and let the next window in."""
        self.db.close()
        if self._lock:
            self._lock.release()

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

    def drafts(self) -> list[Draft]:
        """All texts that were being typed and never saved."""
        with self.db.read() as conn:
            return drafts.all(conn)
