"""Alt with a digit is a command, and never a digit.

Qt hands a key whose command cannot run (it is disabled, or no window is active, as without a
window manager) on to the widget with the focus, and its text fields take Alt+3 for a 3: it would
be typed, over what is selected.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

_TYPED_IN = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox)


class AltDigits(QObject):
    """Keeps such keys from the field that has the focus; its window's command runs if it can."""

    def __init__(self, app: QApplication, parent: QObject) -> None:
        super().__init__(parent)
        # Only the widget with the focus is watched: a filter of the whole program sees too much.
        app.focusChanged.connect(self._on_focus)

    def _on_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        if isinstance(old, _TYPED_IN):
            old.removeEventFilter(self)
        if isinstance(new, _TYPED_IN):
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        digit = event.text()
        if event.modifiers() != Qt.KeyboardModifier.AltModifier or digit not in tuple("0123456789"):
            return False
        if isinstance(watched, QWidget):
            key = QKeySequence(f"Alt+{digit}")
            for action in watched.window().actions():
                if action.isEnabled() and key in action.shortcuts():
                    action.trigger()
        return True
