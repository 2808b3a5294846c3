"""The table of the findings panel."""

from __future__ import annotations

import html
from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from curator_app.domain.fields import label
from curator_app.ui.entries.delegate import BadgeDelegate
from curator_app.ui.entries.table import ROW_ROLE
from curator_app.ui.findings.notes import SEVERITY_WORDS
from curator_app.ui.list_table import ONLY_ROW, choose_row
from curator_app.ui.theme import Theme

if TYPE_CHECKING:
    from curator_app.domain.checks.rules import Rule
    from curator_app.services.overview import Line, View

Index = QModelIndex | QPersistentModelIndex
SEVERITY, ENTRY, FIELD, RULE, MESSAGE = range(5)
HEADINGS = ("Severity", "Entry", "Field", "Rule", "What it says")
SORTED_BY = ("severity", "entry", "field", "rule")
WIDTHS = (92, 230, 150, 260, 0)
ROW_HEIGHT = 28
KEPT = 1_000
"""So many selected lines are found again when the table changes."""
_ROOT = QModelIndex()


class FindingsTable(QAbstractTableModel):
    """Shows a View: the lines stay where the service put them, rows are made when painted."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._view: View | None = None
        self._rules: Mapping[str, Rule] = {}

    def show_view(self, view: View | None, rules: Mapping[str, Rule]) -> None:
        """Show these lines."""
        self.beginResetModel()
        self._view, self._rules = view, rules
        self.endResetModel()

    def line(self, row: int) -> Line | None:
        """The finding on a row."""
        view = self._view
        return view.line(row) if view is not None and 0 <= row < len(view.order) else None

    def rule(self, name: str) -> Rule | None:
        """A rule of the findings shown."""
        return self._rules.get(name)

    def title(self, rule: str) -> str:
        """What a rule is called."""
        known = self._rules.get(rule)
        return known.title if known is not None else rule

    # ------------------------------------------------------------------ Qt

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() or self._view is None else len(self._view.order)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(HEADINGS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in _ANSWERED or not index.isValid():
            return None
        line, column = self.line(index.row()), index.column()
        if line is None:
            return None
        if role == ROW_ROLE:
            if column != SEVERITY:
                return None
            return "severity", line.severity, SEVERITY_WORDS[line.severity]
        if role == Qt.ItemDataRole.AccessibleTextRole and column == SEVERITY:
            return ", ".join(self._cell(line, at) for at in range(len(HEADINGS)))
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"<p>{html.escape(self._cell(line, column))}</p>"
        return self._cell(line, column)

    def _cell(self, line: Line, column: int) -> str:
        if column == SEVERITY:
            return SEVERITY_WORDS[line.severity]
        if column == ENTRY:
            return line.slug or "New entry"
        if column == FIELD:
            return label(line.field)
        if column == RULE:
            return self.title(line.rule)
        if line.done is None:
            return line.message
        reason, who, when = line.done
        return f"{reason} ({who}, {when[:10]}) – {line.message}"

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical or not 0 <= section < len(HEADINGS):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return HEADINGS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        return None


_ANSWERED = frozenset(
    {
        ROW_ROLE,
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.AccessibleTextRole,
        Qt.ItemDataRole.ToolTipRole,
    }
)


class FindingsView(QTableView):
    """Shows a FindingsTable.

    Signals: opened() when Enter or a double click goes to the current finding; sort_asked(str).
    """

    opened = Signal()
    sort_asked = Signal(str)

    def __init__(self, model: FindingsTable, theme: Theme) -> None:
        super().__init__()
        self._table = model
        self.setModel(model)
        self.setAccessibleName("Findings")
        self.setProperty("role", "lines")
        self.setItemDelegateForColumn(SEVERITY, BadgeDelegate(theme, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self._set_up_header()
        self.doubleClicked.connect(self._on_double)

    def _set_up_header(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setAccessibleName("Columns of the findings")
        header.setSectionResizeMode(MESSAGE, QHeaderView.ResizeMode.Stretch)
        for column, width in enumerate(WIDTHS):
            if width:
                header.resizeSection(column, width)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(SEVERITY, Qt.SortOrder.AscendingOrder)
        header.sectionClicked.connect(self._on_section)

    def selectRow(self, row: int) -> None:
        choose_row(self, row)

    def selected_lines(self, limit: int) -> list[Line]:
        """The selected findings from top to bottom, at most so many."""
        ranges = self.selectionModel().selection().toList()
        rows = (
            row
            for first, last in sorted((part.top(), part.bottom()) for part in ranges)
            for row in range(first, last + 1)
        )
        lines = (self._table.line(row) for row in islice(rows, limit))
        return [line for line in lines if line is not None]

    def show_view(self, view: View | None, rules: Mapping[str, Rule]) -> None:
        """Show these lines; the selection stays on the same findings, or near the same row."""
        known = self._selection()
        row = self.currentIndex().row()
        self.setUpdatesEnabled(False)
        self._table.show_view(view, rules)
        self._restore(known, row)
        self.setUpdatesEnabled(True)

    def _selection(self) -> set[tuple[str, ...]]:
        return {(line.id, *line.key) for line in self.selected_lines(KEPT)}

    def _restore(self, known: set[tuple[str, ...]], row: int) -> None:
        count = self._table.rowCount()
        if not count or not known:
            return
        picked = QItemSelection()
        # Where it was, before a look at what may be half a million lines.
        for at in range(max(0, row - KEPT), min(count, row + KEPT)):
            line = self._table.line(at)
            if line is not None and (line.id, *line.key) in known:
                picked.select(self._table.index(at, 0), self._table.index(at, MESSAGE))
        model, flags = self.selectionModel(), QItemSelectionModel.SelectionFlag
        if picked.isEmpty():
            self.selectRow(min(max(0, row), count - 1))
        else:
            model.select(picked, ONLY_ROW)
            first = picked.toList()[0].topLeft()
            model.setCurrentIndex(first, flags.NoUpdate)
        self.scrollTo(self.currentIndex())

    def _on_section(self, column: int) -> None:
        if column < len(SORTED_BY):
            self.horizontalHeader().setSortIndicator(column, Qt.SortOrder.AscendingOrder)
            self.sort_asked.emit(SORTED_BY[column])
        else:
            kept = self.horizontalHeader().sortIndicatorSection()
            self.horizontalHeader().setSortIndicator(kept, Qt.SortOrder.AscendingOrder)

    def _on_double(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            super().keyPressEvent(event)
