"""The authors in order: one row a name, changed by keyboard, and how the page will cut them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLineEdit, QListView, QWidget

from curator_app.domain.citation import citation_authors, header_authors
from curator_app.ui.editor.fields import FieldEditor
from curator_app.ui.editor.names import split_names
from curator_app.ui.editor.parts import tool
from curator_app.ui.widgets import PlainLabel

ROWS_SHOWN = 8
Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
_NOT_AT_ALL = QAbstractItemView.EditTrigger.NoEditTriggers
_BY_HAND = (
    QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed
)


class Authors(QAbstractListModel):
    """The names. `renamed` reports a change typed into a row."""

    renamed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.names: list[str] = []

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.names)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self.names[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{index.row() + 1}: {self.names[index.row()]}"
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        name = " ".join(str(value).split())
        if role != Qt.ItemDataRole.EditRole or not name or name == self.names[index.row()]:
            return False
        self.names[index.row()] = name
        self.dataChanged.emit(index, index)
        self.renamed.emit()
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsEditable

    def show(self, names: list[str]) -> None:
        """Replace all names."""
        self.beginResetModel()
        self.names = names
        self.endResetModel()

    def insert(self, row: int, names: list[str]) -> None:
        """Put names before `row`."""
        self.beginInsertRows(QModelIndex(), row, row + len(names) - 1)
        self.names[row:row] = names
        self.endInsertRows()

    def remove(self, row: int) -> None:
        """Take one name out."""
        self.beginRemoveRows(QModelIndex(), row, row)
        del self.names[row]
        self.endRemoveRows()

    def move(self, row: int, step: int) -> int:
        """Move one name by one place; returns where it is now."""
        target = row + step
        if not 0 <= row < len(self.names) or not 0 <= target < len(self.names):
            return row
        end = target + 1 if step > 0 else target
        self.beginMoveRows(QModelIndex(), row, row, QModelIndex(), end)
        self.names.insert(target, self.names.pop(row))
        self.endMoveRows()
        return target


class AuthorList(QListView):
    """The rows; keys change their order."""

    moved = Signal(int)
    removed = Signal()
    pasted = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if self.state() == QAbstractItemView.State.EditingState:
            # Enter that closed the editor comes by here as well.
            event.ignore()
        elif alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.edit(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(QGuiApplication.clipboard().text())
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)


class NameLine(QLineEdit):
    """The line for the next author; a pasted list becomes rows at once."""

    pasted = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = QGuiApplication.clipboard().text()
        several = event.matches(QKeySequence.StandardKey.Paste) and len(split_names(text)) > 1
        if several and not self.text() and not self.isReadOnly():
            self.pasted.emit(text)
        else:
            super().keyPressEvent(event)


class AuthorsField(FieldEditor):
    """The whole field: rows, the line for the next name, and both ways of cutting the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = Authors(self)
        self.list = AuthorList(self)
        self.list.setModel(self.model)
        self.list.setUniformItemSizes(True)
        self.list.setProperty("framed", True)
        self.list.setSpacing(1)
        self.list.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.list.setTabKeyNavigation(False)
        self.list.setAccessibleName("Authors in order")
        self.list.setAccessibleDescription(
            "Enter changes a name, Delete removes it, Alt with Up or Down moves it."
        )
        self.edit = NameLine(self)
        self.edit.setPlaceholderText("Add an author, or paste the whole list")
        self.header = PlainLabel("", "hint", self)
        self.citation = PlainLabel("", "hint", self)
        self._lay_out()
        self._connect_signals()
        self._refresh()

    def _lay_out(self) -> None:
        layout = self._hold(self.list)
        bar = QHBoxLayout()
        bar.setSpacing(2)
        bar.addWidget(self.edit, 1)
        self._buttons = [
            tool("↑", "Move author up", "Move up (Alt+Up)", self),
            tool("↓", "Move author down", "Move down (Alt+Down)", self),
            tool("✕", "Remove author", "Remove (Delete)", self),
        ]
        for button in self._buttons:
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            bar.addWidget(button)
        layout.addLayout(bar)
        layout.addWidget(self.header)
        layout.addWidget(self.citation)
        layout.setSpacing(4)
        self._target = self.edit
        self.edit.setAccessibleName("Add an author")

    def _connect_signals(self) -> None:
        self._buttons[0].clicked.connect(self._on_up)
        self._buttons[1].clicked.connect(self._on_down)
        self._buttons[2].clicked.connect(self._on_removed)
        self.list.moved.connect(self._on_moved)
        self.list.removed.connect(self._on_removed)
        self.list.pasted.connect(self._on_pasted)
        self.edit.pasted.connect(self._on_pasted)
        self.edit.editingFinished.connect(self.commit)
        self.model.renamed.connect(self._changed)

    def fill(self, value: Any) -> None:
        """Show the names."""
        if list(value) != self.model.names:
            self.model.show(list(value))
        self._refresh()

    def value(self) -> Any:
        """The names in order."""
        return tuple(self.model.names)

    def forget(self) -> None:
        """Empty the line for the next name."""
        self.edit.clear()

    def set_read_only(self, on: bool) -> None:
        """The names can be read, not changed."""
        self.list.setEditTriggers(_NOT_AT_ALL if on else _BY_HAND)
        for widget in (self.edit, *self._buttons):
            widget.setEnabled(not on)

    def _add(self, text: str) -> None:
        names = split_names(text)
        if not names or not self.edit.isEnabled():
            return
        row = self.list.currentIndex().row() + 1 if self.list.hasFocus() else len(self.model.names)
        self.model.insert(row, names)
        self.list.setCurrentIndex(self.model.index(row + len(names) - 1))
        self._changed()

    def commit(self) -> None:
        """A typed name joins the list with Enter, and when the cursor goes or it is saved."""
        text = self.edit.text()
        self.edit.clear()
        self._add(text)

    def _on_pasted(self, text: str) -> None:
        self._add(text)

    def _on_up(self) -> None:
        self._on_moved(-1)

    def _on_down(self) -> None:
        self._on_moved(1)

    def _on_moved(self, step: int) -> None:
        row = self.list.currentIndex().row()
        target = self.model.move(row, step) if self.edit.isEnabled() else row
        if target != row:
            self.list.setCurrentIndex(self.model.index(target))
            self._changed()

    def _on_removed(self) -> None:
        row = self.list.currentIndex().row()
        if row >= 0 and self.edit.isEnabled():
            self.model.remove(row)
            self._changed()

    def _changed(self) -> None:
        self._refresh()
        self.edited.emit()

    def _refresh(self) -> None:
        names = self.model.names
        self.header.setText(f"Header line: {header_authors(names) or 'no authors'}")
        self.citation.setText(f"Citation: {citation_authors(names)}")
        rows = min(max(len(names), 2), ROWS_SHOWN)
        height = self.list.sizeHintForRow(0) if names else self.fontMetrics().height() + 6
        self.list.setFixedHeight(rows * (max(height, 18) + 2) + 2 * self.list.frameWidth() + 2)
