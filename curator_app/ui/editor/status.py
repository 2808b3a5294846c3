"""What happened to the paper after publication, and the records it came from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QFormLayout,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from curator_app.domain.entry import Retraction, Source
from curator_app.domain.vocabulary import Term
from curator_app.ui.editor.fields import FieldEditor
from curator_app.ui.editor.parts import Chooser, show_text
from curator_app.ui.widgets import PlainLabel


class RetractionField(FieldEditor):
    """Status, notice and date of a retraction, withdrawal, concern or correction."""

    def __init__(self, terms: Sequence[Term], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.status = Chooser(self)
        self.status.offer([(term.id, term.label, term.help) for term in terms])
        self.notice = QLineEdit(self)
        self.notice.setPlaceholderText("DOI, PMID or address of the notice")
        self.date = QLineEdit(self)
        self.date.setPlaceholderText("2011-12-22")
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for name, widget in (
            ("Status", self.status),
            ("Notice", self.notice),
            ("Date", self.date),
        ):
            form.addRow(name, widget)
            widget.setAccessibleName(f"Retraction: {name.lower()}")
        self.checked = PlainLabel("", "hint", self)
        self.checked.hide()
        form.addRow("", self.checked)
        self._target = self.status
        self.status.chosen.connect(self.edited)
        self.notice.textEdited.connect(self._on_typed)
        self.date.textEdited.connect(self._on_typed)

    def _on_typed(self, _text: str) -> None:
        self.edited.emit()

    def show_checked(self, text: str) -> None:
        """Say when services were last asked about it."""
        show_text(self.checked, text)

    def fill(self, value: Any) -> None:
        """Show the values."""
        self.status.show_id(value.status)
        for edit, text in ((self.notice, value.notice), (self.date, value.date)):
            if edit.text() != text:
                edit.setText(text)

    def value(self) -> Any:
        """The values as shown."""
        return Retraction(self.status.id(), self.notice.text(), self.date.text())


class SourcesView(FieldEditor):
    """The records as they were imported, to read and copy."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sources: tuple[Source, ...] = ()
        self.empty = PlainLabel("This entry was not imported: there is no record.", "hint", self)
        self.list = QListWidget(self)
        self.list.setProperty("framed", True)
        self.list.setTabKeyNavigation(False)
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setMinimumHeight(260)
        self.text.setAccessibleName("Record as imported")
        self.list.setAccessibleName("Imported records")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.empty, self.list, self.text):
            layout.addWidget(widget)
        self._target = self.list
        self.list.currentRowChanged.connect(self._on_row)

    def fill(self, value: Any) -> None:
        """Show the records."""
        self._sources = value
        self.list.blockSignals(True)
        self.list.clear()
        for source in value:
            where = f"{source.file}, line {source.line}" if source.line else source.file
            self.list.addItem("  ·  ".join(filter(None, (source.format, where, source.key))))
        self.list.blockSignals(False)
        show_text(self.empty, "" if value else self.empty.text())
        self.list.setVisible(bool(value))
        rows = min(max(len(value), 1), 6)
        height = max(self.list.sizeHintForRow(0), 18)
        self.list.setFixedHeight(rows * height + 2 * self.list.frameWidth() + 4)
        self.text.setVisible(bool(value))
        self.list.setCurrentRow(0 if value else -1)
        self._on_row(self.list.currentRow())

    def _on_row(self, row: int) -> None:
        self.text.setPlainText(self._sources[row].raw if 0 <= row < len(self._sources) else "")

    def value(self) -> Any:
        """The records; nobody edits them."""
        return self._sources

    def set_read_only(self, on: bool) -> None:
        """It always is."""
