"""Related studies: typed links with completion from the library."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QStringListModel, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCompleter,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from curator_app.domain.entry import Relation
from curator_app.domain.vocabulary import Term
from curator_app.ui.editor.fields import FieldEditor
from curator_app.ui.editor.parts import Chooser, button, tool

Lookup = Callable[[str], list[tuple[str, str]]]
LOOKUP_DELAY = 150
_JOINT = "  ·  "


class StudyCompletion(QObject):
    """Completes addresses of studies in a line, asking after a pause in typing."""

    def __init__(self, edit: QLineEdit, lookup: Lookup) -> None:
        super().__init__(edit)
        self._edit = edit
        self._lookup = lookup
        self._model = QStringListModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setWidget(edit)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LOOKUP_DELAY)
        self._timer.timeout.connect(self._ask)
        edit.textEdited.connect(self._on_edited)
        self._completer.activated.connect(self._on_chosen)

    def completer(self) -> QCompleter:
        """What drops down under the line."""
        return self._completer

    def _on_edited(self, _text: str) -> None:
        self._timer.start()

    def _ask(self) -> None:
        text = self._edit.text().strip()
        found = self._lookup(text) if len(text) >= 2 else []
        self._model.setStringList([f"{slug}{_JOINT}{title}" for slug, title in found[:12]])
        popup = self._completer.popup()
        if found and self._edit.hasFocus():
            self._completer.complete()
        elif popup is not None:
            popup.hide()

    def _on_chosen(self, text: str) -> None:
        slug = text.split(_JOINT)[0]
        self._edit.setText(slug)
        self._edit.textEdited.emit(slug)
        self._timer.stop()


class RelationRow(QWidget):
    """One link."""

    edited = Signal()
    removed = Signal()

    def __init__(self, terms: tuple[Term, ...], lookup: Lookup, parent: QWidget) -> None:
        super().__init__(parent)
        self.type = Chooser(self)
        self.type.offer([(term.id, term.label, term.help) for term in terms])
        self.type.setMinimumContentsLength(9)
        self.target = QLineEdit(self)
        self.target.setPlaceholderText("Address or DOI of the other study")
        self.note = QLineEdit(self)
        self.note.setPlaceholderText("Note")
        self.remove = tool("✕", "Remove relation", parent=self)
        for widget, name in (
            (self.type, "Kind of relation"),
            (self.target, "Other study"),
            (self.note, "Note on the relation"),
        ):
            widget.setAccessibleName(name)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(self.type, 0, 0)
        grid.addWidget(self.target, 0, 1)
        grid.addWidget(self.remove, 0, 2)
        grid.addWidget(self.note, 1, 1)
        grid.setColumnStretch(1, 1)
        self._completion = StudyCompletion(self.target, lookup)
        self.type.chosen.connect(self.edited)
        self.target.textEdited.connect(self._on_typed)
        self.note.textEdited.connect(self._on_typed)
        self.remove.clicked.connect(self.removed)

    def _on_typed(self, _text: str) -> None:
        self.edited.emit()

    def completer(self) -> QCompleter:
        """What drops down under the line of the other study."""
        return self._completion.completer()

    def fill(self, relation: Relation) -> None:
        """Show a link without reporting an edit."""
        self.type.show_id(relation.type)
        self.target.setText(relation.target)
        self.note.setText(relation.note)

    def value(self) -> Relation:
        """The link as shown."""
        return Relation(self.type.id(), self.target.text(), self.note.text())


class RelationsField(FieldEditor):
    """All links of an entry."""

    def __init__(
        self, terms: tuple[Term, ...], lookup: Lookup, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._terms = terms
        self._lookup = lookup
        self._rows: list[RelationRow] = []
        self.add = button("+ Related study", parent=self)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        row = QHBoxLayout()
        row.addWidget(self.add)
        row.addStretch(1)
        self._layout.addLayout(row)
        self._target = self.add
        self.add.clicked.connect(self._on_add)

    def fill(self, value: Any) -> None:
        """Show the links."""
        if value == self.value() and len(value) == len(self._rows):
            return
        while len(self._rows) > len(value):
            self._drop(self._rows[-1])
        while len(self._rows) < len(value):
            self._append()
        for row, relation in zip(self._rows, value, strict=True):
            row.fill(relation)

    def value(self) -> Any:
        """The links; a row in which nothing stands is none."""
        values = (row.value() for row in self._rows)
        return tuple(value for value in values if value.target or value.note)

    def set_read_only(self, on: bool) -> None:
        """The links can be read, not changed."""
        self.add.setEnabled(not on)
        for row in self._rows:
            row.setEnabled(not on)

    def _append(self) -> RelationRow:
        row = RelationRow(self._terms, self._lookup, self)
        row.edited.connect(self.edited)
        row.removed.connect(self._on_removed)
        self._layout.insertWidget(len(self._rows), row)
        QWidget.setTabOrder(row.note, self.add)
        self._rows.append(row)
        return row

    def _drop(self, row: RelationRow) -> None:
        self._rows.remove(row)
        self._layout.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _on_add(self) -> None:
        self._append().target.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_removed(self) -> None:
        row = self.sender()
        if isinstance(row, RelationRow):
            said = bool(row.value().target or row.value().note)
            self._drop(row)
            self.add.setFocus()
            if said:
                self.edited.emit()
