"""A table of planned things with an outcome each: narrowed by outcome, ticked where allowed."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QTableView,
    QToolButton,
    QWidget,
)

from curator_app.ui.entries.delegate import BadgeDelegate
from curator_app.ui.entries.table import ROW_ROLE
from curator_app.ui.list_table import choose_row, set_up
from curator_app.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
OUTCOME, WHAT, WHY, WHERE = range(4)
_ROOT = QModelIndex()


@dataclass(frozen=True)
class Line:
    """One planned thing as the table shows it; `place` is its number in the plan."""

    place: int
    outcome: str
    label: str
    what: str
    why: str = ""
    where: str = ""
    tickable: bool = False


class OutcomeModel(QAbstractTableModel):
    """What an OutcomeView shows, whatever its lines are made from. Signals: ticked()."""

    ticked = Signal()

    def __init__(self, headings: Sequence[str], parent: QObject) -> None:
        super().__init__(parent)
        self._headings = tuple(headings)
        self._shown: Sequence[int] = ()
        self._ticks: set[int] = set()

    def line(self, row: int) -> Line | None:
        """What stands on a row."""
        raise NotImplementedError

    def tickable(self, row: int) -> int | None:
        """The place on a row that can be ticked, None where nothing can."""
        line = self.line(row)
        return line.place if line is not None and line.tickable else None

    def ticks(self) -> set[int]:
        """The places that are ticked."""
        return set(self._ticks)

    def number_ticked(self) -> int:
        """How many places are ticked."""
        return len(self._ticks)

    def is_ticked(self, place: int) -> bool:
        """Whether a place is ticked."""
        return place in self._ticks

    def tick_rows(self, rows: Iterable[int], on: bool | None = None) -> None:
        """Tick or untick these rows; None: tick them unless all of them are ticked."""
        found = (self.tickable(row) for row in rows)
        places = {place for place in found if place is not None}
        if on is None:
            on = not places <= self._ticks
        self._ticks = self._ticks | places if on else self._ticks - places
        if self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, 0))
        self.ticked.emit()

    def tick_shown(self, on: bool) -> None:
        """Tick or untick everything that is shown."""
        self.tick_rows(range(len(self._shown)), on)

    # ------------------------------------------------------------------ Qt

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._headings)

    def flags(self, index: Index) -> Qt.ItemFlag:
        found = super().flags(index)
        line = self.line(index.row())
        if line is not None and line.tickable and index.column() == OUTCOME:
            found |= Qt.ItemFlag.ItemIsUserCheckable
        return found

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.line(index.row()) if index.isValid() else None
        if line is None:
            return None
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return (line.label, line.what, line.why, line.where)[column]
        if role == Qt.ItemDataRole.ToolTipRole and column == WHY:
            return f"<p>{html.escape(line.why)}</p>" if line.why else None
        if role == ROW_ROLE and column == OUTCOME:
            return "outcome", line.outcome, line.label
        if role == Qt.ItemDataRole.CheckStateRole and column == OUTCOME and line.tickable:
            on = self.is_ticked(line.place)
            return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.AccessibleTextRole and column == OUTCOME:
            return ", ".join(p for p in (line.label, line.what, line.why, line.where) if p)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        line = self.line(index.row())
        if role != Qt.ItemDataRole.CheckStateRole or line is None or not line.tickable:
            return False
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self._ticks.add(line.place)
        else:
            self._ticks.discard(line.place)
        self.dataChanged.emit(index, index, [role])
        self.ticked.emit()
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        return None


class OutcomeTable(OutcomeModel):
    """Shows lines that are all at hand."""

    def __init__(self, headings: Sequence[str], parent: QObject) -> None:
        super().__init__(headings, parent)
        self._lines: list[Line] = []
        self.outcome = ""

    def show_lines(self, lines: Sequence[Line], ticked: set[int]) -> None:
        """Show these with these ticks."""
        self._lines, self._ticks = list(lines), set(ticked)
        self.narrow("")

    def narrow(self, outcome: str) -> None:
        """Show one outcome only, or all."""
        self.beginResetModel()
        self.outcome = outcome
        self._shown = [
            i for i, line in enumerate(self._lines) if not outcome or line.outcome == outcome
        ]
        self.endResetModel()

    def line(self, row: int) -> Line | None:
        """What stands on a row."""
        return self._lines[self._shown[row]] if 0 <= row < len(self._shown) else None


class OutcomeView(QTableView):
    """Shows an OutcomeTable; Space ticks the selected rows.

    Signals: opened(Line) for a row with a double click or Enter, where `opens` is set.
    """

    opened = Signal(object)
    opens = False

    def __init__(self, model: OutcomeModel, theme: Theme, name: str, widths: Sequence[int]) -> None:
        super().__init__()
        self._table = model
        self.setModel(model)
        self.setItemDelegateForColumn(OUTCOME, BadgeDelegate(theme, self))
        set_up(self, name, widths)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        self._open(self.indexAt(event.position().toPoint()))

    def _open(self, index: QModelIndex) -> None:
        line = self._table.line(index.row()) if index.isValid() else None
        if self.opens and line is not None:
            self.opened.emit(line)

    def selectRow(self, row: int) -> None:
        choose_row(self, row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if self.opens and plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())  # and not the window's main button
            return
        if event.key() != Qt.Key.Key_Space:
            super().keyPressEvent(event)
            return
        # By ranges: a hundred thousand selected rows are one of them.
        ranges = self.selectionModel().selection()
        parts = [ranges.at(number) for number in range(ranges.size())]
        self._table.tick_rows(row for p in parts for row in range(p.top(), p.bottom() + 1))


class OutcomeBar(QWidget):
    """Buttons that narrow the table, each with its number. Signals: chosen(outcome)."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._on_clicked)
        self._row.addStretch(1)

    def show_counts(self, counts: Sequence[tuple[str, str, int]]) -> None:
        """One button for each (outcome, words, number); the first is for all."""
        for old in self._group.buttons():
            self._group.removeButton(old)
            old.deleteLater()
        for place, (outcome, words, number) in enumerate(counts):
            made = QToolButton()
            made.setText(f"{words}  {number:,}")
            made.setCheckable(True)
            made.setChecked(place == 0)
            made.setObjectName(outcome)
            made.setEnabled(number > 0 or place == 0)
            made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self._group.addButton(made)
            self._row.insertWidget(place, made)

    def show_numbers(self, counts: Sequence[tuple[str, str, int]]) -> None:
        """Other numbers for the same outcomes; which is pressed stays."""
        for place, (outcome, words, number) in enumerate(counts):
            made = self.button(outcome)
            if made is not None:
                made.setText(f"{words}  {number:,}")
                made.setEnabled(number > 0 or place == 0)

    def button(self, outcome: str) -> QToolButton | None:
        """The button of an outcome."""
        found = (b for b in self._group.buttons() if b.objectName() == outcome)
        made = next(found, None)
        return made if isinstance(made, QToolButton) else None

    def _on_clicked(self, pressed: QToolButton) -> None:
        self.chosen.emit(pressed.objectName())
