"""Work on the open inbox off the GUI thread; answers that come after a lock are dropped."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from curator_app.ui.inbox.access import Access
from curator_app.ui.tasks import Tasks

if TYPE_CHECKING:
    from curator_app.inbox.store import Store


class Work(QObject):
    """Reads and writes of whatever inbox is open now; without one nothing is begun."""

    def __init__(self, tasks: Tasks, access: Access, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks, self._access = tasks, access

    def write(
        self, work: Callable[[Store], Any], done: Callable[[Any], None] | None = None
    ) -> None:
        """Run a change on the writer thread."""
        store = self._access.store
        if store is not None:
            taken = None if done is None else self._while_open(store, done)
            self._tasks.write(lambda: work(store), self, taken)

    def read(self, work: Callable[[Store], Any], done: Callable[[Any], None]) -> None:
        """Ask something on a reader thread."""
        store = self._access.store
        if store is not None:
            self._tasks.read(lambda: work(store), self, self._while_open(store, done))

    def _while_open(self, store: Store, done: Callable[[Any], None]) -> Callable[[Any], None]:
        def answered(result: Any) -> None:
            if self._access.store is store:
                done(result)

        return answered
