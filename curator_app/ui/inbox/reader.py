"""Loads the message at which the selection rests, and marks as read what was really looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from curator_app.domain.changes import Changes
from curator_app.services import triage
from curator_app.services.triage import Reading
from curator_app.ui.inbox.message_pane import MessagePane
from curator_app.ui.tasks import Latest, Tasks

if TYPE_CHECKING:
    from curator_app.inbox.store import Store
    from curator_app.services.library import Library

REST_MS = 70
"""Whoever holds an arrow key only scrolls: a message is loaded when the selection rests."""
SEEN_MS = 1200
"""A message that was in view so long was looked at."""


class Reader(QObject):
    """Fills the message pane. Signals: changed() when another message, or none, is in view."""

    changed = Signal()

    def __init__(self, tasks: Tasks, pane: MessagePane, library: Library | None) -> None:
        super().__init__(pane)
        self._tasks, self._pane, self._library = tasks, pane, library
        self._store: Store | None = None
        self._wanted: int | None = None
        self._question = Latest(tasks, self)
        self._question.on_failed(self._on_failed)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._load)
        self._seen = QTimer(self, singleShot=True, interval=SEEN_MS)
        self._seen.timeout.connect(self._on_seen)

    def set_store(self, store: Store | None) -> None:
        """Read from this inbox; with None nothing is in view any more."""
        self._store, self._wanted = store, None
        self._rest.stop()
        self._seen.stop()
        self._question.forget()
        self._pane.clear()
        self.changed.emit()

    def reading(self) -> Reading | None:
        """The message in view."""
        return self._pane.reading

    def open_number(self, n: int | None) -> None:
        """Show the message of a row once the selection rests there."""
        self._wanted = n
        self._seen.stop()
        self._rest.start()

    def leave_unread(self) -> None:
        """Somebody wants the message in view to be unread: do not mark it as read."""
        self._seen.stop()

    def apply(self, changes: Changes) -> None:
        """Take in what was changed about the message in view."""
        now = self._pane.reading
        if now is not None and now.row.n in changes.contributions:
            self.refresh()

    def refresh(self) -> None:
        """Read the message in view anew; its text and what is being written stay."""
        now = self._pane.reading
        if now is not None and self._wanted in (None, now.row.n):
            self._wanted = now.row.n
            self._load()

    def _load(self) -> None:
        store, n, library = self._store, self._wanted, self._library
        if store is None:
            return
        if n is None:
            self._question.forget()
            self._pane.clear()
            self.changed.emit()
            return
        self._question.ask(lambda: triage.read(store, library, n), self._on_read)

    def _on_read(self, reading: Reading | None) -> None:
        if self._store is None:
            return
        before = self._pane.reading
        if reading is None:
            self._pane.clear()
        else:
            self._pane.show_reading(reading)
            again = before is not None and before.row.n == reading.row.n
            if reading.row.unread and not reading.row.frozen and not again:
                self._seen.start()
        self.changed.emit()

    def _on_seen(self) -> None:
        store, now = self._store, self._pane.reading
        if store is None or now is None:
            return
        if not self._pane.window().isActiveWindow():
            self._seen.start()  # nobody looks while another window is in front
            return
        n = now.row.n
        self._tasks.write(lambda: store.seen(n), self)

    def _on_failed(self, error: Exception) -> None:
        if self._store is not None:
            self._tasks.failed.emit(error)
