"""The words of one list: the shipped ones, the owner's own, and those that were taken out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QLineEdit, QListView, QVBoxLayout, QWidget

from curator_app.domain.checks.word_changes import ListChange
from curator_app.ui.editor.tree_paint import ROW, Row, RowPainter
from curator_app.ui.widgets import PlainLabel, button, row

WORD = Qt.ItemDataRole.UserRole
OWN, OUT = "your own", "taken out"


class PhraseList(QListView):
    """Signals: toggled() for Space or Delete on the words selected."""

    toggled = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Delete):
            self.toggled.emit()
        else:
            super().keyPressEvent(event)


class Phrases(QWidget):
    """Signals: added(text), taken_out(words), put_back(words)."""

    added = Signal(str)
    taken_out = Signal(object)
    put_back = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._shipped: tuple[str, ...] = ()
        self._change = ListChange()
        self._read_only = False
        self._model = QStandardItemModel(self)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search this list…")
        self.search.setAccessibleName("Search the words of this list")
        self.search.setClearButtonEnabled(True)
        self.list = PhraseList()
        self.list.setModel(self._model)
        self.list.setItemDelegate(RowPainter(self.list))
        self.list.setProperty("framed", True)
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName("Words")
        self.list.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.nothing = PlainLabel("No word of this list has these letters.", "muted")
        self.line = QLineEdit()
        self.line.setPlaceholderText("Add a word or a phrase")
        self.line.setAccessibleName("Add a word or a phrase")
        self.add_button = button("Add", self._on_add)
        self.toggle_button = button("Take out", self._on_toggle)
        hint = "“…” stands for up to four words, “*” for the rest of a word. Case does not matter."
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(row(self.search, self.toggle_button))
        layout.addWidget(self.nothing)
        layout.addWidget(self.list, 1)
        layout.addLayout(row(self.line, self.add_button))
        layout.addWidget(PlainLabel(hint, "hint"))
        self.search.textChanged.connect(self._fill)
        self.line.returnPressed.connect(self._on_add)
        self.list.toggled.connect(self._on_toggle)
        self.list.selectionModel().selectionChanged.connect(self._say)

    def show_list(self, shipped: tuple[str, ...], change: ListChange) -> None:
        """Show a list with what was changed in it."""
        if shipped != self._shipped:
            self.search.clear()
            self.line.clear()
        self._shipped, self._change = shipped, change
        self._fill()

    def set_read_only(self, on: bool) -> None:
        """Whether the words can be looked at only."""
        self._read_only = on
        self.line.setEnabled(not on)
        self.add_button.setEnabled(not on)
        self._say()

    def words(self) -> list[str]:
        """The words shown, from top to bottom."""
        return [self._model.item(line).data(WORD) for line in range(self._model.rowCount())]

    def select(self, word: str) -> None:
        """Point at a word and bring it into view."""
        if word in self.words():
            index = self._model.index(self.words().index(word), 0)
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index)

    def _fill(self) -> None:
        wanted = self.search.text().strip().lower()
        chosen = self._selected()
        marks = dict.fromkeys(self._change.removed, OUT) | dict.fromkeys(self._change.added, OWN)
        shown = [*reversed(self._change.added), *sorted(self._shipped)]
        self._model.clear()
        for word in (word for word in shown if wanted in word):
            item = QStandardItem(word)
            mark = marks.get(word, "")
            item.setData(word, WORD)
            tone = "not_required" if mark == OUT else "required"
            item.setData(Row(word, "", mark, tone), ROW)
            spoken = f"{word}, {mark}" if mark else word
            item.setData(spoken, Qt.ItemDataRole.AccessibleTextRole)
            self._model.appendRow(item)
        self.nothing.setVisible(self._model.rowCount() == 0)
        for word in chosen[:1]:
            self.select(word)
        self._say()

    def _selected(self) -> list[str]:
        return [index.data(WORD) for index in self.list.selectionModel().selectedIndexes()]

    def _say(self) -> None:
        chosen = self._selected()
        out = bool(chosen) and all(word in self._change.removed for word in chosen)
        self.toggle_button.setText("Put back" if out else "Take out")
        self.toggle_button.setEnabled(bool(chosen) and not self._read_only)

    def _on_add(self) -> None:
        if self.line.text().strip():
            self.added.emit(self.line.text())

    def _on_toggle(self) -> None:
        chosen = self._selected()
        if not chosen or self._read_only:
            return
        if all(word in self._change.removed for word in chosen):
            self.put_back.emit(chosen)
        else:
            self.taken_out.emit([word for word in chosen if word not in self._change.removed])
