"""The field for what one pastes of the paper's methods."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QWidget

from curator_app.domain.detection.text import unbroken
from curator_app.ui.editor.fields import FieldEditor, length
from curator_app.ui.editor.parts import GrowingText
from curator_app.ui.widgets import PlainLabel


class PastedText(GrowingText):
    """Text out of a PDF: words broken over lines are joined as they are pasted."""

    def insertFromMimeData(self, source: QMimeData) -> None:
        self.insertPlainText(unbroken(source.text()))


class MethodsField(FieldEditor):
    """The pasted text, with its length."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = PastedText(2, self, most=8)
        self.edit.setPlaceholderText("Paste from the paper: participants, inclusion criteria …")
        self.count = PlainLabel("", "hint", self)
        self.count.setWordWrap(False)
        self._hold(self.edit)
        self.edit.edited.connect(self._on_edited)
        self.edit.left.connect(self.left)

    def aside(self) -> QWidget | None:
        """The length."""
        return self.count

    def _on_edited(self) -> None:
        self._recount()
        self.edited.emit()

    def _recount(self) -> None:
        text = self.edit.text()
        self.count.setText(length(text) if text else "")

    def fill(self, value: Any) -> None:
        """Show the text."""
        self.edit.fill(str(value))
        self._recount()

    def value(self) -> Any:
        """The text."""
        return self.edit.text()

    def set_read_only(self, on: bool) -> None:
        """Read-only text can still be copied."""
        self.edit.setReadOnly(on)
