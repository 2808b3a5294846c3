"""The list's model: all row numbers at once, the rows themselves by pages when they are seen."""

from __future__ import annotations

import html
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from curator_app.domain.query import EntryRow
from curator_app.ui.entries.columns import COLUMNS, PEM, STUDY, YEAR, RowTexts
from curator_app.ui.row_view import NumberedTable

PAGE = 128
PAGES_KEPT = 32
ROW_ROLE = Qt.ItemDataRole.UserRole
DRAFT_ROLE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex
Fetch = Callable[[Sequence[int]], list[EntryRow]]
Pages = dict[int, list[EntryRow]]
_ROOT = QModelIndex()


def first_pages(ns: array[int], current: int | None, fetch: Fetch) -> Pages:
    """The pages that will be painted first: the top one and that of the current entry.

    Fetched on the reader, because a fetch on the GUI thread would wait its turn for each row
    while another reader counts.
    """
    wanted = {0} if ns else set()
    if current is not None and current in ns:
        wanted.add(ns.index(current) // PAGE)
    return {page: fetch(ns[page * PAGE : (page + 1) * PAGE]) for page in sorted(wanted)}


class EntryTable(NumberedTable):
    """Entries in the order of a query; rows of a page are fetched when one of them is painted."""

    def __init__(self, texts: RowTexts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        self._pages: OrderedDict[int, list[EntryRow]] = OrderedDict()
        self._fetch: Fetch | None = None
        self._drafts: frozenset[str] = frozenset()

    # ------------------------------------------------------------------ content

    def set_source(self, fetch: Fetch | None) -> None:
        """Where rows come from: Library.rows, or None while no library is open."""
        self._fetch = fetch
        self.show_rows(array("q"))

    def show_rows(self, ns: array[int], pages: Pages | None = None) -> bool:
        """Show these row numbers; True when the list itself differs (and the model was reset).

        `pages` are rows that were fetched along with the numbers.
        """
        if ns == self._ns:
            self._pages = OrderedDict(pages or {})
            self.tell_changed()
            return False
        self.beginResetModel()
        self._ns = ns
        self._pages = OrderedDict(pages or {})
        self.endResetModel()
        return True

    def refresh(self) -> None:
        """Fetch what is shown anew; order and selection stay."""
        self._pages.clear()
        self.tell_changed()

    def set_drafts(self, entry_ids: Iterable[str]) -> None:
        """Mark the entries whose text was not saved."""
        drafts = frozenset(entry_ids)
        if drafts != self._drafts:
            self._drafts = drafts
            self.tell_changed()

    def row(self, line: int) -> EntryRow | None:
        """The row on a line, fetched with its page; None when it has just gone."""
        page, place = divmod(line, PAGE)
        rows = self._pages.get(page)
        if rows is None:
            if self._fetch is None:
                return None
            rows = self._fetch(self._ns[page * PAGE : (page + 1) * PAGE])
            self._pages[page] = rows
            while len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(page)
        return rows[place] if place < len(rows) else None

    # ------------------------------------------------------------------ Qt

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        if role not in _ANSWERED:
            return None
        row = self.row(index.row())
        return None if row is None else self._answer(row, index.column(), role)

    def _answer(self, row: EntryRow, column: int, role: int) -> Any:
        if role == ROW_ROLE:
            return row
        if role == DRAFT_ROLE:
            return row.id in self._drafts
        if role == Qt.ItemDataRole.DisplayRole:
            return self._texts.cell(row, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            draft = row.id in self._drafts
            return self._texts.spoken(row, draft) if column == STUDY else self._spoken(row, column)
        title = f"<p><b>{html.escape(row.title)}</b></p>" if row.title else ""
        return f"{title}<p>{html.escape(self._texts.byline(row))}</p>"

    def _spoken(self, row: EntryRow, column: int) -> str:
        if column == PEM:
            return self._texts.pem_badge(row)
        heading = COLUMNS[column].heading.lower()
        return f"{heading} {self._texts.cell(row, column) or 'not set'}"

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical or not 0 <= section < len(COLUMNS):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section].heading
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        if role == Qt.ItemDataRole.ToolTipRole:
            years = " (newest first)" if section == YEAR else ""
            return f"Sort by {COLUMNS[section].heading.lower()}{years}"
        return None


_ANSWERED = {
    ROW_ROLE,
    DRAFT_ROLE,
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.ToolTipRole,
}
