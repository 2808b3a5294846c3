"""Refresh from source: the entry beside its source, field by field, and ticks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from curator_app.domain.changes import Changes
from curator_app.domain.entry import Entry
from curator_app.domain.fields import label
from curator_app.domain.plain_text import counted
from curator_app.services import refreshing
from curator_app.services.looking_up import LookUps
from curator_app.services.refreshing import Refreshed
from curator_app.services.retractions import RetractionCheck
from curator_app.ui.diff_view import DiffView
from curator_app.ui.editor.wording import in_words
from curator_app.ui.messages import shortened
from curator_app.ui.outcome_table import Line, OutcomeTable, OutcomeView
from curator_app.ui.steps import StepWindow
from curator_app.ui.tasks import Tasks
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import EmptyState, PlainLabel, button

KEPT = "Only facts of the record are compared; classifications and texts of curators stay."


class RefreshWindow(StepWindow):
    """Asks at once, because that is what it was opened for.

    `make` gives the look-ups of the library; it may ask the keyring, so a worker calls it.
    """

    def __init__(
        self, tasks: Tasks, theme: Theme, make: Callable[[], LookUps], entry: Entry, parent: QWidget
    ) -> None:
        super().__init__(tasks, theme, parent, "Refresh from source")
        self._make, self._entry = make, entry
        self._refreshed: Refreshed | None = None
        self.checked = PlainLabel(KEPT, "muted")
        self.heading = PlainLabel("", "heading")
        self.model = OutcomeTable(("Take it", "Field", "The source says", "Now"), self)
        self.view = OutcomeView(self.model, theme, "Fields that differ", (104, 0, 230, 130))
        self.details = DiffView(theme)
        self.details.setProperty("readOnly", True)
        self.end_step = EmptyState(theme, "good", "")
        self.again_button = button("Ask again", self._ask)
        self.take_button = button("Take", self._on_take, "primary")
        self._build()
        self.model.ticked.connect(self.step_changed)
        self.view.selectionModel().currentRowChanged.connect(self._on_row)
        self._ask()

    def _build(self) -> None:
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.view)
        splitter.addWidget(self.details)
        splitter.setSizes([560, 380])
        self.comparing = QWidget()
        layout = QVBoxLayout(self.comparing)
        layout.setContentsMargins(16, 12, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(self.heading)
        layout.addWidget(self.checked)
        layout.addWidget(splitter, 1)
        for step in (self.comparing, self.end_step):
            self.stack.addWidget(step)
        self.left.addWidget(self.again_button)
        self.right.addWidget(self.take_button)
        self.resize(980, 560)

    def step_changed(self) -> None:
        step, number = self.stack.currentWidget(), self.model.number_ticked()
        self.take_button.setVisible(step is self.comparing)
        self.take_button.setEnabled(number > 0)
        self.take_button.setText(f"Take {counted(number, 'field')}")
        self.again_button.setVisible(step is not self.working and self._refreshed is None)
        self.close_button.setText("Cancel" if step is self.comparing else "Close")

    def _ask(self) -> None:
        make, entry = self._make, self._entry
        ticket = self.begin(f"Asking about {shortened(entry.title or entry.slug)}…")

        def work() -> tuple[Refreshed, str]:
            lookups = make()
            stored = lookups.library.entry_by_id(entry.id)  # Not what is being typed.
            last = RetractionCheck(lookups).last([entry.id]).get(entry.id)
            when = f"{last:%Y-%m-%d}" if last is not None else "never"
            return refreshing.fetch(lookups, stored, ticket.cancelled), when

        self.tasks.read(work, self, self._on_answer, self._on_unanswered)

    def _on_unanswered(self, error: Exception) -> None:
        self.end_step.say("The source was not read", "Nothing was changed.")
        self.fail(self.end_step, error)

    def _on_answer(self, answer: tuple[Refreshed, str]) -> None:
        refreshed, when = answer
        self._refreshed = refreshed
        checked = f"Checked for a retraction: {when}."
        self.checked.setText(f"{KEPT} {checked}")
        source = refreshed.source.file
        if not refreshed.differences:
            self.end_step.say("Nothing differs", f"{source} says what the entry says. {checked}")
            self.end(self.end_step)
            self.close_button.setFocus()
            return
        number = len(refreshed.differences)
        verb = "differs" if number == 1 else "differ"
        self.heading.setText(f"{source}: {counted(number, 'field')} {verb}.")
        lines = [_line(n, refreshed, d) for n, d in enumerate(refreshed.differences)]
        ticked = {n for n, d in enumerate(refreshed.differences) if d[0] in refreshed.fills}
        self.model.show_lines(lines, ticked)
        if refreshed.warning:
            self.notices.show_notice("warning", "warn", refreshed.warning, closable=False)
        self.end(self.comparing)
        self.view.selectRow(0)
        self.view.setFocus()

    def _on_row(self, now: QModelIndex, before: QModelIndex) -> None:
        line = self.model.line(now.row())
        if line is not None and self._refreshed is not None:
            self.details.show_differences([self._refreshed.differences[line.place]])

    def _on_take(self) -> None:
        refreshed = self._refreshed
        if refreshed is None:
            return
        names = [refreshed.differences[place][0] for place in sorted(self.model.ticks())]
        make = self._make
        self.begin(f"Taking {counted(len(names), 'field')}…")
        self.tasks.write(
            lambda: refreshing.apply(make().library, refreshed, names),
            self,
            self._on_taken,
            self._on_refused,
        )

    def _on_refused(self, error: Exception) -> None:
        self.fail(self.comparing, error)

    def _on_taken(self, changes: Changes) -> None:
        self.end_step.say("Refreshed", f"{changes.message} Undo takes it back.")
        self.end(self.end_step)
        self.close_button.setFocus()


def _line(place: int, refreshed: Refreshed, difference: tuple[str, Any, Any]) -> Line:
    name, mine, theirs = difference
    fills = name in refreshed.fills or not mine
    words = ("new", "Fills") if fills else ("differs", "Changes")
    said = [shortened("; ".join(in_words(name, v).splitlines()), 200) for v in (theirs, mine)]
    return Line(place, *words, label(name), said[0], said[1] or "–", tickable=True)
