"""The checks in the window: beside the text as one types, and in the panel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from curator_app.domain.changes import Changes
from curator_app.domain.entry import Entry
from curator_app.ui.desk import Desk
from curator_app.ui.entries.list_pane import ListPane
from curator_app.ui.findings.live import LiveChecks
from curator_app.ui.findings.notes import Note
from curator_app.ui.findings.panel import FindingsPanel
from curator_app.ui.findings.reading import Reading
from curator_app.ui.tasks import Tasks
from curator_app.ui.theme import Theme

if TYPE_CHECKING:
    from curator_app.domain.checks.finding import Key
    from curator_app.services.inspecting import Report
    from curator_app.services.library import Library


class Checking(QObject):
    """Keeps the editor's squiggles and the panel on what is edited, selected and saved."""

    def __init__(self, tasks: Tasks, theme: Theme, desk: Desk, listed: ListPane) -> None:
        super().__init__(desk)
        self._desk, self._list = desk, listed
        self._library: Library | None = None
        self._wanted: tuple[str, Key] | None = None
        self._gone_to = ""
        self.live = LiveChecks(tasks, self)
        self.reading = Reading(tasks, self)
        self.panel = FindingsPanel(self.reading, theme)
        desk.shown.connect(self._on_text)
        desk.typed.connect(self.live.show_typed)
        listed.selection_changed.connect(self.follow_selection)
        self.live.found.connect(self._on_found)

    def set_library(self, library: Library | None) -> None:
        """Check the entries of this library."""
        self._library = library
        self._wanted, self._gone_to = None, ""
        self.live.set_library(library)
        self.reading.set_library(library)
        self.panel.set_writable(library is not None and not library.read_only)

    def apply(self, changes: Changes) -> None:
        """Something was saved."""
        self.live.again()
        self.reading.apply(changes)

    def want(self, entry_id: str, key: Key) -> None:
        """The words of this finding are to be selected as soon as its entry is open and read."""
        self._gone_to = entry_id
        self._wanted = (entry_id, key)

    def reveal(self) -> None:
        """Select the words that are wanted, if they are there already."""
        now = self._desk.edited()
        if self._wanted is None or now is None or now.id != self._wanted[0]:
            return
        notes = self._desk.editor().notes
        note = notes.of_key(self._wanted[1])
        if note is not None:
            self._wanted = None
            notes.reveal(note)

    def follow_selection(self) -> None:
        """The selection is another one: not read when it is only the entry that was gone to."""
        library = self._library
        if library is None or self.panel.isHidden():
            return
        numbers = self._list.view.selected_numbers()
        if len(numbers) == 1 and self._gone_to:
            rows = library.rows(numbers)
            if rows and rows[0].id == self._gone_to:
                return
        self._gone_to = ""
        self.reading.select(numbers)

    def _on_text(self, entry: Entry | None) -> None:
        self.live.show_entry(entry)
        if entry is None:
            self.reading.show_entry(None)

    def _on_found(self, entry: Entry, report: Report, notes: Sequence[Note]) -> None:
        now = self._desk.edited()
        if self._library is None or now is None or now.id != entry.id:
            return
        self._desk.editor().notes.show(entry, notes)
        self.reading.show_entry(report)
        self.reveal()
