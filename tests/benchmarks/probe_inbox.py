"""The window of contributions in a process of its own, timed as a reviewer works in it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from PySide6.QtCore import Qt, QTimer, SignalInstance
from PySide6.QtTest import QTest

from curator_app import app as composed
from curator_app.inbox.keys import Master
from curator_app.keychain import Keychain
from curator_app.services.inbox import Credential, Inbox
from curator_app.ui.inbox.list_pane import DEBOUNCE_MS
from curator_app.ui.inbox.reader import REST_MS
from curator_app.ui.inbox.window import InboxWindow
from curator_app.ui.tasks import Tasks
from curator_app.ui.theme import Theme
from tests.benchmarks.driving import Paints, Pulse, rest, wait
from tests.inbox.messages import many

KEY = Master(b"a key for benchmarks, 32 bytes..")
AT_ONCE = 2000
NEXT, DECIDED = 30, 12
WORDS = 60
QUIET_MS = 400
"""Counting, marking as read and the like belong to an action that seems to be over."""


def fill(folder: Path, count: int) -> None:
    """An inbox of this many messages."""
    folder.mkdir(parents=True)
    inbox = Inbox(folder, Keychain(), "Bench")
    inbox.create(key=KEY)
    messages = many(count, size=WORDS)
    for start in range(0, count, AT_ONCE):
        inbox.store.take(messages[start : start + AT_ONCE])
    inbox.lock()


class Driver:
    """The window, and what is measured in it."""

    def __init__(self, folder: Path) -> None:
        app = composed.application(["atlas-curator"])
        self.inbox = Inbox(folder, Keychain(), "Bench")
        self.window = InboxWindow(self.inbox, None, Tasks(app), Theme(app, "light"), {})
        self.window.resize(1280, 800)
        self.list = self.window.list
        self.paints = Paints(self.list.view.viewport())
        self.report: dict[str, Any] = {}

    def run(self) -> dict[str, Any]:
        """Everything, one after the other."""
        self.window.show()
        self.window.activateWindow()
        rest(200)
        self._measure("open", [self._open])
        rest(QUIET_MS)
        self._measure("next", [lambda: self._shown(self._press(Qt.Key.Key_J))] * NEXT, REST_MS)
        self._measure("jump", [lambda at=at: self._jump(at) for at in (0.9, 0.4, 0.7, 0.1, 0.5)])
        self._measure("select all", [self._select_all] * 5)
        self.list.view.go_to(0)
        rest(QUIET_MS)
        decide = [lambda: self._answered(self._press(Qt.Key.Key_S))] * DECIDED
        self._measure("decide", decide)
        self._measure("undo", [lambda: self._answered(self.window.commands.undo)] * DECIDED)
        keys = (("closed", "all"), ("todo", "unread"), ("todo", "open"))
        self._measure("queue", [lambda k=k: self._queue(k) for k in keys * 3])
        self._measure("search, first", [lambda: self._search("fatigue page")], DEBOUNCE_MS)
        texts = ("criteria", "marker77end", "wrong author", "crash", "nothing-like-this")
        self._measure("search", [lambda t=t: self._search(t) for t in texts * 2], DEBOUNCE_MS)
        self.window.shut()
        return self.report

    def _measure(self, name: str, acts: list[Callable[[], float]], off: float = 0) -> None:
        """The median and the slowest time, and the longest block of the event loop."""
        pulse, times, blocks = Pulse(), [], []
        for act in acts:
            pulse.start()
            times.append(act() - off)
            rest(QUIET_MS)
            blocks.append(pulse.stop())
        self.report[name] = {
            "median": median(times), "slowest": max(times), "block": max(blocks),
            "usual block": median(blocks),
        }  # fmt: skip

    # ------------------------------------------------------------------ ends of actions

    def _after(self, signal: SignalInstance, act: Callable[[], None]) -> float:
        """Milliseconds from an action to the paint after a signal."""

        def begin(done: Callable[[], None]) -> None:
            def on_signal(*_: object) -> None:
                signal.disconnect(on_signal)
                if self.list.table.rowCount():
                    self.paints.then = done
                    self.list.view.viewport().update()
                else:
                    QTimer.singleShot(0, done)

            signal.connect(on_signal)
            act()

        return wait(begin)

    def _answered(self, act: Callable[[], None]) -> float:
        return self._after(self.list.view_changed, act)

    def _shown(self, act: Callable[[], None]) -> float:
        return self._after(self.window.pane.shown, act)

    def _press(self, key: Qt.Key) -> Callable[[], None]:
        view = self.list.view
        return lambda: QTest.keyClick(view, key)

    # ------------------------------------------------------------------ actions

    def _open(self) -> float:
        """From the right key to a painted list with its first message in view."""
        return self._shown(lambda: self.window.access.unlock(Credential(key=KEY.text())))

    def _jump(self, place: float) -> float:
        """To any line, until its text is decrypted and painted."""
        line = int(self.list.table.rowCount() * place)

        def begin(done: Callable[[], None]) -> None:
            def check() -> None:
                if self.list.table.row(line) is not None:
                    timer.stop()
                    done()

            timer = QTimer(self.list, interval=1)
            timer.timeout.connect(check)
            timer.start()
            self.list.view.scrollTo(self.list.table.index(line, 0))

        return wait(begin)

    def _select_all(self) -> float:
        self.list.view.go_to(0)
        rest(QUIET_MS)

        def begin(done: Callable[[], None]) -> None:
            self.paints.then = done
            QTest.keySequence(self.list.view, "Ctrl+A")
            assert self.list.selected_count() == self.list.table.rowCount()
            self.list.view.viewport().update()

        return wait(begin)

    def _queue(self, key: tuple[str, str]) -> float:
        return self._answered(lambda: self.window.side.choose(key))

    def _search(self, text: str) -> float:
        return self._answered(lambda: self.list.search.setText(text))


def main() -> int:
    """Measure the inbox in the folder that is the first argument."""
    print(json.dumps(Driver(Path(sys.argv[1])).run()), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
