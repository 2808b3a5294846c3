"""Work off the GUI thread: one writer, a few readers, and every answer back on the GUI thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, Slot

from curator_app.domain.changes import Changes

READERS = 3
REPORT_EVERY = 0.05


class Ticket(QObject):
    """One long task as its window sees it.

    Signals: progressed(done, total), at most twenty times a second.
    """

    progressed = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stop = threading.Event()
        self._last = 0.0

    def report(self, done: int, total: int) -> None:
        """Tell the window how far the work is; called on the worker."""
        now = time.monotonic()
        if done < total and now - self._last < REPORT_EVERY:
            return
        self._last = now
        if shiboken6.isValid(self):
            self.progressed.emit(done, total)

    def cancel(self) -> None:
        """Ask the work to stop at its next safe place."""
        self._stop.set()

    def cancelled(self) -> bool:
        """Whether it was asked to stop; called on the worker."""
        return self._stop.is_set()


@dataclass(frozen=True)
class _Answer:
    owner: QObject
    done: Callable[[Any], None] | None
    failed: Callable[[Exception], None] | None
    wrote: bool
    result: Any = None
    error: Exception | None = None


class _Job(QRunnable):
    """Runs one callable and always reports, with a result or an error."""

    def __init__(self, tasks: Tasks, work: Callable[[], Any], ask: _Answer) -> None:
        super().__init__()
        self._tasks, self._work, self._ask = tasks, work, ask

    def run(self) -> None:
        ask = self._ask
        result, error = None, None
        try:
            result = self._work()
        except Exception as caught:
            error = caught
        self._tasks.deliver(_Answer(ask.owner, ask.done, ask.failed, ask.wrote, result, error))


class Tasks(QObject):
    """Runs services off the GUI thread.

    Signals: changed(Changes, initiator) after a write, for panes to refresh from;
    failed(error) for an error that its caller does not take itself.
    An answer for an owner that has died is dropped, but what a write changed is always told.
    """

    changed = Signal(object, object)
    failed = Signal(object)
    _answered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._writer, self._readers = QThreadPool(self), QThreadPool(self)
        self._writer.setMaxThreadCount(1)
        self._readers.setMaxThreadCount(READERS)
        for pool in (self._writer, self._readers):
            pool.setExpiryTimeout(-1)  # no new thread for each search
        self._open = True
        self._answered.connect(self._on_answered, Qt.ConnectionType.QueuedConnection)

    def write(
        self,
        work: Callable[[], Any],
        owner: QObject,
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run a change on the one writer thread; changes come one after the other."""
        self._start(self._writer, work, _Answer(owner, done, failed, True))

    def read(
        self,
        work: Callable[[], Any],
        owner: QObject,
        done: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run something that changes nothing on one of the reader threads."""
        self._start(self._readers, work, _Answer(owner, done, failed, False))

    def wait(self) -> None:
        """Take no more work and wait until what was begun has ended."""
        self._open = False
        self._readers.clear()
        self._readers.waitForDone()
        self._writer.waitForDone()

    def deliver(self, answer: _Answer) -> None:
        """Hand an answer over to the GUI thread; called on the worker."""
        if shiboken6.isValid(self):
            self._answered.emit(answer)

    def _start(self, pool: QThreadPool, work: Callable[[], Any], ask: _Answer) -> None:
        if self._open:
            pool.start(_Job(self, work, ask))

    @Slot(object)
    def _on_answered(self, answer: _Answer) -> None:
        alive = shiboken6.isValid(answer.owner)
        if answer.error is not None:
            if alive and answer.failed is not None and _lives(answer.failed):
                answer.failed(answer.error)
            elif self._open:
                self.failed.emit(answer.error)
            return
        if alive and answer.done is not None and _lives(answer.done):
            answer.done(answer.result)
        changes = _changes(answer.result) if answer.wrote else None
        if changes is not None:
            self.changed.emit(changes, answer.owner if alive else None)


def _lives(callback: Callable[..., None]) -> bool:
    """False for a method of a Qt object that is gone, as a dialog that asked through another."""
    taker = getattr(callback, "__self__", None)
    return not isinstance(taker, QObject) or shiboken6.isValid(taker)


def _changes(result: Any) -> Changes | None:
    if isinstance(result, Changes):
        return result
    inner = getattr(result, "changes", None)
    return inner if isinstance(inner, Changes) else None


class Latest(QObject):
    """Questions of which only the newest matters: search, preview, counts.

    One runs at a time; of those asked meanwhile only the last is kept, and an answer that was
    overtaken is dropped. `interrupt` is called when a newer question arrives.
    """

    def __init__(
        self, tasks: Tasks, owner: QObject, interrupt: Callable[[], None] | None = None
    ) -> None:
        super().__init__(owner)
        self._tasks, self._interrupt = tasks, interrupt
        self._running = False
        self._next: tuple[Callable[[], Any], Callable[[Any], None]] | None = None
        self._done: Callable[[Any], None] | None = None
        self._failed: Callable[[Exception], None] | None = None

    def on_failed(self, failed: Callable[[Exception], None]) -> None:
        """What takes the errors of answers that were not overtaken."""
        self._failed = failed

    def ask(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        """Ask; `done` gets the answer unless a newer question comes first."""
        if self._running:
            self._next = (work, done)
            if self._interrupt is not None:
                self._interrupt()
            return
        self._running, self._done = True, done
        self._tasks.read(work, self, self._on_done, self._on_failed)

    def forget(self) -> None:
        """Drop what is being asked."""
        self._next, self._done = None, None

    def busy(self) -> bool:
        """Whether an answer is awaited."""
        return self._running

    def _on_done(self, result: Any) -> None:
        done = self._done
        if not self._go_on() and done is not None:
            done(result)

    def _on_failed(self, error: Exception) -> None:
        if self._go_on():
            return
        if self._failed is not None:
            self._failed(error)
        else:
            self._tasks.failed.emit(error)

    def _go_on(self) -> bool:
        """Start the question that waits; False when there is none."""
        self._running, self._done = False, None
        if self._next is None:
            return False
        (work, done), self._next = self._next, None
        self.ask(work, done)
        return True
