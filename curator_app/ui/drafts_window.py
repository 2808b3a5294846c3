"""The unsaved texts: which entries have one, opened or given up here."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from curator_app.domain.entry import Entry
from curator_app.ui.draft_book import DraftBook
from curator_app.ui.messages import confirm, shortened
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import PlainLabel, button, row


class DraftsWindow(QDialog):
    """Signals: chosen(Entry), the text to open in the editor."""

    chosen = Signal(object)

    def __init__(self, book: DraftBook, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Unsaved texts")
        self._book = book
        self.list = QListWidget()
        self.list.setAccessibleName("Entries with unsaved text")
        self.list.setProperty("framed", True)
        self.list.setSpacing(2)
        self.open_button = button("Open", self._on_open, "primary")
        self.discard_button = button("Discard text…", self._on_discard)
        close = button("Close", self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        words = "These texts were typed and never saved. They stay here until you save or discard."
        layout.addWidget(PlainLabel(words, "muted"))
        layout.addWidget(self.list, 1)
        layout.addLayout(row(self.discard_button, 1, close, self.open_button))
        self.resize(560, 360)
        self.list.itemActivated.connect(self._on_open)
        book.changed.connect(self._fill)
        self._fill()

    def _fill(self) -> None:
        place = max(0, self.list.currentRow())
        self.list.clear()
        for entry in reversed(self._book.texts()):
            item = QListWidgetItem(_words(entry))
            item.setData(Qt.ItemDataRole.UserRole, entry.id)
            self.list.addItem(item)
        self.list.setCurrentRow(min(place, self.list.count() - 1))
        self.open_button.setEnabled(self.list.count() > 0)
        self.discard_button.setEnabled(self.list.count() > 0)

    def _current(self) -> Entry | None:
        item = self.list.currentItem()
        return self._book.of(item.data(Qt.ItemDataRole.UserRole)) if item else None

    def _on_open(self) -> None:
        draft = self._current()
        if draft is not None:
            self.chosen.emit(draft)
            self.accept()

    def _on_discard(self) -> None:
        draft = self._current()
        if draft is not None:
            confirm(
                self,
                "Discard unsaved text",
                f"Discard the unsaved text of “{shortened(draft.title or draft.slug)}”?",
                "Discard text",
                lambda: self._book.drop(draft.id),
                danger=True,
            )


def _words(entry: Entry) -> str:
    what = "new entry" if entry.version == 0 else f"after revision {entry.version}"
    return f"{entry.title or entry.slug or 'Untitled'}  ({what})"
