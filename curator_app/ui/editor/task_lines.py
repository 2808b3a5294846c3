"""What is left to look at in an entry, a line each, until somebody says that it is done."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from curator_app.domain.decisions import Task
from curator_app.ui.editor.parts import button
from curator_app.ui.widgets import PlainLabel


class TaskLines(QWidget):
    """Shows tasks. Signals: `done(place)` for the task that was looked at."""

    done = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks: tuple[Task, ...] = ()
        self._read_only = False
        self.lines: list[TaskLine] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 4, 0, 0)
        self._layout.setSpacing(4)
        self.hide()

    def show_tasks(self, tasks: Sequence[Task]) -> None:
        """Show these; nothing is rebuilt when they are the same."""
        if tuple(tasks) == self._tasks:
            return
        self._tasks = tuple(tasks)
        for line in self.lines:
            self._layout.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = [TaskLine(task, self) for task in tasks]
        for place, line in enumerate(self.lines):
            line.done.setEnabled(not self._read_only)
            line.done.clicked.connect(partial(self._on_done, place))
            self._layout.addWidget(line)
        self.setVisible(bool(tasks))

    def _on_done(self, place: int) -> None:
        self.done.emit(place)

    def set_read_only(self, on: bool) -> None:
        """Whether the tasks can be looked at only."""
        self._read_only = on
        for line in self.lines:
            line.done.setEnabled(not on)


class TaskLine(QFrame):
    """One sentence and its button."""

    def __init__(self, task: Task, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "task")
        self.words = PlainLabel(task.note, "", self)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.done = button("Done", "I looked at it: take this off the list", self)
        self.done.setAccessibleName("Done")
        self.done.setAccessibleDescription(task.note)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 4, 6, 4)
        layout.setSpacing(8)
        layout.addWidget(self.words, 1)
        layout.addWidget(self.done, 0, Qt.AlignmentFlag.AlignTop)
