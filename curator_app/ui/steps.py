"""A window that goes step by step: choose, wait, look at the plan, agree, see what was done."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from curator_app.errors import Cancelled, CuratorError
from curator_app.ui.messages import sentence_of
from curator_app.ui.tasks import Tasks, Ticket
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import SPACE, NoticeArea, PlainLabel, button, fill_window

BYTES = "bytes"
MEASURED_AFTER = 1.0
"""Seconds after which a rate is worth telling."""


class Working(QWidget):
    """What is being done, how far it is, and a way to stop it."""

    def __init__(self) -> None:
        super().__init__()
        self.words = PlainLabel("", "heading")
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress")
        self.bar.setMaximumWidth(420)
        self.numbers = PlainLabel("", "muted")
        self.numbers.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._unit, self._begun, self._first = "", 0.0, 0
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self.bar, 4)
        middle.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addStretch(1)
        layout.addWidget(self.words)
        layout.addLayout(middle)
        layout.addWidget(self.numbers)
        layout.addStretch(1)

    def begin(self, words: str, unit: str = "") -> None:
        """Start at nothing; `unit` is what is counted: BYTES, or things by their name."""
        self.words.setText(words)
        self.numbers.setText("")
        self.bar.setRange(0, 0)
        self._unit, self._begun, self._first = unit, time.monotonic(), 0

    def show_progress(self, done: int, total: int) -> None:
        """Say how far it is, how fast, and how long it still takes."""
        # A bar counts in 32 bits, bytes do not fit.
        self.bar.setRange(0, 1_000)
        self.bar.setValue(round(1_000 * done / max(1, total)))
        if self.numbers.text() == "":
            self._begun, self._first = time.monotonic(), done
        said = how_far(done, total, self._unit)
        self.bar.setAccessibleDescription(said)
        seconds = time.monotonic() - self._begun
        rest = how_fast(done - self._first, total - done, seconds, self._unit)
        self.numbers.setText(f"{said} · {rest}" if rest else said)


def how_far(done: int, total: int, unit: str) -> str:
    """So much of so much."""
    if unit == BYTES:
        return f"{done / 1e6:,.1f} of {total / 1e6:,.1f} MB"
    return f"{done:,} of {total:,}{' ' if unit else ''}{unit}"


def how_fast(done: int, left: int, seconds: float, unit: str) -> str:
    """The rate and the time that is left, "" before both can be told."""
    if seconds < MEASURED_AFTER or done <= 0:
        return ""
    rate = done / seconds
    said = f"{rate / 1e6:,.1f} MB/s" if unit == BYTES else f"{rate:,.0f}/s"
    return f"{said} · {time_left(left / rate)}" if left > 0 else said


def time_left(seconds: float) -> str:
    """About how long it still takes."""
    if seconds < 5:
        return "a few seconds left"
    if seconds < 90:
        return f"about {round(seconds / 5) * 5} seconds left"
    minutes = round(seconds / 60)
    return f"about {minutes:,} minutes left" if minutes < 120 else f"{minutes // 60} hours left"


class StepWindow(QDialog):
    """A stack of steps over a row of buttons; one long task at a time, with Stop."""

    def __init__(self, tasks: Tasks, theme: Theme, parent: QWidget, title: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.tasks, self.theme = tasks, theme
        self.ticket: Ticket | None = None
        self.notices = NoticeArea(theme)
        self.stack = QStackedWidget()
        self.working = Working()
        self.stack.addWidget(self.working)
        self.left, self.right = QHBoxLayout(), QHBoxLayout()
        self.stop_button = button("Stop", self.stop)
        self.close_button = button("Close", self.reject)
        self._lay_out()

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 12, 16, 12)
        foot.setSpacing(SPACE)
        for part in (self.left, self.right):
            part.setSpacing(SPACE)
        foot.addLayout(self.left)
        foot.addStretch(1)
        foot.addWidget(self.stop_button)
        foot.addWidget(self.close_button)
        foot.addLayout(self.right)
        fill_window(self, self.stack, foot, self.notices)
        self.stop_button.hide()

    # ------------------------------------------------------------------ long work

    def begin(self, words: str, unit: str = "") -> Ticket:
        """Show the progress of a long task; its ticket says how far it is and when to stop."""
        ticket = Ticket(self)
        ticket.progressed.connect(self.working.show_progress)
        self.ticket = ticket
        self.notices.clear("error")
        self.working.begin(words, unit)
        self.stack.setCurrentWidget(self.working)
        self.close_button.hide()
        self.stop_button.setEnabled(True)
        self.stop_button.show()
        self.stop_button.setFocus()
        self.step_changed()
        return ticket

    def end(self, step: QWidget) -> None:
        """The task has ended: show this step."""
        self.ticket = None
        self.stop_button.hide()
        self.close_button.show()
        self.stack.setCurrentWidget(step)
        self.step_changed()

    def fail(self, step: QWidget, error: Exception) -> None:
        """Go back to a step and say why; of what nobody foresaw the main window has the details."""
        self.end(step)
        tone = "info" if isinstance(error, Cancelled) else "error"
        self.notices.show_notice("error", tone, sentence_of(error))
        if not isinstance(error, CuratorError):
            self.tasks.failed.emit(error)

    def stop(self) -> None:
        """Ask the running task to stop at its next safe place."""
        if self.ticket is not None:
            self.ticket.cancel()
            self.stop_button.setEnabled(False)
            self.working.words.setText("Stopping…")

    def step_changed(self) -> None:
        """Called after another step is shown, for the window's own buttons."""

    def reject(self) -> None:
        """Esc and Close wait for what runs: it is stopped first."""
        if self.ticket is not None:
            self.stop()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.ticket is not None:
            self.stop()
            event.ignore()
        else:
            super().closeEvent(event)
