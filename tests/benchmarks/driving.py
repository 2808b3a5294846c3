"""Driving the real window inside a probe's process: waiting for paint, feeling its pulse."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

PATIENCE_MS = 30_000


class Paints(QObject):
    """Calls back each time the widget has been painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.then: Callable[[], None] | None = None
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self.then is not None:
            then, self.then = self.then, None
            # The event loop comes back once the painting is done.
            QTimer.singleShot(0, self, then)
        return False


class Pulse(QObject):
    """A timer of one millisecond: the longest time it was kept waiting is the longest block."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self, interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_beat)
        self._last = time.perf_counter()
        self.longest = 0.0

    def start(self) -> None:
        """Feel from now on."""
        self.longest, self._last = 0.0, time.perf_counter()
        self._timer.start()

    def stop(self) -> float:
        """The longest block since the start, in milliseconds."""
        self._timer.stop()
        self._on_beat()
        return self.longest * 1000

    def _on_beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last)
        self._last = now


def wait(begin: Callable[[Callable[[], None]], None]) -> float:
    """Run `begin(done)` and the event loop until done() is called; the milliseconds it took."""
    loop = QEventLoop()
    late: list[str] = []

    def give_up() -> None:
        late.append("late")
        loop.quit()

    timer = QTimer(singleShot=True, interval=PATIENCE_MS)
    timer.timeout.connect(give_up)
    timer.start()
    begun = time.perf_counter()
    QTimer.singleShot(0, lambda: begin(loop.quit))
    loop.exec()
    taken = (time.perf_counter() - begun) * 1000
    timer.stop()
    if late:
        raise TimeoutError("the window did not answer")
    return taken


def rest(milliseconds: int) -> None:
    """Let the window finish what it does on the side."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
