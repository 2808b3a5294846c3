"""A field on screen: its label above, its editor, and below what is wrong or found or helpful."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from curator_app.ui.editor.fields import FieldEditor
from curator_app.ui.editor.finding_line import FindingLine
from curator_app.ui.editor.parts import show_text
from curator_app.ui.findings.notes import Note
from curator_app.ui.widgets import PlainLabel

UNDER_HELP = 10


class FieldBox(QWidget):
    """A field with its label above and its help, errors and findings below.

    `edited` and `left` are its editor's, with the field's name; `asked` when the line with the
    findings was clicked.
    """

    edited = Signal(str)
    left = Signal(str)
    asked = Signal(str)

    def __init__(
        self, name: str, label: str, help_: str, editor: FieldEditor, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.name = name
        self.editor = editor
        editor.setParent(self)
        self.label = PlainLabel(label, "label", self)
        self.label.setBuddy(editor.target())
        self.help = PlainLabel(help_, "hint", self)
        kept = self.help.sizePolicy()
        kept.setRetainSizeWhenHidden(bool(help_))
        self.help.setSizePolicy(kept)
        self.help.setVisible(bool(help_))
        self.error = PlainLabel("", "error", self)
        self.error.hide()
        self.findings = FindingLine(self)
        editor.target().setObjectName(f"field.{name}")
        editor.target().setAccessibleName(label)
        editor.target().setAccessibleDescription(help_)
        self._lay_out()
        editor.edited.connect(self._on_edited)
        editor.left.connect(self._on_left)
        self.findings.pressed.connect(self._on_asked)

    def _on_asked(self) -> None:
        self.asked.emit(self.name)

    def _on_edited(self) -> None:
        self.edited.emit(self.name)

    def _on_left(self) -> None:
        self.left.emit(self.name)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.label, 1)
        aside = self.editor.aside()
        if aside is not None:
            top.addWidget(aside)
        layout.addLayout(top)
        layout.addWidget(self.editor)
        layout.addWidget(self.error)
        # What is found takes the place of the help, so that nothing moves while one types.
        foot = QGridLayout()
        foot.addWidget(self.help, 0, 0, Qt.AlignmentFlag.AlignTop)
        foot.addWidget(self.findings, 0, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(foot)
        if self.help.text():
            layout.addSpacing(UNDER_HELP)
        layout.addStretch(1)

    def show_error(self, sentence: str) -> None:
        """Say beneath the field what is wrong with it; "" takes it away."""
        show_text(self.error, f"⚠ {sentence}" if sentence else "")
        target = self.editor.target()
        description = sentence or self.help.text()
        if target.accessibleDescription() != description:
            target.setAccessibleDescription(description)

    def show_findings(self, checked: str | None, notes: Sequence[Note]) -> None:
        """Mark what the checks speak of, and say the gravest beneath the field."""
        self.editor.show_notes(checked, notes)
        self.findings.show_notes(notes)
        self.help.setVisible(bool(self.help.text()) and not notes)
