"""Comparing a proposal with its message while it is built, off the GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from curator_app.ui.inbox.proposal_state import ProposalState
from curator_app.ui.tasks import Latest, Tasks

REST_MS = 250
"""Milliseconds of rest before what is being typed is compared."""


class Looking(QObject):
    """Signals: due() when typing rests, found(list) with what the proposal repeats."""

    due = Signal()
    found = Signal(object)

    def __init__(self, tasks: Tasks, window: QWidget) -> None:
        super().__init__(window)
        self._question = Latest(tasks, self)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.due)

    def soon(self) -> None:
        """Something was typed."""
        self._rest.start()

    def look(self, state: ProposalState) -> None:
        """Compare what stands there now."""
        self._rest.stop()
        self._question.ask(state.looking(), self.found.emit)

    def forget(self) -> None:
        """Another proposal, or none, is in view."""
        self._rest.stop()
        self._question.forget()

    def busy(self) -> bool:
        """Whether something is still to be compared."""
        return self._rest.isActive() or self._question.busy()
