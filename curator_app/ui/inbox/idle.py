"""Locks when nobody is here: no key, click or wheel in any window of the program for a while."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

MINUTES = 10
CHOICES = (2, 5, 10, 20, 60, 0)
"""Minutes to choose from; 0 never locks by itself."""
PAUSE_MS = 60_000
"""So long without a key or click is a pause, in which the daily copy disturbs nobody."""
_SIGNS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class IdleWatch(QObject):
    """Watches the windows that get the keyboard, not every event of the program.

    Signals: left() when nobody has been here for so long; paused() at each pause before that.
    """

    left = Signal()
    paused = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.left)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.paused)
        self._watching = False
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._on_window)

    def watch(self, minutes: float) -> None:
        """Begin to watch; with 0 minutes nobody is ever taken to have left."""
        self._watching = True
        self._timer.setInterval(int(minutes * 60_000))
        self._start()

    def rest(self) -> None:
        """Watch no longer."""
        self._watching = False
        self._timer.stop()
        self._pause.stop()

    def _start(self) -> None:
        self._pause.start()
        self._timer.stop()
        if self._timer.interval():
            self._timer.start()

    def _on_window(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._watching and event.type() in _SIGNS:
            self._start()
        return False
