"""The list: search field, counts, table; every answer comes from a reader thread."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelection, QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from curator_app.domain.query import SORTS, EntryRow, ListQuery
from curator_app.errors import Cancelled
from curator_app.ui.entries import list_words
from curator_app.ui.entries.columns import COLUMNS, RowTexts
from curator_app.ui.entries.empty_list import EmptyList
from curator_app.ui.entries.facets import count
from curator_app.ui.entries.filters import FilterPanel
from curator_app.ui.entries.list_head import ListHead
from curator_app.ui.entries.table import EntryTable, Pages, first_pages
from curator_app.ui.entries.view import EntryView
from curator_app.ui.tasks import Latest, Tasks
from curator_app.ui.theme import Theme

if TYPE_CHECKING:
    from curator_app.services.library import Library

DEBOUNCE_MS = 100
Answer = tuple[ListQuery, "array[int]", Pages]


class ListPane(QWidget):
    """Entries that match search and filters.

    Signals: current_changed(n) when another entry becomes the current one (None for none),
    opened() when it is to be worked on, view_changed() after each new answer; asked(command) from
    the buttons of an empty library.
    """

    current_changed = Signal(object)
    opened = Signal()
    selection_changed = Signal()
    view_changed = Signal()
    asked = Signal(str)

    def __init__(self, tasks: Tasks, theme: Theme, texts: RowTexts, filters: FilterPanel) -> None:
        super().__init__()
        self._theme, self._filters = theme, filters
        self._library: Library | None = None
        self._sort, self._descending = "changed", True
        self.removed = False
        self._shown: ListQuery | None = None
        self._counted: ListQuery | None = None
        self._wanted: int | None = None
        self._last: int | None = None
        self._restoring = False
        self._total = 0
        self._question = Latest(tasks, self, self._interrupt)
        self._question.on_failed(self._on_failed)
        self._counts = Latest(tasks, self)
        self._counts.on_failed(self._on_failed)
        self._tasks = tasks
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self.table = EntryTable(texts, self)
        self.view = EntryView(self.table, theme, texts)
        self._build()
        self._connect()

    def _build(self) -> None:
        head = ListHead(self._theme)
        self.search, self.count, self.clear_button = head.search, head.count, head.clear_button
        self.clear_button.clicked.connect(self.clear)
        self.empty = EmptyList(self._theme)
        self.empty.clear_button.clicked.connect(self.clear)
        self.empty.asked.connect(self.asked)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._on_typed)
        self.search.left_down.connect(self.focus_list)
        self._timer.timeout.connect(self.reload)
        self._filters.changed.connect(self.reload)
        self.view.sort_asked.connect(self.sort_by_column)
        self.view.opened.connect(self.opened)
        self.view.selectionModel().currentRowChanged.connect(self._on_current)
        self.view.selectionModel().selectionChanged.connect(self._on_selection)

    # ------------------------------------------------------------------ library and query

    def set_library(self, library: Library | None) -> None:
        """Show the entries of this library, or none."""
        self._library = library
        self._shown = self._last = None
        self.table.set_source(library.rows if library else None)
        self.reload()

    def query(self) -> ListQuery:
        """What the list is asked for."""
        text = " ".join(self.search.text().split())
        filters = self._filters.filters()
        return ListQuery(text, filters, self._sort, self._descending, removed=self.removed)

    def filtered(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.search.text().strip() or self._filters.filters())

    def reload(self) -> None:
        """Ask the library again; the selection is kept by entry."""
        self._counted = None
        self._ask()

    def _ask(self) -> None:
        self._timer.stop()
        library = self._library
        if library is None:
            return
        query = self.query()
        current = self._wanted or self._last

        def ask() -> Answer:
            ns = library.ids(query)
            return query, ns, first_pages(ns, current, library.rows)

        self._question.ask(ask, self._on_ids)

    def narrow_to(self, filters: Mapping[str, tuple[str, ...]]) -> None:
        """Show exactly what these filters leave."""
        self._filters.set_filters(filters)
        self.search.clear()
        self.reload()

    def clear(self) -> None:
        """Show everything again."""
        self.narrow_to({})

    def sort_by(self, sort: str, descending: bool) -> None:
        """Change the order."""
        if sort in SORTS and (sort, descending) != (self._sort, self._descending):
            self._sort, self._descending = sort, descending
            self._ask()

    def sort_by_column(self, column: int) -> None:
        """The order of a column, or its reverse when it is in force."""
        spec = COLUMNS[column]
        turned = not self._descending if self._sort == spec.sort else spec.descending
        self.sort_by(spec.sort, turned)

    def order(self) -> tuple[str, bool]:
        """The order in force."""
        return self._sort, self._descending

    def show_entry(self, n: int) -> None:
        """Make this entry the current one as soon as the list has it."""
        line = self.table.line(n)
        if line is not None and not self._question.busy():
            self._wanted = None
            self.view.go_to(line)
        else:
            self._wanted = n

    def step(self, by: int) -> None:
        """Move the current line down or up."""
        line = self.view.currentIndex().row() + by
        if 0 <= line < self.table.rowCount():
            self.view.go_to(line)

    def selected_rows(self) -> list[EntryRow]:
        """The selected entries as rows, fetched from the library where they are not at hand."""
        numbers = self.view.selected_numbers()
        return self._library.rows(numbers) if self._library and numbers else []

    # ------------------------------------------------------------------ answers

    def _on_ids(self, answer: Answer) -> None:
        query, ns, pages = answer
        before, selected = self.view.current_number(), self.view.selected_numbers()
        current = self._last if before is None else before
        line = self.view.currentIndex().row() if query == self._shown else -1
        keep_place = self._shown is not None and query.text == self._shown.text
        self._shown = query
        self._restoring = True
        self.view.setUpdatesEnabled(False)
        reset = self.table.show_rows(ns, pages)
        if reset:
            self._restore(current, selected or [current or 0], keep_place, line)
        self.view.setUpdatesEnabled(True)
        self._restoring = False
        self._show_order()
        self._show_count(query, len(ns))
        if reset:
            self.selection_changed.emit()
        self.view_changed.emit()
        self._tell_current(before)
        self._ask_counts(query)

    def _restore(
        self, current: int | None, selected: list[int], keep_place: bool, line: int
    ) -> None:
        wanted, self._wanted = self.table.line(self._wanted), None
        if wanted is not None:
            self.view.go_to(wanted)
        elif self.view.restore_selection(current, selected):
            if keep_place:
                self.view.scrollTo(self.view.currentIndex())
        elif line >= 0 and self.table.rowCount():
            # The current entry has left this very view: go on with the one in its place.
            self.view.go_to(min(line, self.table.rowCount() - 1))
        else:
            self.view.scrollToTop()

    def _tell_current(self, before: int | None) -> None:
        line = self.table.line(self._wanted)
        if line is not None:
            self._wanted = None
            self.view.go_to(line)
        now = self.view.current_number()
        if now is not None and now != before:
            self._last = now
            self.current_changed.emit(now)

    def _show_order(self) -> None:
        columns = [column.sort for column in COLUMNS]
        order = Qt.SortOrder.DescendingOrder if self._descending else Qt.SortOrder.AscendingOrder
        self.view.horizontalHeader().setSortIndicator(columns.index(self._sort), order)

    def _show_count(self, query: ListQuery, number: int) -> None:
        narrowed = list_words.narrowed(query)
        if not narrowed:
            self._total = number
        self.count.setText(list_words.count(query, number, self._total))
        self.clear_button.setVisible(narrowed)
        self._stack.setCurrentWidget(self.view if number else self.empty)
        if number == 0:
            self.empty.explain(query, self._library)

    def say_closed(self) -> None:
        """Show that no library is open."""
        self.count.setText("")
        self.empty.say_closed()
        self._stack.setCurrentWidget(self.empty)

    def _ask_counts(self, query: ListQuery) -> None:
        library = self._library
        counted = replace(query, sort="changed", descending=True)
        if library is not None and counted != self._counted:
            self._counted = counted
            self._counts.ask(lambda: count(library, query), self._filters.show_counts)

    def _interrupt(self) -> None:
        if self._library:
            self._library.stop_search()

    def _on_failed(self, error: Exception) -> None:
        self._counted = None
        if not isinstance(error, Cancelled):
            self._tasks.failed.emit(error)

    # ------------------------------------------------------------------ user

    def focus_search(self) -> None:
        """Take the keyboard into the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def focus_list(self) -> None:
        """Take the keyboard into the list."""
        self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if not self.view.selectionModel().hasSelection() and self.table.rowCount():
            self.view.go_to(max(0, self.view.currentIndex().row()))

    def _on_typed(self) -> None:
        self._timer.start()

    def _on_current(self, now: QModelIndex, before: QModelIndex) -> None:
        if not self._restoring:
            self._last = self.table.number(now.row())
            self.current_changed.emit(self._last)

    def _on_selection(self, now: QItemSelection, before: QItemSelection) -> None:
        if not self._restoring:
            self.selection_changed.emit()

    # ------------------------------------------------------------------ what the window remembers

    def layout_state(self) -> dict[str, Any]:
        """Order and columns."""
        return {
            "sort": self._sort,
            "descending": self._descending,
            "columns": self.view.layout_state(),
        }

    def restore_layout(self, state: Mapping[str, Any]) -> None:
        """Bring back what `layout_state` gave."""
        if state.get("sort") in SORTS:
            self._sort, self._descending = state["sort"], bool(state.get("descending"))
        self.view.restore_layout(state.get("columns") or {})
