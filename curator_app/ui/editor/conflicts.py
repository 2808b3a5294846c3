"""Two versions of one entry, field by field: mine, theirs, and what will be saved."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from curator_app.domain.fields import BY_NAME, LIST_FIELDS, label
from curator_app.errors import FieldConflict, StaleEdit
from curator_app.ui.editor.parts import GrowingText, button, heading
from curator_app.ui.editor.wording import in_words
from curator_app.ui.widgets import PlainLabel

EDITABLE = frozenset({"line", "text", "list", "doi", "pmid", "pmcid", "slug"})


class ConflictDialog(QDialog):
    """Asks about each field that was changed in two places.

    `resolved(values)` gives field name -> JSON value when every field has been decided. Esc
    leaves everything as it is: the user's text stays in the editor. Open it with `open()`.
    """

    resolved = Signal(object)

    def __init__(
        self,
        error: StaleEdit,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._conflicts = error.conflicts
        self._chosen: dict[str, Any] = {}
        self.setWindowTitle(f"Changed in two places: {error.slug}")
        self.list = QListWidget(self)
        self.list.setAccessibleName("Fields changed in two places")
        self.list.setFixedWidth(210)
        self.list.setProperty("framed", True)
        self.mine = _reading("Your version", self)
        self.theirs = _reading("The saved version", self)
        self.outcome = GrowingText(4, self)
        self.outcome.setAccessibleName("What will be saved")
        self.base = PlainLabel("", "hint", self)
        self.keep_mine = button("Keep mine", "Alt+M", self)
        self.keep_theirs = button("Take theirs", "Alt+T", self)
        self.keep_both = button("Keep &both", "Theirs, then what only mine has (Alt+B)", self)
        self.all_mine = button("Keep all mine", parent=self)
        self.all_theirs = button("Take all theirs", parent=self)
        self.progress = PlainLabel("", "hint", self)
        self.buttons = QDialogButtonBox(self)
        self.save = self.buttons.addButton("Save", QDialogButtonBox.ButtonRole.AcceptRole)
        self.save.setProperty("kind", "primary")
        self.cancel = self.buttons.addButton(
            "Later, keep my text", QDialogButtonBox.ButtonRole.RejectRole
        )
        self._lay_out(error)
        self._connect_signals()
        self._list_fields()
        self.resize(940, 560)

    def _lay_out(self, error: StaleEdit) -> None:
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        said = f"{error.slug} was saved elsewhere since you opened it. Nothing was overwritten."
        layout.addWidget(PlainLabel(f"{said} Decide field by field what stays.", "", self))
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self.list)
        grid = QGridLayout()
        grid.setSpacing(6)
        grid.addWidget(heading("Mine", self), 0, 0)
        grid.addWidget(heading("Theirs", self), 0, 1)
        grid.addWidget(self.mine, 1, 0)
        grid.addWidget(self.theirs, 1, 1)
        grid.addWidget(self.keep_mine, 2, 0)
        grid.addWidget(self.keep_theirs, 2, 1)
        grid.addWidget(self.base, 3, 0)
        grid.addWidget(self.keep_both, 3, 1)
        grid.addWidget(heading("What will be saved", self), 4, 0, 1, 2)
        grid.addWidget(self.outcome, 5, 0, 1, 2)
        grid.setRowStretch(1, 1)
        middle.addLayout(grid, 1)
        layout.addLayout(middle, 1)
        bottom = QHBoxLayout()
        for widget in (self.all_mine, self.all_theirs):
            bottom.addWidget(widget)
        bottom.addWidget(self.progress, 1)
        bottom.addWidget(self.buttons)
        layout.addLayout(bottom)

    def _connect_signals(self) -> None:
        self.list.currentRowChanged.connect(self._on_row)
        self.keep_mine.setText("Keep &mine")
        self.keep_theirs.setText("Take &theirs")
        self.keep_mine.clicked.connect(self._on_mine)
        self.keep_theirs.clicked.connect(self._on_theirs)
        self.keep_both.clicked.connect(self._on_both)
        self.all_mine.clicked.connect(self._on_all_mine)
        self.all_theirs.clicked.connect(self._on_all_theirs)
        self.outcome.edited.connect(self._on_typed)
        self.buttons.accepted.connect(self._on_save)
        self.buttons.rejected.connect(self.reject)

    def _list_fields(self) -> None:
        for conflict in self._conflicts:
            item = QListWidgetItem(label(conflict.field), self.list)
            item.setData(Qt.ItemDataRole.UserRole, conflict.field)
        self._tell()
        if self._conflicts:
            self.list.setCurrentRow(0)

    def chosen(self) -> dict[str, Any]:
        """The decisions so far: field name -> JSON value."""
        return dict(self._chosen)

    def _current(self) -> FieldConflict | None:
        row = self.list.currentRow()
        return self._conflicts[row] if 0 <= row < len(self._conflicts) else None

    def _on_row(self, _row: int) -> None:
        conflict = self._current()
        if conflict is None:
            return
        name = conflict.field
        self.mine.setPlainText(in_words(name, conflict.mine))
        self.theirs.setPlainText(in_words(name, conflict.theirs))
        before = in_words(name, conflict.base)
        self.base.setText(f"Before both: {before[:300] or 'empty'}")
        self.keep_both.setVisible(name in LIST_FIELDS)
        self._show_result(name)

    def _show_result(self, name: str) -> None:
        decided = name in self._chosen
        self.outcome.fill(in_words(name, self._chosen[name]) if decided else "")
        self.outcome.setPlaceholderText("Not decided yet")
        self.outcome.setReadOnly(not _editable(name))

    def _on_mine(self) -> None:
        conflict = self._current()
        if conflict is not None:
            self._decide(conflict.field, conflict.mine)

    def _on_theirs(self) -> None:
        conflict = self._current()
        if conflict is not None:
            self._decide(conflict.field, conflict.theirs)

    def _on_both(self) -> None:
        conflict = self._current()
        if conflict is not None:
            theirs, mine = _items(conflict.theirs), _items(conflict.mine)
            self._decide(conflict.field, theirs + [item for item in mine if item not in theirs])

    def _decide(self, name: str, value: Any) -> None:
        self._chosen[name] = value
        self._show_result(name)
        self._tell()
        open_rows = [i for i, c in enumerate(self._conflicts) if c.field not in self._chosen]
        if open_rows:
            self.list.setCurrentRow(open_rows[0])
        else:
            self.save.setFocus()

    def _on_typed(self) -> None:
        conflict = self._current()
        if conflict is None or not _editable(conflict.field):
            return
        text = self.outcome.text()
        listed = BY_NAME[conflict.field].kind == "list"
        lines = [" ".join(part.split()) for part in text.splitlines()]
        self._chosen[conflict.field] = [part for part in lines if part] if listed else text
        self._tell()

    def _on_all_mine(self) -> None:
        for conflict in self._conflicts:
            self._decide(conflict.field, conflict.mine)

    def _on_all_theirs(self) -> None:
        for conflict in self._conflicts:
            self._decide(conflict.field, conflict.theirs)

    def _tell(self) -> None:
        for row, conflict in enumerate(self._conflicts):
            mark = "✓ " if conflict.field in self._chosen else "    "
            self.list.item(row).setText(f"{mark}{label(conflict.field)}")
        done, total = len(self._chosen), len(self._conflicts)
        self.progress.setText(f"{done} of {total} decided")
        self.save.setEnabled(done == total)

    def _on_save(self) -> None:
        self.resolved.emit(self.chosen())
        self.accept()


def _reading(name: str, parent: QWidget) -> QPlainTextEdit:
    text = QPlainTextEdit(parent)
    text.setReadOnly(True)
    text.setTabChangesFocus(True)
    text.setAccessibleName(name)
    return text


def _items(value: object) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


def _editable(name: str) -> bool:
    return name in BY_NAME and BY_NAME[name].kind in EDITABLE
