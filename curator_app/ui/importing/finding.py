"""Which records of the plan are shown: of one outcome, and with some text."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from curator_app.services.import_plan import ImportPlan
from curator_app.ui.tasks import Latest, Tasks


class Finding(QObject):
    """Signals: found(places). A text is looked for on a reader, an outcome alone at once."""

    found = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._plan: ImportPlan | None = None
        self._outcome = self._text = ""
        self._stop = threading.Event()
        self._latest = Latest(tasks, self)
        self._latest.on_failed(self._on_stopped)

    def begin(self, plan: ImportPlan) -> None:
        """Look in this plan, at all of it."""
        self._plan, self._outcome, self._text = plan, "", ""

    def find_outcome(self, outcome: str) -> None:
        """Show one outcome only, or all."""
        self._outcome = outcome
        self._find()

    def find_text(self, text: str) -> None:
        """Show what has this text only."""
        self._text = text.strip()
        self._find()

    def _find(self) -> None:
        plan, outcome, text = self._plan, self._outcome, self._text
        if plan is None:
            return
        self._stop.set()  # what is being looked for now
        if not text:
            self._latest.forget()
            self._tell(plan.places(outcome) if outcome else range(len(plan)))
            return
        stop = self._stop = threading.Event()
        self._latest.ask(lambda: plan.places(outcome, text, stop.is_set), self._tell)

    def _tell(self, places: Sequence[int]) -> None:
        self.found.emit(places)

    def _on_stopped(self, error: Exception) -> None:
        """Stopped because a newer question came."""
