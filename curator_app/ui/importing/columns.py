"""The step for tables: which column is which field, shown on the first rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from curator_app.services.tables import COLUMN_FIELDS, ColumnMapping, Proposal, is_own
from curator_app.ui.editor.parts import Chooser, plain_tip
from curator_app.ui.list_table import set_up
from curator_app.ui.widgets import PlainLabel, row

HEADINGS = ("Column", "Becomes", "First rows", "", "")
SAMPLES = 3
SHOWN = 120
DELIMITERS = ((",", "Comma", ""), (";", "Semicolon", ""), ("\t", "Tab", ""), ("|", "Bar", ""))
Tables = dict[Path, Proposal]
Known = Mapping[str, Any]


def known_key(mapping: ColumnMapping) -> str:
    """What a set of headings is remembered by."""
    return "\x1f".join(mapping.headings)


def remembered(mapping: ColumnMapping, known: Known) -> ColumnMapping | None:
    """The mapping as it was said for the same headings before, None when it never was."""
    found = known.get(known_key(mapping))
    fields = tuple(map(str, found)) if isinstance(found, list) else ()
    fits = len(fields) == len(mapping.fields)
    if not fits or not all(name == "" or name in COLUMN_FIELDS for name in fields):
        return None
    return replace(mapping, fields=fields)


def needs_a_look(proposal: Proposal, known: Known) -> bool:
    """Whether a person is asked: not about the atlas's own tables, nor about known headings."""
    mapping = proposal.mapping
    sure = is_own(mapping) and not proposal.doubts
    return not sure and remembered(mapping, known) is None


class ColumnChooser(Chooser):
    """Signals: entered() when it gets the focus."""

    entered = Signal()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()


class ColumnsStep(QWidget):
    """One table at a time; of several, the next follows.

    Signals: guess_asked(path, delimiter, has headings) when the table is to be read otherwise.
    """

    guess_asked = Signal(object, str, bool)
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._path = Path()
        self._proposal: Proposal | None = None
        self._mapping: ColumnMapping | None = None
        self.title = PlainLabel("", "heading")
        self.text = PlainLabel("", "muted")
        self.trouble = PlainLabel("", "error")
        self.headed = QCheckBox("The first row has the &headings")
        self.delimiter = Chooser()
        self.delimiter.setAccessibleName("What parts the cells")
        self.delimiter.offer(DELIMITERS)
        self.table = self._make_table()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(self.title)
        layout.addWidget(self.text)
        layout.addLayout(row(self.headed, PlainLabel("Parted by", wrap=False), self.delimiter, 1))
        layout.addWidget(self.table, 1)
        layout.addWidget(self.trouble)
        self.headed.clicked.connect(self._on_read_otherwise)
        self.delimiter.chosen.connect(self._on_read_otherwise)

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, len(HEADINGS))
        table.setHorizontalHeaderLabels(HEADINGS)
        set_up(table, "Columns of the table", (200, 220, 0, 0, 0), 40)
        table.horizontalHeader().setAccessibleName("What is said of each column")
        table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return table

    def path(self) -> Path:
        """The table that is shown."""
        return self._path

    def mapping(self) -> ColumnMapping | None:
        """What its columns are, as chosen."""
        return self._mapping

    def show_table(self, path: Path, proposal: Proposal, known: Known, place: str) -> None:
        """Ask about a table; `place` says which of several it is."""
        self._path, self._proposal = path, proposal
        mapping = proposal.mapping
        self._mapping = remembered(mapping, known) or mapping
        self.title.setText(f"Which column of {path.name} is what?{place}")
        self.headed.setChecked(mapping.has_headings)
        self.delimiter.show_id(mapping.delimiter)
        self.text.setText("The same headings are read the same way next time without asking.")
        self.table.setRowCount(len(mapping.headings))
        for column, heading in enumerate(mapping.headings):
            self._show_column(column, heading, proposal.rows)
        self._explain(proposal.doubts)

    def focus_first(self) -> None:
        """Go to the first column's choice."""
        first = self.table.cellWidget(0, 1)
        if first is not None:
            first.setFocus()

    def choosers(self) -> list[Chooser]:
        """The choice of each column."""
        found = (self.table.cellWidget(row, 1) for row in range(self.table.rowCount()))
        return [made for made in found if isinstance(made, Chooser)]

    def _show_column(self, column: int, heading: str, rows: Sequence[Sequence[str]]) -> None:
        chooser = ColumnChooser()
        chooser.setAccessibleName(f"What the column {heading} becomes")
        chooser.setObjectName(str(column))
        chooser.offer([("", "(left out)", ""), *((k, v, "") for k, v in COLUMN_FIELDS.items())])
        chooser.show_id(self._mapping.fields[column] if self._mapping is not None else "")
        chooser.chosen.connect(self._on_chosen)
        chooser.entered.connect(self._on_entered)
        self.table.setCellWidget(column, 1, chooser)
        samples = [r[column] if column < len(r) else "" for r in rows[:SAMPLES]]
        for place, text in enumerate((heading, *samples)):
            shown = " ".join(text.split())
            item = QTableWidgetItem(shown[:SHOWN])
            item.setToolTip(plain_tip(text[:1_000]))
            self.table.setItem(column, place if place == 0 else place + 1, item)

    def _on_entered(self) -> None:
        """What gets the focus comes into view: a table does not see to its own boxes."""
        chooser = self.sender()
        if isinstance(chooser, Chooser):
            self.table.scrollTo(self.table.model().index(int(chooser.objectName()), 0))

    def _on_chosen(self) -> None:
        chooser = self.sender()
        if self._mapping is None or not isinstance(chooser, Chooser):
            return
        self._mapping = self._mapping.with_field(int(chooser.objectName()), chooser.id())
        for made, field in zip(self.choosers(), self._mapping.fields, strict=True):
            made.show_id(field)
        self._explain(())

    def _explain(self, doubts: Sequence[str]) -> None:
        trouble = self._mapping.trouble if self._mapping is not None else ""
        said = [trouble] if trouble else list(doubts)
        self.trouble.setText(" ".join(said))
        self.trouble.setVisible(bool(said))
        self.changed.emit()

    def _on_read_otherwise(self) -> None:
        self.guess_asked.emit(self._path, self.delimiter.id(), self.headed.isChecked())
