"""Field by field, what is taken from a record into the entry that it is about."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from curator_app.domain.fields import label
from curator_app.services.import_plan import PlannedRecord
from curator_app.ui.diff_view import DiffView
from curator_app.ui.editor.wording import in_words
from curator_app.ui.importing import words
from curator_app.ui.list_table import set_up
from curator_app.ui.theme import Theme

HEADINGS = ("Take", "In the library", "In the record")
SHOWN = 400


class FieldChoices(QWidget):
    """A line for each field that differs, ticked where the record's text is taken; Space ticks.

    Signals: chosen(frozenset of field names).
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._record: PlannedRecord | None = None
        self.table = QTableWidget(0, len(HEADINGS))
        self.table.setHorizontalHeaderLabels(HEADINGS)
        set_up(self.table, "Fields that differ", (116, 0, 0))
        self.differences = DiffView(theme)
        self.differences.setProperty("readOnly", True)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.table)
        splitter.addWidget(self.differences)
        splitter.setSizes([170, 400])
        splitter.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)
        self.table.itemChanged.connect(self._on_changed)

    def show_record(self, record: PlannedRecord, taken: Collection[str]) -> None:
        """Show the fields of a record that differs."""
        self._record = None
        self.table.setRowCount(len(record.differences))
        for row, (name, mine, value) in enumerate(record.differences):
            box = QTableWidgetItem(label(name))
            box.setData(Qt.ItemDataRole.UserRole, name)
            box.setFlags(
                Qt.ItemFlag.ItemIsUserCheckable
                | Qt.ItemFlag.ItemIsEnabled
                | Qt.ItemFlag.ItemIsSelectable
            )
            on = name in taken
            box.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            self.table.setItem(row, 0, box)
            for column, text in ((1, in_words(name, mine)), (2, in_words(name, value))):
                self.table.setItem(row, column, QTableWidgetItem(text[:SHOWN]))
        self._record = record
        self._explain(taken)

    def taken(self) -> frozenset[str]:
        """The fields that are ticked."""
        items = (self.table.item(row, 0) for row in range(self.table.rowCount()))
        return frozenset(
            item.data(Qt.ItemDataRole.UserRole)
            for item in items
            if item is not None and item.checkState() == Qt.CheckState.Checked
        )

    def focus_first(self) -> None:
        """Go to the first field."""
        self.table.setFocus()
        self.table.setCurrentCell(0, 0)

    def _on_changed(self) -> None:
        if self._record is not None:
            self._explain(self.taken())
            self.chosen.emit(self.taken())

    def _explain(self, taken: Collection[str]) -> None:
        record = self._record
        if record is not None:
            remarks = words.remarks(record, taken)
            self.differences.show_differences(record.differences, "", remarks)
