"""The table of the list: columns in a wide list, cards in a narrow one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView

from curator_app.ui.entries.columns import COLUMNS, STUDY, RowTexts
from curator_app.ui.entries.delegate import EntryDelegate
from curator_app.ui.entries.table import EntryTable
from curator_app.ui.row_view import RowView
from curator_app.ui.theme import Theme

STUDY_MINIMUM = 300


class EntryView(RowView):
    """Shows an EntryTable.

    Signals: sort_asked(column) from the header, columns_changed().
    """

    sort_asked = Signal(int)
    columns_changed = Signal()

    def __init__(self, model: EntryTable, theme: Theme, texts: RowTexts) -> None:
        super().__init__(model)
        self._delegate = EntryDelegate(theme, texts, self)
        self.setItemDelegate(self._delegate)
        self._hidden = {i for i, column in enumerate(COLUMNS) if not column.shown}
        self._widths = {i: column.width for i, column in enumerate(COLUMNS)}
        self.setAccessibleName("Entries")
        self._set_up_header()
        self.apply_columns()
        theme.switched.connect(self.viewport().update)

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

    # ------------------------------------------------------------------ Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._is_narrow() != self.cards:
            self.apply_columns()
            self.scrollTo(self.currentIndex())

    def _on_resized(self, column: int, before: int, now: int) -> None:
        if now > 0:
            self._widths[column] = now
