"""The desk: the one entry that is open, its editor, its unsaved text, and saving it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget

from curator_app import knowledge
from curator_app.domain.changes import Changes
from curator_app.domain.entry import Entry
from curator_app.domain.query import ListQuery
from curator_app.errors import StaleEdit
from curator_app.ui.draft_book import DraftBook
from curator_app.ui.opening import found, resolved, standing
from curator_app.ui.suggesting import Suggester
from curator_app.ui.tasks import Latest, Tasks
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import EmptyState

if TYPE_CHECKING:
    from curator_app.services.library import Library
    from curator_app.ui.editor.pane import EditorPane

REST_MS = 60
SUGGESTED = 20


class Desk(QObject):
    """Opens, keeps and saves the entry in the editor.

    Signals: entry_changed() when another entry is open or its text became (un)saved;
    saved(Changes); told(str) for the status line; elsewhere(str) when the open entry was changed
    by something else while it has unsaved text. For whoever looks at the text: shown(Entry or
    None) when another one stands in the editor, typed(Entry) on each edit;
    fixes_asked(notes, point) when the findings of a field were clicked.
    """

    entry_changed = Signal()
    shown = Signal(object)
    typed = Signal(object)
    fixes_asked = Signal(object, object)
    saved = Signal(object)
    told = Signal(str)
    elsewhere = Signal(str)

    def __init__(self, tasks: Tasks, theme: Theme, drafts: DraftBook) -> None:
        super().__init__(drafts.parent())
        self._tasks, self._drafts = tasks, drafts
        self._library: Library | None = None
        self._entry: Entry | None = None
        self._dirty = self._saving = False
        self._note = ""
        self._pending: int | None = None
        self._editor: EditorPane | None = None
        self._suggester: Suggester | None = None
        self.place = QStackedWidget()
        self.empty = EmptyState(
            theme, "atlas", "Choose an entry", "Its fields appear here: Enter in the list opens it."
        )
        self.place.addWidget(self.empty)
        self._question = Latest(tasks, self)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._open_pending)

    # ------------------------------------------------------------------ state

    def set_library(self, library: Library | None) -> None:
        """Edit the entries of this library."""
        self._library = library
        self._entry = None
        if self._suggester is not None:
            self._suggester.set_library(library)
        self._show_nothing()
        self._judge()

    def _judge(self) -> None:
        """Derive by the policy in force."""
        if self._editor is not None and self._library is not None:
            self._editor.set_catalogue(self._library.catalogue)

    def entry(self) -> Entry | None:
        """The open entry as it was last saved (or made)."""
        return self._entry

    def edited(self) -> Entry | None:
        """The open entry as it stands in the editor."""
        return self._editor.entry() if self._editor and self._entry else None

    def is_dirty(self) -> bool:
        """Whether the editor holds text that no revision has."""
        return self._dirty

    def editor(self) -> EditorPane:
        """The editor, made when the first entry is opened."""
        if self._editor is None:
            from curator_app.ui.editor.pane import EditorPane

            library = self._library
            catalogue = library.catalogue if library else knowledge.catalogue()
            made = EditorPane(knowledge.vocabulary(), catalogue, self.place)
            made.edited.connect(self._on_edited)
            made.draft_due.connect(self._on_draft_due)
            made.save_requested.connect(self._on_save_requested)
            made.notes.asked.connect(self.fixes_asked)
            made.set_lookup(self._find_studies)
            made.set_reader(Latest(self._tasks, made).ask)
            self._suggester = Suggester(self._tasks, made)
            self._suggester.set_library(self._library)
            self.place.addWidget(made)
            self._editor = made
        return self._editor

    def _find_studies(self, text: str) -> list[tuple[str, str]]:
        if self._library is None or not text.strip():
            return []
        query = ListQuery(text, sort="year", limit=SUGGESTED)
        found = self._library.rows(self._library.ids(query))
        return [(entry.slug, entry.title) for entry in found]

    # ------------------------------------------------------------------ opening

    def open_number(self, n: int | None) -> None:
        """Open the entry of a row once the selection rests there."""
        self._pending = n
        self._rest.start()

    def _open_pending(self) -> None:
        library, n = self._library, self._pending
        if library is None or n is None:
            return
        self._question.ask(lambda: found(library, n), self._on_found)

    def _on_found(self, entry: Entry | None) -> None:
        if entry is not None and not self._is_open(entry):
            self.open(entry)

    def _is_open(self, entry: Entry) -> bool:
        mine = self._entry
        return mine is not None and (mine.id, mine.version) == (entry.id, entry.version)

    def open(self, entry: Entry) -> None:
        """Show an entry; unsaved text of the one before is kept."""
        self.keep()
        self._entry = entry
        draft = self._drafts.of(entry.id)
        editor = self.editor()
        self.name_changed()
        editor.show_entry(entry, draft)
        editor.set_read_only(self._library is None or self._library.read_only)
        self.place.setCurrentWidget(editor)
        self._dirty = draft is not None
        self.shown.emit(draft or entry)
        self.entry_changed.emit()

    def name_changed(self) -> None:
        """Another person sits here now."""
        if self._editor is not None and self._library is not None:
            self._editor.set_who(self._library.who)

    def new(self) -> None:
        """Begin an entry that is not in the library yet."""
        if self._library is None:
            return
        self.open(self._library.new_entry({}))
        self.editor().focus_first()

    def keep(self) -> None:
        """Journal the unsaved text of the open entry."""
        edited = self.edited()
        if edited is not None and self._dirty:
            self._drafts.keep(edited)

    def discard(self) -> None:
        """Go back to the saved entry."""
        entry = self._entry
        if entry is None:
            return
        self._drafts.drop(entry.id)
        self._dirty = False
        if entry.version == 0:
            self._entry = None
            self._show_nothing()
        else:
            self._entry = None
            self.open(entry)
        self.told.emit("The unsaved text was discarded.")

    def close(self) -> None:
        """Leave the entry; its unsaved text is kept."""
        self.keep()
        self._entry = None
        self._show_nothing()

    def _show_nothing(self) -> None:
        self._dirty = False
        if self._editor is not None:
            self._editor.clear()
        self.place.setCurrentWidget(self.empty)
        self.shown.emit(None)
        self.entry_changed.emit()

    # ------------------------------------------------------------------ saving

    def save(self, note: str = "") -> None:
        """Save what the editor holds as a new revision, if its fields are valid."""
        self._note = note
        if self._editor is not None and self._dirty:
            self._editor.request_save()
        self._note = ""

    def _on_save_requested(self) -> None:
        edited = self.edited()
        if edited is not None and self._dirty and not self._saving:
            self._save(edited, self._note)

    def _save(self, edited: Entry, note: str) -> None:
        library = self._library
        if library is None:
            return
        self._saving = True
        typed = self.edited() or edited

        def work() -> Changes:
            return library.save(edited, note)

        def done(changes: Changes) -> None:
            self._on_saved(typed, changes)

        def failed(error: Exception) -> None:
            self._on_save_failed(edited, note, error)

        self._tasks.write(work, self, done, failed)

    def _on_saved(self, typed: Entry, changes: Changes) -> None:
        library = self._library
        self._saving = False
        if library is None:
            return
        self.told.emit(changes.message)
        stored_now = library.entry_by_id(typed.id)
        if self._suggester is not None:
            self._suggester.learn(stored_now)
        now = self.edited()
        if self._entry is not None and self._entry.id == typed.id and now is not None:
            self._take_saved(typed, now, stored_now)
        else:
            self._drafts.forget(typed.id)
        self.saved.emit(changes)

    def _take_saved(self, typed: Entry, now: Entry, saved: Entry) -> None:
        """Take the revision over; what was typed while it was being saved stays unsaved."""
        self._entry = saved
        if now == typed:
            self._dirty = False
            self._drafts.forget(saved.id)
            self.editor().mark_saved(saved)
            self.shown.emit(saved)
        else:
            newer = {k: v for k, v in now.content().items() if v != getattr(typed, k)}
            draft = saved.with_(**newer)
            self.editor().show_entry(saved, draft)
            self._drafts.keep(draft)
            self.typed.emit(draft)
        self.entry_changed.emit()

    def _on_save_failed(self, edited: Entry, note: str, error: Exception) -> None:
        self._saving = False
        self._drafts.keep(edited)
        if isinstance(error, StaleEdit):
            self._choose(edited, note, error)
        else:
            self._tasks.failed.emit(error)

    def _choose(self, edited: Entry, note: str, error: StaleEdit) -> None:
        from curator_app.ui.editor.conflicts import ConflictDialog

        dialog = ConflictDialog(error, self.place)

        def chosen(values: Mapping[str, object]) -> None:
            if self._library is not None:
                self._save(resolved(self._library, edited, values), note)

        dialog.resolved.connect(chosen)
        dialog.open()

    # ------------------------------------------------------------------ changes of others

    def apply(self, changes: Changes, initiator: object) -> None:
        """Take in what something else changed in the open entry, or the rules themselves."""
        if changes.rules:
            self._judge()
        mine, library = self._entry, self._library
        if mine is None or library is None or initiator is self or mine.version == 0:
            return
        if mine.id not in changes.entries and (changes.entries or not changes.structure):
            return
        if self._dirty:
            self.elsewhere.emit(mine.slug)
            return
        now = standing(library, mine.id)
        if now != mine:
            self._entry = None
            self.open(now)

    # ------------------------------------------------------------------ editor

    def _on_edited(self, entry: Entry) -> None:
        dirty = self.editor().is_dirty()
        if dirty != self._dirty:
            self._dirty = dirty
            if not dirty:
                self._drafts.drop(entry.id)
            self.entry_changed.emit()
        self.typed.emit(entry)

    def _on_draft_due(self, entry: Entry) -> None:
        if self._dirty and not self._saving:
            self._drafts.keep(entry)
