"""What changed words would find over the whole library, before they are put in force."""

from __future__ import annotations

from PySide6.QtWidgets import QFormLayout, QLineEdit, QVBoxLayout, QWidget

from curator_app.domain.changes import Changes
from curator_app.domain.checks.word_changes import WordChanges
from curator_app.services import words as service
from curator_app.services.library import Library
from curator_app.services.words import Effect
from curator_app.ui.outcome_table import OutcomeTable, OutcomeView
from curator_app.ui.steps import StepWindow
from curator_app.ui.tasks import Tasks
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import EmptyState, PlainLabel, button
from curator_app.ui.words import words


class WordsPlanWindow(StepWindow):
    """The effect of changed words, the reason, and one agreement."""

    def __init__(
        self, tasks: Tasks, theme: Theme, library: Library, changes: WordChanges, parent: QWidget
    ) -> None:
        super().__init__(tasks, theme, parent, "What would change")
        self._library, self._words = library, changes
        self.model = OutcomeTable(("Outcome", "Rule", "Findings", ""), self)
        self.view = OutcomeView(self.model, theme, "Rules", (110, 0, 180, 60))
        self.heading = PlainLabel("", "heading")
        self.nothing = EmptyState(theme, "good", "", "")
        self.note = QLineEdit()
        self.finished_step = EmptyState(theme, "good", "")
        self.adopt_button = button("Put in force", self._on_adopt, "primary")
        self._build()
        self._foresee()

    def _build(self) -> None:
        self.planning = QWidget()
        layout = QVBoxLayout(self.planning)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(self.heading)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.nothing, 1)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.note.setPlaceholderText("For the history")
        self.note.setAccessibleName("Why")
        form.addRow("Why", self.note)
        layout.addLayout(form)
        now, catalogue = self._library.rules.words, self._library.catalogue
        self.heading.setText("\n".join(words.differences(self._words, now, catalogue)))
        for step in (self.planning, self.finished_step):
            self.stack.addWidget(step)
        self.right.addWidget(self.adopt_button)
        self.resize(760, 520)

    def step_changed(self) -> None:
        step = self.stack.currentWidget()
        self.adopt_button.setVisible(step is self.planning)
        self.adopt_button.setEnabled(not self._library.read_only)
        self.close_button.setText("Close" if step is self.finished_step else "Cancel")

    # ------------------------------------------------------------------ the effect

    def _foresee(self) -> None:
        library, changes = self._library, self._words
        ticket = self.begin("Checking all entries with these words…")
        self.tasks.read(
            lambda: service.effect(library, changes, ticket.report, ticket.cancelled),
            self,
            self._on_effect,
            self._on_no_effect,
        )

    def _on_effect(self, effect: Effect) -> None:
        self.model.show_lines(words.lines(effect, self._library.engine().by_id), set())
        found = self.model.rowCount() > 0
        self.view.setVisible(found)
        self.nothing.setVisible(not found)
        self.nothing.say("No finding comes or goes", "No entry has these words where they matter.")
        self.end(self.planning)
        self.note.setFocus()

    def _on_no_effect(self, error: Exception) -> None:
        """Stopped: the words can be put in force without knowing."""
        self.view.hide()
        self.nothing.show()
        self.nothing.say("It is not known what these words would find")
        self._failed(error)

    # ------------------------------------------------------------------ in force

    def _on_adopt(self) -> None:
        library, changes, note = self._library, self._words, self.note.text()
        self.begin("Putting the words in force…")
        self.stop_button.setEnabled(False)

        def work() -> Changes:
            return service.change_words(library, changes, note)

        self.tasks.write(work, self, self._on_done, self._failed)

    def _failed(self, error: Exception) -> None:
        self.fail(self.planning, error)

    def _on_done(self, changes: Changes) -> None:
        self.finished_step.say("The words are in force", changes.message)
        self.end(self.finished_step)
        self.close_button.setFocus()
