"""Checks as one types: the open entry is read on a reader thread whenever typing rests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from curator_app.domain.entry import Entry
from curator_app.errors import CuratorError
from curator_app.ui.findings.notes import Note, noted
from curator_app.ui.tasks import Latest, Tasks

if TYPE_CHECKING:
    from curator_app.services.inspecting import Inspector, Report
    from curator_app.services.library import Library

DEBOUNCE_MS = 250
Answer = tuple["Report", tuple[Note, ...]]


class LiveChecks(QObject):
    """Checks the entry that stands in the editor.

    Signals: found(Entry, Report, notes): the entry as it was read, what was found in it, and what
    is open of that with its rules.
    """

    found = Signal(object, object, object)

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._library: Library | None = None
        self._inspector: Inspector | None = None
        self._entry: Entry | None = None
        self._question = Latest(tasks, self)
        self._question.on_failed(self._on_failed)
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._timer.timeout.connect(self._ask)

    def set_library(self, library: Library | None) -> None:
        """Check with the rules and neighbours of this library."""
        self._library, self._inspector = library, None
        self.show_entry(None)

    def show_entry(self, entry: Entry | None) -> None:
        """Check this text at once; None when no entry is open."""
        self._entry = entry
        self._question.forget()
        self._timer.start(0)

    def show_typed(self, entry: Entry) -> None:
        """Check this text when typing rests."""
        self._entry = entry
        self._timer.start(DEBOUNCE_MS)

    def again(self) -> None:
        """Something else was saved: its neighbours may say more now."""
        self._timer.start(DEBOUNCE_MS)

    def _ask(self) -> None:
        library, entry = self._library, self._entry
        if library is None or entry is None:
            return

        def work() -> Answer:
            inspector = self._made(library)
            report = inspector.entry(entry)
            return report, noted(report.findings, inspector.rules())

        def done(answer: Answer) -> None:
            if self._entry is not None and self._entry.id == entry.id:
                self.found.emit(entry, *answer)

        self._question.ask(work, done)

    def _made(self, library: Library) -> Inspector:
        """The inspector, made on the reader: the rules take a moment to load."""
        if self._inspector is None or self._inspector.library is not library:
            from curator_app.services.inspecting import Inspector

            self._inspector = Inspector(library)
        return self._inspector

    def _on_failed(self, error: Exception) -> None:
        # A library that cannot be read says so where something was asked of it.
        if not isinstance(error, CuratorError):
            self._tasks.failed.emit(error)
