"""The texts that replies begin with: written, ordered, deleted, or the usual ones again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QVBoxLayout, QWidget

from curator_app.domain.correspondence import PLACEHOLDERS, Template
from curator_app.domain.plain_text import clean_line
from curator_app.services.triage import usual_templates
from curator_app.ui.inbox.choosers import Chooser
from curator_app.ui.inbox.message_text import PrivateText
from curator_app.ui.widgets import PlainLabel, button, row

LONGEST_NAME = 60


class TemplatesWindow(Chooser):
    """Signals: changed(list of Template) when they are to be kept so."""

    changed = Signal(object)

    def __init__(self, templates: Sequence[Template], parent: QWidget) -> None:
        super().__init__("Texts to begin with", parent)
        self._templates = list(templates)
        self._line = -1
        self.list = QListWidget()
        self.list.setAccessibleName("Texts")
        self.list.setProperty("framed", True)
        self.name = QLineEdit()
        self.name.setAccessibleName("Name of the text")
        self.name.setMaxLength(LONGEST_NAME)
        self.text = PrivateText()
        self.text.setAccessibleName("Text")
        self.text.setTabChangesFocus(True)
        self.add = button("New", self._on_add)
        self.delete = button("Delete", self._on_delete)
        self.usual = button("The usual ones again", self._on_usual, "quiet")
        self._lay_out()
        self.list.currentRowChanged.connect(self._on_row)
        self.name.textEdited.connect(self._on_name)
        self._fill(0)

    def _lay_out(self) -> None:
        blanks = "\n".join(f"{{{name}}}  {what}" for name, what in PLACEHOLDERS.items())
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self.list, 1)
        left.addLayout(row(self.add, self.delete, 1))
        left.addWidget(self.usual)
        for part in (self.name, self.text):
            right.addWidget(part)
        right.addWidget(PlainLabel("In braces stands what is filled in for each message:", "small"))
        right.addWidget(PlainLabel(blanks, "small"))
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addLayout(left, 2)
        middle.addLayout(right, 5)
        self.column.addWidget(PlainLabel("Texts to begin a reply with", "heading"))
        self.column.addLayout(middle, 1)
        keep = button("Keep", self._on_keep, "primary")
        self.column.addLayout(row(1, button("Cancel", self.reject), keep))
        self.resize(760, 520)

    def _fill(self, line: int) -> None:
        self._line = -1
        self.list.clear()
        self.list.addItems([template.name for template in self._templates])
        self.list.setCurrentRow(min(line, len(self._templates) - 1))
        self._on_row(self.list.currentRow())

    def _store_text(self) -> None:
        """Take over what was typed for the template in view."""
        if 0 <= self._line < len(self._templates):
            name = clean_line(self.name.text()) or self._templates[self._line].name
            self._templates[self._line] = Template(name, self.text.toPlainText())

    def _on_row(self, line: int) -> None:
        self._store_text()
        self._line = line
        there = 0 <= line < len(self._templates)
        template = self._templates[line] if there else Template("", "")
        self.name.setText(template.name)
        self.text.setPlainText(template.text)
        for part in (self.name, self.text, self.delete):
            part.setEnabled(there)

    def _on_name(self, text: str) -> None:
        item = self.list.item(self._line)
        if item is not None:
            item.setText(text)

    def _on_add(self) -> None:
        self._store_text()
        self._templates.append(Template("New text", "Dear {name},\n\n"))
        self._fill(len(self._templates) - 1)
        self.name.setFocus()
        self.name.selectAll()

    def _on_delete(self) -> None:
        if 0 <= self._line < len(self._templates):
            line = self._line
            del self._templates[line]
            self._fill(line)

    def _on_usual(self) -> None:
        self._store_text()
        names = {template.name for template in self._templates}
        self._templates += [item for item in usual_templates() if item.name not in names]
        self._fill(len(self._templates) - 1)

    def _on_keep(self) -> None:
        self._store_text()
        self.accept()
        self.changed.emit(self._templates)
