"""The fields of a new record, to be edited before it becomes an entry."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from curator_app.domain.entry import Entry
from curator_app.domain.fields import label
from curator_app.services.import_edit import EDITED
from curator_app.ui.editor.parts import GrowingText
from curator_app.ui.widgets import PlainLabel

TEXTS = {"title": 2, "authors": 3}
"""Fields of several lines, and how many are shown at least; an author stands on each."""


class RecordForm(QScrollArea):
    """One box for each field. Signals: edited(field, value) when a changed box is left."""

    edited = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[str, str] = {}
        self.boxes: dict[str, GrowingText | QLineEdit] = {}
        self.trouble = PlainLabel("", "error")
        self.trouble.hide()
        self.abstract = PlainLabel("")
        self.abstract.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.abstract_name = PlainLabel(label("abstract"), "muted")
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        for name in EDITED:
            form.addRow(PlainLabel(label(name), wrap=False), self._box(name))
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        column.addLayout(form)
        column.addWidget(self.trouble)
        column.addWidget(self.abstract_name)
        column.addWidget(self.abstract)
        column.addStretch(1)
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _box(self, name: str) -> GrowingText | QLineEdit:
        if name in TEXTS:
            made: GrowingText | QLineEdit = GrowingText(TEXTS[name], most=8)
            made.left.connect(self._on_left)
        else:
            made = QLineEdit()
            made.editingFinished.connect(self._on_left)
        made.setObjectName(name)
        made.setAccessibleName(label(name))
        self.boxes[name] = made
        return made

    def show_entry(self, entry: Entry) -> None:
        """Show a record's values."""
        self.trouble.hide()
        for name in self.boxes:
            self._fill(name, entry)
        self.abstract.setText(entry.abstract)
        for part in (self.abstract, self.abstract_name):
            part.setVisible(bool(entry.abstract))

    def accept(self, name: str, entry: Entry) -> None:
        """A field was taken: show its tidied value, unless it is being typed in again."""
        self.trouble.hide()
        if self.boxes[name].text() == self._said.get(name):
            self._fill(name, entry)

    def _fill(self, name: str, entry: Entry) -> None:
        value, box = getattr(entry, name), self.boxes[name]
        text = "\n".join(value) if isinstance(value, tuple) else str(value or "")
        self._said[name] = text
        if isinstance(box, GrowingText):
            box.fill(text)
        elif box.text() != text:
            box.setText(text)
            box.setCursorPosition(0)

    def say(self, trouble: str) -> None:
        """Why a value was not taken."""
        self.trouble.setText(trouble)
        self.trouble.setVisible(bool(trouble))

    def commit(self) -> None:
        """Report what was typed and not yet left."""
        for name in self.boxes:
            self._report(name)

    def focus_first(self) -> None:
        """Go to the title."""
        self.boxes["title"].setFocus()

    def _on_left(self) -> None:
        self._report(self.sender().objectName())

    def _report(self, name: str) -> None:
        box = self.boxes[name]
        text = box.text()
        if text == self._said.get(name, ""):
            return
        self._said[name] = text
        value: Any = text.split("\n") if name == "authors" else text
        self.edited.emit(name, value)
