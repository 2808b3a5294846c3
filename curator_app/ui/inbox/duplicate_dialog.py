"""Which message says the same: first those of the study and the sender, or whatever is searched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QLineEdit, QListView, QWidget

from curator_app.domain.inbox_query import InboxQuery, InboxRow
from curator_app.domain.private import Private
from curator_app.errors import Cancelled
from curator_app.services.triage import Reading
from curator_app.ui.inbox import words
from curator_app.ui.inbox.choosers import Chooser
from curator_app.ui.inbox.delegate import MessageDelegate
from curator_app.ui.inbox.table import ROW_ROLE
from curator_app.ui.tasks import Latest, Tasks
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import PlainLabel, button, row

if TYPE_CHECKING:
    from curator_app.inbox.store import Store

LIMIT, DEBOUNCE_MS = 30, 150
_MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 5, Qt.Key.Key_PageUp: -5}


class DuplicateDialog(Chooser):
    """Signals: chosen(id of the other contribution)."""

    chosen = Signal(str)

    def __init__(
        self,
        tasks: Tasks,
        theme: Theme,
        store: Store,
        ns: Sequence[int],
        reading: Reading | None,
        parent: QWidget,
    ) -> None:
        super().__init__("Duplicate of", parent)
        self._tasks, self._store, self._ns = tasks, store, frozenset(ns)
        near = (*reading.entry, *reading.sender) if reading is not None else ()
        self._near = [row_ for row_ in dict.fromkeys(near) if row_.n not in self._ns]
        self._rows: list[InboxRow] = []
        self._question = Latest(tasks, self, store.stop_search)
        self._question.on_failed(self._on_failed)
        self._rest = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._rest.timeout.connect(self._ask)
        self.field = QLineEdit()
        self.field.setPlaceholderText("Words of the other message")
        self.field.setAccessibleName("Words of the other message")
        self._model = QStandardItemModel(self)
        self.results = self._make_results(theme)
        self.hint = PlainLabel("", "small")
        self.take_button = button("Mark as duplicate", self._take, "primary")
        self.column.addWidget(self.field)
        self.column.addWidget(self.results, 1)
        self.column.addWidget(self.hint)
        self.column.addLayout(row(1, button("Cancel", self.reject), self.take_button))
        self.resize(560, 460)
        self.field.textChanged.connect(self._on_typed)
        self._show(self._near)

    def _make_results(self, theme: Theme) -> QListView:
        results = QListView()
        results.setAccessibleName("Messages found")
        results.setProperty("framed", True)
        results.setModel(self._model)
        results.setItemDelegate(MessageDelegate(theme, results))
        results.setUniformItemSizes(True)
        results.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        results.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        results.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        results.doubleClicked.connect(self._take)
        return results

    def _on_typed(self) -> None:
        self._rest.start()

    def _ask(self) -> None:
        text, store = " ".join(self.field.text().split()), self._store
        if not text:
            self._show(self._near)
            return
        query = InboxQuery(text=Private(text), snoozed="")

        def work() -> list[InboxRow]:
            found = [n for n in store.ids(query)[: LIMIT + len(self._ns)] if n not in self._ns]
            return store.rows(found[:LIMIT])

        self._question.ask(work, self._show)

    def _show(self, rows: list[InboxRow]) -> None:
        self._rows = rows
        self._model.clear()
        for found in rows:
            item = QStandardItem()
            item.setData(found, ROW_ROLE)
            item.setData(words.spoken(found), Qt.ItemDataRole.AccessibleTextRole)
            self._model.appendRow(item)
        typed = bool(self.field.text().strip())
        near = "On the same study or from the same sender." if rows else "Search for the other one."
        self.hint.setText(("" if rows else "Nothing found.") if typed else near)
        self.take_button.setEnabled(bool(rows))
        if rows:
            self.results.setCurrentIndex(self._model.index(0, 0))

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            self._tasks.failed.emit(error)

    def _take(self) -> None:
        place = self.results.currentIndex().row()
        if 0 <= place < len(self._rows):
            found = self._rows[place].id
            self.accept()
            self.chosen.emit(found)

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

    def done(self, result: int) -> None:
        self._show([])
        self.field.setText("")
        super().done(result)
