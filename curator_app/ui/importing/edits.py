"""Edits of new records: one after the other, so that none is made on an older version."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from curator_app.services.import_edit import edited_record
from curator_app.services.import_plan import ImportPlan, PlannedRecord
from curator_app.services.library import Library
from curator_app.ui.tasks import Tasks


class Edits(QObject):
    """Checks and matches on a reader, keeps in the plan.

    Signals: edited(place, field, record), refused(place, error).
    """

    edited = Signal(int, str, object)
    refused = Signal(int, object)

    def __init__(self, tasks: Tasks, library: Library, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks, self._library = tasks, library
        self._waiting: deque[tuple[ImportPlan, int, str, object]] = deque()
        self._running = False
        self._then: Callable[[], None] | None = None

    def edit(self, plan: ImportPlan, place: int, name: str, value: object) -> None:
        """Change a field of a record."""
        self._waiting.append((plan, place, name, value))
        self._go_on()

    def when_done(self, act: Callable[[], None]) -> None:
        """Do this once all edits are kept."""
        self._then = act
        self._go_on()

    def _go_on(self) -> None:
        if self._running:
            return
        if not self._waiting:
            act, self._then = self._then, None
            if act is not None:
                act()
            return
        plan, place, name, value = self._waiting.popleft()
        library = self._library
        self._running = True

        def done(record: PlannedRecord) -> None:
            plan.put(place, record)
            self._running = False
            self.edited.emit(place, name, record)
            self._go_on()

        def failed(error: Exception) -> None:
            self._running, self._then = False, None
            self.refused.emit(place, error)
            self._go_on()

        self._tasks.read(
            lambda: edited_record(library, plan, place, {name: value}), self, done, failed
        )
