"""The one line beneath a field that says what the checks found in it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from curator_app.ui.editor.parts import set_tone
from curator_app.ui.findings.notes import TONES, Note
from curator_app.ui.widgets import ElidedLabel


class FindingLine(ElidedLabel):
    """The gravest finding and how many more there are; always as high, so that nothing jumps.

    Signals: pressed() when it is clicked, for the quick fixes.
    """

    pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", "finding")
        self.setParent(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_notes(self, notes: Sequence[Note]) -> None:
        """Show the first of these; nothing when there are none."""
        more = f"(+{len(notes) - 1}) " if len(notes) > 1 else ""
        text = f"{more}{notes[0].says}" if notes else ""
        if text != self.text():
            self.setText(text)
        set_tone(self, TONES[notes[0].finding.severity] if notes else "")
        self.setToolTip("<hr>".join(note.tip() for note in notes))
        cursor = Qt.CursorShape.PointingHandCursor if notes else Qt.CursorShape.ArrowCursor
        self.setCursor(cursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.text() and event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit()
        else:
            super().mousePressEvent(event)
