"""Merging all duplicates that need no choice: a preview, one agreement, one step of undo."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from curator_app.domain.changes import Changes
from curator_app.domain.plain_text import counted
from curator_app.services.library import Library
from curator_app.services.merging import Planned, foresee_all, merge_all
from curator_app.ui.duplicates.words import plan_lines
from curator_app.ui.outcome_table import OutcomeTable, OutcomeView
from curator_app.ui.steps import StepWindow
from curator_app.ui.tasks import Tasks
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import EmptyState, PlainLabel, button


class SureWindow(StepWindow):
    """What would be merged into what, and what is left to a person and why."""

    def __init__(
        self,
        tasks: Tasks,
        theme: Theme,
        library: Library,
        groups: Sequence[Sequence[str]],
        parent: QWidget,
    ) -> None:
        super().__init__(tasks, theme, parent, "Merge the sure ones")
        self._library, self._groups = library, groups
        self.model = OutcomeTable(("Outcome", "Study", "What it gets", "Entries"), self)
        self.view = OutcomeView(self.model, theme, "Groups of duplicates", (104, 0, 300, 400))
        self.heading = PlainLabel("", "heading")
        self.about = PlainLabel("")
        self.finished_step = EmptyState(theme, "good", "")
        self.merge_button = button("Merge", self._on_merge, "primary")
        self.planning = QWidget()
        layout = QVBoxLayout(self.planning)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(self.heading)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.about)
        for step in (self.planning, self.finished_step):
            self.stack.addWidget(step)
        self.right.addWidget(self.merge_button)
        self.view.selectionModel().currentRowChanged.connect(self._on_row)
        self.resize(1160, 560)
        self._foresee()

    def step_changed(self) -> None:
        step = self.stack.currentWidget()
        self.merge_button.setVisible(step is self.planning)
        self.close_button.setText("Close" if step is self.finished_step else "Cancel")

    def _foresee(self) -> None:
        library, groups = self._library, self._groups
        self.begin("Looking at what each would get…")
        self.stop_button.setEnabled(False)
        self.tasks.read(lambda: foresee_all(library, groups), self, self._on_foreseen, self._failed)

    def _on_foreseen(self, planned: list[Planned]) -> None:
        ready = [item for item in planned if not item.reason]
        gone = sum(len(item.gone) for item in ready)
        rest = len(planned) - len(ready)
        need = "needs a choice and is" if rest == 1 else "need a choice and are"
        left = f" {rest:,} {need} left to you." if rest else ""
        into, many = counted(len(ready), "entry"), counted(gone, "duplicate")
        self.heading.setText(f"{many} would go into {into}.{left} One undo takes all back.")
        self.model.show_lines(plan_lines(planned), set())
        self.merge_button.setEnabled(bool(ready) and not self._library.read_only)
        self.end(self.planning)
        if planned:
            self.view.selectRow(0)
        (self.merge_button if ready else self.close_button).setFocus()

    def _on_row(self) -> None:
        """The line in full: what the table has no room for."""
        line = self.model.line(self.view.currentIndex().row())
        self.about.setText("\n".join((line.where, f"{line.what}: {line.why}")) if line else "")

    def _on_merge(self) -> None:
        library, groups = self._library, self._groups
        self.begin("Merging…")
        self.stop_button.setEnabled(False)
        self.tasks.write(lambda: merge_all(library, groups), self, self._on_done, self._failed)

    def _on_done(self, changes: Changes) -> None:
        self.finished_step.say("The sure ones are merged", changes.message)
        self.end(self.finished_step)
        self.close_button.setFocus()

    def _failed(self, error: Exception) -> None:
        self.fail(self.planning, error)
