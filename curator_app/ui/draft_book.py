"""Texts being typed: kept in the library's journal a second behind, offered back after a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from curator_app.domain.entry import Entry
from curator_app.domain.fields import entry_from_json
from curator_app.errors import BadValue
from curator_app.ui.tasks import Tasks

if TYPE_CHECKING:
    from curator_app.services.library import Library
    from curator_app.storage.drafts import Draft


class DraftBook(QObject):
    """The unsaved texts of the open library, in memory as the journal has them.

    Signals: changed() when a text came or went; found(count) once, for those of an earlier run.
    """

    changed = Signal()
    found = Signal(int)

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._library: Library | None = None
        self._texts: dict[str, Entry] = {}

    def set_library(self, library: Library | None) -> None:
        """Read the journal of this library."""
        self._library = library
        self._texts = {}
        self.changed.emit()
        if library is not None:
            self._tasks.read(library.drafts, self, self._on_read)

    def texts(self) -> list[Entry]:
        """All unsaved texts, the latest last."""
        return list(self._texts.values())

    def ids(self) -> set[str]:
        """The ids of the entries that have unsaved text."""
        return set(self._texts)

    def of(self, entry_id: str) -> Entry | None:
        """The unsaved text of an entry."""
        return self._texts.get(entry_id)

    def keep(self, entry: Entry) -> None:
        """Journal a text."""
        library = self._library
        if library is None or library.read_only:
            return
        known = entry.id in self._texts
        self._texts[entry.id] = entry
        self._tasks.write(lambda: library.keep_draft(entry), self)
        if not known:
            self.changed.emit()

    def drop(self, entry_id: str) -> None:
        """Forget a text that was saved or given up."""
        library = self._library
        if self._texts.pop(entry_id, None) is None or library is None or library.read_only:
            return
        self._tasks.write(lambda: library.drop_draft(entry_id), self)
        self.changed.emit()

    def forget(self, entry_id: str) -> None:
        """A save has taken the text out of the journal already."""
        if self._texts.pop(entry_id, None) is not None:
            self.changed.emit()

    def _on_read(self, drafts: list[Draft]) -> None:
        for draft in drafts:
            entry = _entry_of(draft)
            if entry is not None:
                self._texts.setdefault(entry.id, entry)
        if self._texts:
            self.changed.emit()
            self.found.emit(len(self._texts))


def _entry_of(draft: Draft) -> Entry | None:
    """The text as an entry; None when a newer program wrote what this one cannot read."""
    try:
        return entry_from_json(draft.content, draft.entry_id, draft.base_version)
    except BadValue:
        return None
