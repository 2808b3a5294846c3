"""Quick jump: a few letters of a title or address, Enter, and the entry is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QDialog, QLineEdit, QListView, QVBoxLayout, QWidget

from curator_app.domain.query import EntryRow, ListQuery
from curator_app.errors import Cancelled
from curator_app.ui.entries.columns import RowTexts
from curator_app.ui.entries.delegate import EntryDelegate
from curator_app.ui.entries.table import ROW_ROLE
from curator_app.ui.tasks import Latest, Tasks
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import PlainLabel

if TYPE_CHECKING:
    from curator_app.services.library import Library

LIMIT = 30
_MOVES = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 8,
    Qt.Key.Key_PageUp: -8,
}


class JumpDialog(QDialog):
    """A field over its results; the arrow keys move in the results while one types.

    Signals: chosen(slug).
    """

    chosen = Signal(str)

    def __init__(
        self, tasks: Tasks, theme: Theme, texts: RowTexts, library: Library, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Go to entry")
        self._library = library
        self._tasks = tasks
        self._rows: list[EntryRow] = []
        self._texts = texts
        self._model = QStandardItemModel(self)
        self._question = Latest(tasks, self, library.stop_search)
        self._question.on_failed(self._on_failed)
        self.field = QLineEdit()
        self.field.setPlaceholderText("Part of a title, an author or an address")
        self.field.setAccessibleName("Go to entry")
        self.results = QListView()
        self.results.setAccessibleName("Entries found")
        self.results.setProperty("framed", True)
        self.results.setModel(self._model)
        self.results.setItemDelegate(EntryDelegate(theme, texts, self.results))
        self.results.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.results.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.results.setUniformItemSizes(True)
        self.results.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(self.field)
        layout.addWidget(self.results, 1)
        layout.addWidget(PlainLabel("Arrow keys choose, Enter opens, Esc closes.", "small"))
        self.resize(620, 420)
        self.field.textChanged.connect(self._ask)
        self.results.doubleClicked.connect(self._take)
        self._ask()

    def _ask(self) -> None:
        library = self._library
        text = " ".join(self.field.text().split())
        query = ListQuery(text.replace("-", " "), sort="changed", limit=LIMIT)

        def work() -> list[EntryRow]:
            return library.rows(library.ids(query))

        self._question.ask(work, self._on_rows)

    def _on_rows(self, rows: list[EntryRow]) -> None:
        self._rows = rows
        self._model.clear()
        for found in rows:
            item = QStandardItem(found.title)
            item.setData(found, ROW_ROLE)
            item.setData(self._texts.spoken(found, False), Qt.ItemDataRole.AccessibleTextRole)
            self._model.appendRow(item)
        if rows:
            self.results.setCurrentIndex(self._model.index(0, 0))

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            self._tasks.failed.emit(error)

    def _take(self) -> None:
        place = self.results.currentIndex().row()
        if 0 <= place < len(self._rows):
            self.chosen.emit(self._rows[place].slug)
            self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = _MOVES.get(Qt.Key(event.key()))
        if move is not None and self._rows:
            place = self.results.currentIndex().row() + move
            place = max(0, min(len(self._rows) - 1, place))
            self.results.setCurrentIndex(self._model.index(place, 0))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        else:
            super().keyPressEvent(event)
