"""A list of many rows by number: keys, and a selection that outlives a new order."""

from __future__ import annotations

from array import array

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

from curator_app.ui.list_table import ONLY_ROW, choose_row

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class NumberedTable(QAbstractTableModel):
    """Rows that are known by number; all numbers are here, the rows when they are seen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ns: array[int] = array("q")

    def numbers(self) -> array[int]:
        """The row numbers shown."""
        return self._ns

    def number(self, line: int) -> int | None:
        """The row number on a line."""
        return self._ns[line] if 0 <= line < len(self._ns) else None

    def line(self, n: int | None) -> int | None:
        """The line of a row number, None when it is not shown."""
        if n is None:
            return None
        try:
            return self._ns.index(n)
        except ValueError:
            return None

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._ns)

    def tell_changed(self) -> None:
        """Let the view paint every line anew; order and selection stay."""
        if self._ns:
            last = self.index(len(self._ns) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)


class RowView(QTableView):
    """Whole rows are selected, several if wanted; column 0 is the one that always stands.

    Signals: opened() when Enter or a double click says that the current row is to be worked on.
    """

    opened = Signal()

    def __init__(self, model: NumberedTable) -> None:
        super().__init__()
        self._table = model
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.doubleClicked.connect(self._on_double)

    # ------------------------------------------------------------------ selection by row number

    def current_number(self) -> int | None:
        """The row number of the current line."""
        return self._table.number(self.currentIndex().row())

    def number_selected(self) -> int:
        """How many lines are selected; they are not gone through."""
        ranges = self.selectionModel().selection().toList()
        return sum(part.bottom() - part.top() + 1 for part in ranges)

    def selected_numbers(self) -> list[int]:
        """The row numbers of the selected lines, from top to bottom."""
        found: list[int] = []
        numbers = self._table.numbers()
        ranges = self.selectionModel().selection().toList()
        for first, last in sorted((part.top(), part.bottom()) for part in ranges):
            found.extend(numbers[first : last + 1])
        return found

    def go_to(self, line: int) -> None:
        """Make a line the current and only selected one."""
        choose_row(self, line)
        self.scrollTo(self._table.index(line, 0))

    def restore_selection(self, current: int | None, selected: list[int]) -> bool:
        """Select these row numbers where they now stand; False when the current one is gone."""
        model = self.selectionModel()
        places = self._lines(selected)
        picked = QItemSelection()
        last = self._table.columnCount() - 1
        for first, end in runs(places):
            picked.select(self._table.index(first, 0), self._table.index(end, last))
        model.select(picked, ONLY_ROW)
        line = self._table.line(current)
        if line is None:
            return False
        index = self._table.index(line, 0)
        model.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        return True

    def _lines(self, numbers: list[int]) -> list[int]:
        if len(numbers) < 50:
            found = (self._table.line(n) for n in numbers)
            return sorted(line for line in found if line is not None)
        shown = self._table.numbers()
        if len(numbers) == len(shown) and set(numbers) == set(shown):
            return list(range(len(shown)))
        places = {n: line for line, n in enumerate(shown)}
        return sorted(places[n] for n in numbers if n in places)

    # ------------------------------------------------------------------ Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def _on_double(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit()


def runs(lines: list[int]) -> list[tuple[int, int]]:
    """Ascending numbers as unbroken runs: 1 2 3 7 gives (1, 3), (7, 7)."""
    found: list[tuple[int, int]] = []
    for line in lines:
        if found and found[-1][1] == line - 1:
            found[-1] = (found[-1][0], line)
        else:
            found.append((line, line))
    return found
