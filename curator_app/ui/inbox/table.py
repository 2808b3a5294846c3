"""The list's model: all row numbers at once, the lines by pages, decrypted off the GUI thread."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from curator_app.domain.inbox_query import InboxRow
from curator_app.ui.inbox import words
from curator_app.ui.row_view import NumberedTable
from curator_app.ui.tasks import Tasks

PAGE = 64
PAGES_KEPT = 24
ROW_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
Fetch = Callable[[Sequence[int]], list[InboxRow]]
Pages = dict[int, list[InboxRow]]
_ROOT = QModelIndex()


def pages_of(ns: array[int], lines: Iterable[int], fetch: Fetch) -> Pages:
    """The pages that hold these lines; for a reader thread."""
    wanted = {line // PAGE for line in lines if 0 <= line < len(ns)}
    return {page: fetch(ns[page * PAGE : (page + 1) * PAGE]) for page in sorted(wanted)}


class InboxTable(NumberedTable):
    """Messages in the order of a view.

    A line that is painted before its page is there is blank; the page is asked for, the newest
    wish first, and painted when it comes: decrypting takes its time, and scrolling must not wait.
    """

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._pages: OrderedDict[int, list[InboxRow]] = OrderedDict()
        self._stale: set[int] = set()
        self._wanted: list[int] = []
        self._busy = False
        self._fetch: Fetch | None = None

    # ------------------------------------------------------------------ content

    def set_source(self, fetch: Fetch | None) -> None:
        """Where lines come from: Store.rows, or None while the inbox is locked."""
        self._fetch = fetch
        self.show_rows(array("q"), {})

    def show_rows(self, ns: array[int], pages: Pages) -> bool:
        """Show these row numbers; True when the list itself differs (and the model was reset).

        `pages` are lines that were fetched along with the numbers.
        """
        reset = ns != self._ns
        if reset:
            self.beginResetModel()
            self._ns = ns
        self._pages = OrderedDict(pages)
        self._stale.clear()
        self._wanted.clear()
        if reset:
            self.endResetModel()
        else:
            self.tell_changed()
        return reset

    def refresh(self, numbers: Iterable[int]) -> None:
        """Fetch these lines anew; the old ones stay to be seen meanwhile."""
        changed = set(numbers)
        for page, rows in self._pages.items():
            if any(row.n in changed for row in rows):
                self._stale.add(page)
        self.tell_changed()

    def row(self, line: int) -> InboxRow | None:
        """The line, None while it is not there yet or when it has just gone."""
        page, place = divmod(line, PAGE)
        rows = self._pages.get(page)
        if rows is None or page in self._stale:
            self._want(page)
        if rows is None:
            return None
        self._pages.move_to_end(page)
        return rows[place] if place < len(rows) else None

    def known(self, numbers: Iterable[int]) -> list[InboxRow]:
        """The lines of these row numbers that are at hand."""
        wanted = set(numbers)
        return [row for rows in self._pages.values() for row in rows if row.n in wanted]

    # ------------------------------------------------------------------ pages

    def _want(self, page: int) -> None:
        if page in self._wanted:
            return
        self._wanted.append(page)
        if not self._busy:
            self._ask()

    def _ask(self) -> None:
        fetch = self._fetch
        if fetch is None or not self._wanted:
            return
        # Whoever scrolls on does not look at what was passed.
        page = self._wanted[-1]
        del self._wanted[:-4]
        ns = self._ns
        chunk = ns[page * PAGE : (page + 1) * PAGE]
        self._busy = True

        def done(rows: list[InboxRow]) -> None:
            self._busy = False
            if ns is self._ns and fetch == self._fetch:
                self._take(page, rows)
            self._ask()

        def failed(error: Exception) -> None:
            self._busy = False
            self._wanted.clear()
            self._tasks.failed.emit(error)

        self._tasks.read(lambda: fetch(chunk), self, done, failed)

    def _take(self, page: int, rows: list[InboxRow]) -> None:
        self._wanted = [other for other in self._wanted if other != page]
        self._stale.discard(page)
        self._pages[page] = rows
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        last = min(len(self._ns), (page + 1) * PAGE) - 1
        self.dataChanged.emit(self.index(page * PAGE, 0), self.index(last, 0))

    # ------------------------------------------------------------------ Qt

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in (ROW_ROLE, _SPOKEN):
            return None
        row = self.row(index.row())
        if row is None or role == ROW_ROLE:
            return row
        return words.spoken(row)


_SPOKEN = Qt.ItemDataRole.AccessibleTextRole
