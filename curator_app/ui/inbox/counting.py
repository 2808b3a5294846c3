"""Counts of the queues and what undo would do: asked anew after each change, newest answer only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from curator_app.domain.operation import UndoState
from curator_app.ui.inbox import queues
from curator_app.ui.inbox.queues import Queue
from curator_app.ui.tasks import Latest, Tasks

if TYPE_CHECKING:
    from curator_app.inbox.store import Store


@dataclass(frozen=True)
class Counted:
    """All queues, how many messages those without a search text have, and the steps."""

    queues: Sequence[Queue]
    counts: Mapping[tuple[str, str], int]
    undo: UndoState


class Counting(QObject):
    """Signals: counted(Counted)."""

    counted = Signal(object)

    def __init__(self, tasks: Tasks, failed: Callable[[Exception], None], parent: QObject) -> None:
        super().__init__(parent)
        self._question = Latest(tasks, self)
        self._question.on_failed(failed)

    def ask(self, store: Store) -> None:
        """Count anew."""
        self._question.ask(lambda: count(store), self.counted.emit)

    def forget(self) -> None:
        """Drop what is being asked."""
        self._question.forget()


def count(store: Store) -> Counted:
    """The answer; for a reader thread. A saved search is counted when it is shown."""
    found = queues.all_queues(store.session.who, store.tags(), store.choices.filters())
    plain = [queue for queue in found if not queue.query.text]
    numbers = store.counts(queue.query for queue in plain)
    keys = ((queue.group, queue.key) for queue in plain)
    return Counted(found, dict(zip(keys, numbers, strict=True)), store.undo_state())
