"""When the next request to a service may go out; one pace for all programs of a library."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol

from curator_app.errors import Cancelled

LOOK = 0.1
"""Seconds between two looks at whether the user wants to stop."""


class Clock(Protocol):
    """The time in seconds, and a way to let some pass."""

    def now(self) -> float:
        """Seconds since some moment, never going back."""
        ...

    def sleep(self, seconds: float) -> None:
        """Let them pass."""
        ...


class SystemClock:
    """This computer's clock; its moments are the same in all programs until it starts anew."""

    def now(self) -> float:
        """Seconds since some moment, never going back."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Let them pass."""
        time.sleep(seconds)


Book = Callable[[str, float, float], float]
"""Books a turn with the other programs: service, earliest moment, pause after it; when it is."""


class Pace:
    """Keeps requests to one service apart, whichever thread, window or program sends them.

    `book`, where it is given, knows of the other programs; their clocks have to be the same.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock: Clock = clock or SystemClock()
        self._next: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait_turn(
        self, service: str, pause: float, cancelled: Callable[[], bool], book: Book | None = None
    ) -> None:
        """Return when a request may go out, `pause` seconds after the one before at the earliest.

        Raises Cancelled.
        """
        with self._lock:
            turn = max(self.clock.now(), self._next.get(service, 0.0))
            if book is not None:
                turn = book(service, turn, pause)
            self._next[service] = turn + pause
        self._until(turn, cancelled)

    def rest(
        self, service: str, seconds: float, cancelled: Callable[[], bool], book: Book | None = None
    ) -> None:
        """Ask this service nothing for a while; raises Cancelled."""
        with self._lock:
            until = self.clock.now() + seconds
            if book is not None:
                book(service, until, 0.0)
            self._next[service] = max(self._next.get(service, 0.0), until)
        self._until(until, cancelled)

    def _until(self, moment: float, cancelled: Callable[[], bool]) -> None:
        while True:
            if cancelled():
                raise Cancelled
            left = moment - self.clock.now()
            if left <= 0:
                return
            self.clock.sleep(min(left, LOOK))
