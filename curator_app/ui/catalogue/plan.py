"""What a policy would change: every entry, before it is adopted."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QFormLayout, QLineEdit, QVBoxLayout, QWidget

from curator_app.domain.changes import Changes
from curator_app.domain.policy import Policy
from curator_app.services import policy as service
from curator_app.services.library import Library
from curator_app.services.policy import Flip
from curator_app.ui.catalogue import words
from curator_app.ui.outcome_table import OutcomeBar, OutcomeTable, OutcomeView
from curator_app.ui.steps import StepWindow
from curator_app.ui.tasks import Tasks
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import EmptyState, PlainLabel, button, row

Plan = tuple[Policy, tuple[Flip, ...]]


class PolicyWindow(StepWindow):
    """The plan of one policy, its name and reason, and one agreement."""

    def __init__(
        self,
        tasks: Tasks,
        theme: Theme,
        library: Library,
        readings: Mapping[str, str],
        parent: QWidget,
    ) -> None:
        super().__init__(tasks, theme, parent, "What would change")
        self._library, self._readings = library, dict(readings)
        self._plan: Plan | None = None
        self.model = OutcomeTable(("Outcome", "Entry", "Badge", "Because of"), self)
        self.view = OutcomeView(self.model, theme, "Entries", (116, 0, 250, 150))
        self.bar = OutcomeBar()
        self.heading = PlainLabel("", "heading")
        self.standing = PlainLabel("", "muted")
        self.nothing = EmptyState(theme, "good", "No entry would change", "")
        self.name = QLineEdit()
        self.note = QLineEdit()
        self.finished_step = EmptyState(theme, "good", "")
        self.again_button = button("Look again", self.make_plan)
        self.adopt_button = button("Adopt", self._on_adopt, "primary")
        self._build()
        self.bar.chosen.connect(self.model.narrow)
        self.name.textChanged.connect(self._say)
        self.make_plan()

    def _build(self) -> None:
        self.planning = QWidget()
        layout = QVBoxLayout(self.planning)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(self.heading)
        layout.addLayout(row(self.bar, 1))
        layout.addWidget(self.view, 1)
        layout.addWidget(self.nothing, 1)
        layout.addWidget(self.standing)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.note.setPlaceholderText("For the history: who decided it, and for what reason")
        for caption, field in (("Name of the policy", self.name), ("Why", self.note)):
            field.setAccessibleName(caption)
            form.addRow(caption, field)
        layout.addLayout(form)
        for step in (self.planning, self.finished_step):
            self.stack.addWidget(step)
        self.left.addWidget(self.again_button)
        self.right.addWidget(self.adopt_button)
        self.resize(980, 620)

    def step_changed(self) -> None:
        step = self.stack.currentWidget()
        self.adopt_button.setVisible(step is self.planning)
        self.again_button.setVisible(step is self.planning)
        self.close_button.setText("Close" if step is self.finished_step else "Cancel")
        self._say()

    def _say(self) -> None:
        self.adopt_button.setText(f"Adopt policy {self._version()}".strip())
        self.adopt_button.setEnabled(self._plan is not None and not self._library.read_only)

    def _version(self) -> str:
        return " ".join(self.name.text().split()) or (self._plan[0].version if self._plan else "")

    # ------------------------------------------------------------------ the plan

    def make_plan(self) -> None:
        """Derive every entry that the policy may touch, and show those that change."""
        library, readings = self._library, self._readings
        self._plan = None
        ticket = self.begin("Looking at the entries…")

        def work() -> Plan:
            policy = service.propose(library, readings)
            report, stop = ticket.report, ticket.cancelled
            return policy, service.what_would_change(library, policy, report, stop)

        self.tasks.read(work, self, self._on_plan, self._on_no_plan)

    def _on_no_plan(self, error: Exception) -> None:
        self.bar.hide()
        self.view.hide()
        self.nothing.hide()
        self._failed(error)

    def _on_plan(self, plan: Plan) -> None:
        policy, flips = self._plan = plan
        catalogue = self._library.catalogue
        before = catalogue.the_policy()
        self.heading.setText(words.changed(before, policy, catalogue))
        self.model.show_lines(words.lines(flips, catalogue), set())
        self.bar.show_counts(words.counts(flips))
        self.bar.setVisible(bool(flips))
        self.view.setVisible(bool(flips))
        self.nothing.setVisible(not flips)
        self.standing.setText(words.standing(flips) if flips else "")
        if not self.name.isModified():
            self.name.setText(policy.version)
        self.end(self.planning)
        if flips:
            self.view.selectRow(0)
        self.note.setFocus()

    # ------------------------------------------------------------------ adopting

    def _on_adopt(self) -> None:
        library, plan, note = self._library, self._plan, self.note.text()
        if plan is None:
            return
        policy, flips = Policy(self._version(), plan[0].contested), plan[1]
        ticket = self.begin(f"Adopting policy {policy.version}…")

        def work() -> Changes:
            return service.adopt(
                library, policy, note, flips, progress=ticket.report, cancelled=ticket.cancelled
            )

        self.tasks.write(work, self, self._on_done, self._failed)

    def _failed(self, error: Exception) -> None:
        self.fail(self.planning, error)

    def _on_done(self, changes: Changes) -> None:
        self._plan = None
        self.finished_step.say("The policy is in force", changes.message)
        self.end(self.finished_step)
        self.close_button.setFocus()
