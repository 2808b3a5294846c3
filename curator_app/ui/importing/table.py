"""The records of a plan as a table, each read from the plan when it comes into view."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from curator_app.services.import_plan import DIFFERS, NEW, REFUSED, ImportPlan
from curator_app.ui.importing import words
from curator_app.ui.outcome_table import Line, OutcomeModel

HEADINGS = ("Outcome", "Record", "What happens", "Where")
KEPT = 2_000
"""Lines that are kept once they were seen."""


class PlanTable(OutcomeModel):
    """As many rows as the plan has records; memory holds those in view and the ticks."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(HEADINGS, parent)
        self._plan: ImportPlan | None = None
        self._seen: dict[int, Line] = {}

    def show_plan(self, plan: ImportPlan) -> None:
        """Show all records; what is new and what differs is ticked."""
        self._plan = plan
        self._ticks = {*plan.places(NEW), *plan.places(DIFFERS)}
        self.show_places(range(len(plan)))

    def show_places(self, places: Sequence[int]) -> None:
        """Show these records."""
        self.beginResetModel()
        self._seen.clear()
        self._shown = places
        self.endResetModel()

    def line(self, row: int) -> Line | None:
        """What stands on a row."""
        if self._plan is None or not 0 <= row < len(self._shown):
            return None
        place = self._shown[row]
        if place not in self._seen:
            if len(self._seen) >= KEPT:
                self._seen.clear()
            self._seen[place] = words.line(self._plan, place)
        return self._seen[place]

    def tickable(self, row: int) -> int | None:
        """The place on a row unless it was refused; nothing is read for it."""
        place = self._shown[row]
        refused = self._plan is None or self._plan.outcome(place) == REFUSED
        return None if refused else place

    def place_changed(self, place: int) -> None:
        """A record says something else now: show it anew where it is."""
        self._seen.pop(place, None)
        if self._shown:
            last = self.index(len(self._shown) - 1, len(HEADINGS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
