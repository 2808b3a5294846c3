"""The table of the list: columns in a wide list, cards in a narrow one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from curator_app.ui.entries.columns import COLUMNS, STUDY, RowTexts
from curator_app.ui.entries.delegate import EntryDelegate
from curator_app.ui.entries.table import EntryTable
from curator_app.ui.theme import Theme

STUDY_MINIMUM = 300
_ROWS = QItemSelectionModel.SelectionFlag.Rows


class EntryView(QTableView):
    """Shows an EntryTable.

    Signals: sort_asked(column) from the header, opened() when Enter or a double click says that
    the current entry is to be worked on, columns_changed().
    """

    sort_asked = Signal(int)
    opened = Signal()
    columns_changed = Signal()

    def __init__(self, model: EntryTable, theme: Theme, texts: RowTexts) -> None:
        super().__init__()
        self._table = model
        self.setModel(model)
        self._delegate = EntryDelegate(theme, texts, self)
        self.setItemDelegate(self._delegate)
        self._hidden = {i for i, column in enumerate(COLUMNS) if not column.shown}
        self._widths = {i: column.width for i, column in enumerate(COLUMNS)}
        self._set_up()
        self._set_up_header()
        self.apply_columns()
        theme.switched.connect(self.viewport().update)

    def _set_up(self) -> None:
        self.setAccessibleName("Entries")
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

    def _set_up_header(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setMinimumSectionSize(48)
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(STUDY, QHeaderView.ResizeMode.Stretch)
        header.setAccessibleName("Columns of the list")
        for i, column in enumerate(COLUMNS):
            header.resizeSection(i, column.width)
        header.sectionClicked.connect(self.sort_asked)
        header.sectionResized.connect(self._on_resized)

    # ------------------------------------------------------------------ columns

    @property
    def cards(self) -> bool:
        """Whether entries are shown as cards."""
        return self._delegate.cards

    def apply_columns(self) -> None:
        """Show the chosen columns, or cards where there is no room for them."""
        self._delegate.cards = self._is_narrow()
        for i in range(len(COLUMNS)):
            self.setColumnHidden(i, i != STUDY and (self.cards or i in self._hidden))
        self.horizontalHeader().setVisible(not self.cards)
        self.verticalHeader().setDefaultSectionSize(self._delegate.row_height())

    def _is_narrow(self) -> bool:
        others = (i for i in range(len(COLUMNS)) if i != STUDY and i not in self._hidden)
        widths = sum(self._widths[i] for i in others)
        return self.viewport().width() < widths + STUDY_MINIMUM

    def column_shown(self, column: int) -> bool:
        """Whether the user wants this column."""
        return column not in self._hidden

    def show_column(self, column: int, shown: bool) -> None:
        """Show or hide a column."""
        self._hidden = self._hidden - {column} if shown else self._hidden | {column}
        self.apply_columns()
        self.columns_changed.emit()

    def layout_state(self) -> dict[str, Any]:
        """Widths and hidden columns, by name."""
        widths = {COLUMNS[i].sort: width for i, width in self._widths.items() if i != STUDY}
        return {"widths": widths, "hidden": [COLUMNS[i].sort for i in sorted(self._hidden)]}

    def restore_layout(self, state: Mapping[str, Any]) -> None:
        """Bring back what `layout_state` gave; unknown names are passed over."""
        widths: Mapping[str, Any] = state.get("widths") or {}
        hidden: Iterable[str] | None = state.get("hidden")
        for i, column in enumerate(COLUMNS):
            width = widths.get(column.sort)
            if isinstance(width, int) and 40 <= width <= 2000:
                self.horizontalHeader().resizeSection(i, width)
        names = {column.sort: i for i, column in enumerate(COLUMNS) if i != STUDY}
        if hidden is not None:
            self._hidden = {names[name] for name in hidden if name in names}
        self.apply_columns()

    # ------------------------------------------------------------------ selection by row number

    def current_number(self) -> int | None:
        """The row number of the current line."""
        return self._table.number(self.currentIndex().row())

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
        index = self._table.index(line, STUDY)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | _ROWS
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)

    def restore_selection(self, current: int | None, selected: list[int]) -> bool:
        """Select these row numbers where they now stand; False when the current one is gone."""
        model = self.selectionModel()
        places = self._lines(selected)
        picked = QItemSelection()
        last = len(COLUMNS) - 1
        for first, end in runs(places):
            picked.select(self._table.index(first, 0), self._table.index(end, last))
        model.select(picked, QItemSelectionModel.SelectionFlag.ClearAndSelect | _ROWS)
        line = self._table.line(current)
        if line is None:
            return False
        index = self._table.index(line, STUDY)
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._is_narrow() != self.cards:
            self.apply_columns()
            self.scrollTo(self.currentIndex())

    def _on_resized(self, column: int, before: int, now: int) -> None:
        if now > 0:
            self._widths[column] = now

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
