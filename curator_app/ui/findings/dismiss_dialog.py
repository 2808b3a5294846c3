"""Asking why findings are dismissed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from curator_app.ui.findings.notes import Note
from curator_app.ui.widgets import SPACE, PlainLabel, restyle

REASONS = (
    "It is a quotation, or tells what the authors say.",
    "The paper itself supports this wording.",
    "The rule misreads the sentence; it is right as it stands.",
    "Checked against the full text.",
    "It does not apply to this study.",
)
SHOWN = 3
ROW = 26


class DismissDialog(QDialog):
    """A reason in the user's own words or a ready-made one; Enter confirms.

    Signals: reasoned(str).
    """

    reasoned = Signal(str)

    def __init__(self, notes: Sequence[Note], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        count = "this finding" if len(notes) == 1 else f"{len(notes):,} findings"
        self.setWindowTitle(f"Dismiss {count}")
        self.setMinimumWidth(480)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("In your own words, or choose below")
        self.reason.setAccessibleName("Reason")
        self.reason.installEventFilter(self)
        self.reason.textChanged.connect(self._on_text)
        self.choices = QListWidget()
        self.choices.setProperty("framed", True)
        self.choices.setAccessibleName("Ready-made reasons")
        for words in REASONS:
            item = QListWidgetItem(words)
            item.setSizeHint(QSize(0, ROW))
            self.choices.addItem(item)
        self.choices.setFixedHeight(ROW * len(REASONS) + SPACE)
        self.choices.currentTextChanged.connect(self.reason.setText)
        self.choices.itemActivated.connect(self.accept)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.confirm = self.buttons.addButton("Dismiss", QDialogButtonBox.ButtonRole.AcceptRole)
        self.confirm.setDefault(True)
        self.confirm.setEnabled(False)
        restyle(self.confirm, "kind", "primary")
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._lay_out(notes)
        self.reason.setFocus()

    def _lay_out(self, notes: Sequence[Note]) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(SPACE)
        for note in notes[:SHOWN]:
            layout.addWidget(PlainLabel(note.says, "strong"))
        if len(notes) > SHOWN:
            layout.addWidget(PlainLabel(f"and {len(notes) - SHOWN:,} more", "muted"))
        layout.addSpacing(SPACE)
        layout.addWidget(PlainLabel("Why does it not hold here?", "label"))
        layout.addWidget(self.reason)
        layout.addWidget(self.choices)
        hint = "The reason stays in the history. When the sentence changes, the finding returns."
        layout.addWidget(PlainLabel(hint, "muted"))
        layout.addSpacing(SPACE)
        layout.addWidget(self.buttons)

    def accept(self) -> None:
        """Hand the reason over, if there is one."""
        reason = " ".join(self.reason.text().split())
        if reason:
            self.reasoned.emit(reason)
            super().accept()

    def _on_text(self, text: str) -> None:
        self.confirm.setEnabled(bool(text.strip()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.reason
            and event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Down
        ):
            self.choices.setFocus(Qt.FocusReason.TabFocusReason)
            self.choices.setCurrentRow(max(0, self.choices.currentRow()))
            return True
        return False
