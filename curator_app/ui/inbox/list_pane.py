"""The list of messages with its search field: asks, keeps the selection, says what is missing."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from curator_app.domain.inbox_query import OPEN, InboxQuery
from curator_app.domain.private import Private
from curator_app.errors import Cancelled
from curator_app.inbox.store import Store
from curator_app.services.triage import counted
from curator_app.ui.entries.list_head import ListHead
from curator_app.ui.inbox.table import InboxTable, Pages, pages_of
from curator_app.ui.inbox.view import MessageView
from curator_app.ui.tasks import Latest, Tasks
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import EmptyState

DEBOUNCE_MS, LONG_MS = 150, 400
Answer = tuple[InboxQuery, "array[int]", Pages]


class MessageList(QWidget):
    """Messages of one view, narrowed by the search field.

    Signals: current_changed(n) when another message becomes the current one (None for none),
    opened() when it is to be read, selection_changed(), view_changed() after each new answer.
    """

    current_changed = Signal(object)
    opened = Signal()
    selection_changed = Signal()
    view_changed = Signal()

    def __init__(self, tasks: Tasks, theme: Theme) -> None:
        super().__init__()
        self._store: Store | None = None
        self._base, self._shown = OPEN, None
        self._sort, self._descending = "received", True
        self._last: int | None = None
        self._wanted: int | None = None
        self._kept: tuple[int, ...] = ()
        self._restoring = False
        self._tasks = tasks
        self._question = Latest(tasks, self, self._interrupt)
        self._question.on_failed(self._on_failed)
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._long = QTimer(self, singleShot=True, interval=LONG_MS)
        self.table = InboxTable(tasks, self)
        self.view = MessageView(self.table, theme)
        self._build(theme)
        self._timer.timeout.connect(self.reload)
        self._long.timeout.connect(self._say_searching)
        self.search.installEventFilter(self)
        self.search.textChanged.connect(self._on_typed)
        self.search.left_down.connect(self.focus_list)
        self.view.opened.connect(self.opened)
        self.view.selectionModel().currentRowChanged.connect(self._on_current)
        self.view.selectionModel().selectionChanged.connect(self._on_selection)

    def _build(self, theme: Theme) -> None:
        head = ListHead(theme)
        self.search, self.count, self.clear_button = head.search, head.count, head.clear_button
        self.search.setPlaceholderText("Search these messages…")
        self.search.setAccessibleName("Search these messages")
        self.count.setAccessibleName("Number of messages shown")
        self.clear_button.setText("Clear search")
        self.clear_button.clicked.connect(self.search.clear)
        self.empty = EmptyState(theme, "good", "Nothing here")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addWidget(self._stack, 1)

    # ------------------------------------------------------------------ store and query

    def set_store(self, store: Store | None) -> None:
        """Show the messages of this inbox; with None every text is gone from here."""
        self._store = store
        self._shown = self._last = self._wanted = None
        self._kept = ()
        self._question.forget()
        self._timer.stop()
        self._long.stop()
        self.search.blockSignals(True)
        self.search.setText("")  # clear() could be undone
        self.search.blockSignals(False)
        self.table.set_source(store.rows if store else None)
        self.count.setText("")

    def show_view(self, query: InboxQuery) -> None:
        """Show another view; its text goes into the search field."""
        self._base, self._kept = query, ()
        self.search.blockSignals(True)
        self.search.setText(query.text.reveal())
        self.search.blockSignals(False)
        self._ask()

    def query(self) -> InboxQuery:
        """What the list is asked for."""
        text = Private(" ".join(self.search.text().split()))
        return replace(self._base, text=text, sort=self._sort, descending=self._descending)

    def sort_by(self, sort: str, *, descending: bool) -> None:
        """Change the order."""
        self._sort, self._descending = sort, descending
        self._ask()

    def order(self) -> tuple[str, bool]:
        """The order in force."""
        return self._sort, self._descending

    def reload(self) -> None:
        """Ask again; the selection is kept by message."""
        self._ask()

    def _ask(self) -> None:
        self._timer.stop()
        store = self._store
        if store is None:
            return
        if self.search.text().strip():
            self._long.start()
        query, kept, lines = self.query(), self._kept, list(self.view.lines_in_view())
        before, sought = self.table.numbers(), self._wanted or self._last

        def ask() -> Answer:
            ns = with_kept(store.ids(query), before, kept)
            found = [ns.index(sought)] if sought is not None and sought in ns else []
            return query, ns, pages_of(ns, (*lines, *found), store.rows)

        self._question.ask(ask, self._on_ids)

    # ------------------------------------------------------------------ deciding

    def begin_act(self, numbers: Iterable[int], *, stay: bool) -> None:
        """These are about to be decided: stay on them, or go on with the next below."""
        acted = sorted(line for n in numbers if (line := self.table.line(n)) is not None)
        self._kept = tuple(numbers) if stay else ()
        if stay or not acted:
            return
        after = self.table.number(acted[-1] + 1)
        self._wanted = self.table.number(acted[0] - 1) if after is None else after

    def show_message(self, n: int) -> None:
        """Make this message the current one as soon as the list has it."""
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

    # ------------------------------------------------------------------ answers

    def _on_ids(self, answer: Answer) -> None:
        query, ns, pages = answer
        self._long.stop()
        before, selected = self.view.current_number(), self.view.selected_numbers()
        current = self._last if before is None else before
        line = self.view.currentIndex().row() if query == self._shown else -1
        self._shown = query
        self._restoring = True
        self.view.setUpdatesEnabled(False)
        reset = self.table.show_rows(ns, pages)
        if reset or self._wanted is not None:
            self._restore(current, selected or [current or 0], line)
        self.view.setUpdatesEnabled(True)
        self._restoring = False
        self._stack.setCurrentWidget(self.view if len(ns) else self.empty)
        self._say_nothing()
        self._show_count()
        self.selection_changed.emit()
        self.view_changed.emit()
        now = self.view.current_number()
        if now != before:
            self._last = now
            self.current_changed.emit(now)

    def _restore(self, current: int | None, selected: list[int], line: int) -> None:
        wanted, self._wanted = self.table.line(self._wanted), None
        if wanted is not None:
            self.view.go_to(wanted)
        elif self.view.restore_selection(current, selected):
            self.view.scrollTo(self.view.currentIndex())
        elif self.table.rowCount():
            # The current message has left this very view: go on with the one in its place.
            self.view.go_to(min(max(line, 0), self.table.rowCount() - 1))

    def _say_searching(self) -> None:
        self.count.setText("Searching…")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        store = self._store
        if event.type() == QEvent.Type.FocusIn and store is not None:
            # The first search would wait for every message to be decrypted.
            self._tasks.read(store.warm_search, self, lambda _: None, self._on_failed)
        return False

    def _show_count(self) -> None:
        number, chosen = self.table.rowCount(), self.selected_count()
        more = f" · {chosen:,} selected" if chosen > 1 else ""
        self.count.setText(f"{counted(number)}{more}")
        self.clear_button.setVisible(bool(self.search.text().strip()))

    def _say_nothing(self) -> None:
        if self.search.text().strip():
            self.empty.say("Nothing found", "Each word must stand somewhere in the message.")
        else:
            self.empty.say("Nothing here", "When something belongs into this queue, it appears.")

    def _interrupt(self) -> None:
        if self._store is not None:
            self._store.stop_search()

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, Cancelled) and self._store is not None:
            self._tasks.failed.emit(error)

    # ------------------------------------------------------------------ user

    def selected_count(self) -> int:
        """How many messages are selected."""
        ranges = self.view.selectionModel().selection().toList()
        return sum(part.height() for part in ranges)

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
            self._show_count()
            self.selection_changed.emit()


def with_kept(ns: array[int], before: array[int], kept: Iterable[int]) -> array[int]:
    """The numbers with those that are kept in sight, each where it stood."""
    places = sorted((before.index(n), n) for n in kept if n not in ns and n in before)
    for place, n in places:
        ns.insert(min(place, len(ns)), n)
    return ns
