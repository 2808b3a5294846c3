"""Check for retractions: what is due, the check, what was found, and recording it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from curator_app.domain.changes import Changes
from curator_app.domain.plain_text import counted
from curator_app.services.looking_up import LookUps
from curator_app.services.retractions import AGAIN, Checked, Finding, RetractionCheck
from curator_app.ui.outcome_table import Line, OutcomeTable, OutcomeView
from curator_app.ui.steps import StepWindow
from curator_app.ui.tasks import Tasks
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import EmptyState, PlainLabel, button, restyle

WHAT = (
    "PubMed and Crossref (publishers and Retraction Watch) are asked about each entry with a PMID"
    " or a DOI. Nothing is written before you have seen what was found."
)
RECORDS = (
    "Recorded are the retraction with its notice and a task. A page with something grave is held"
    " back until somebody has looked at it and pressed Done beside the task."
)
LABELS = {"corrected": "Corrected", "concern": "Concern", "withdrawn": "Withdrawn",
          "retracted": "Retracted"}  # fmt: skip


class RetractionWindow(StepWindow):
    """Signals: entry_asked(slug) for a row that was opened.

    `make` gives the look-ups of the library; it may ask the keyring, so a worker calls it.
    """

    entry_asked = Signal(str)

    def __init__(
        self, tasks: Tasks, theme: Theme, make: Callable[[], LookUps], parent: QWidget
    ) -> None:
        super().__init__(tasks, theme, parent, "Check for retractions")
        self._make = make
        self._findings: list[Finding] = []
        self.start = EmptyState(theme, "search", "Check for retractions", WHAT)
        self.again = QCheckBox("Also those that were checked in the last 7 days")
        self.heading = PlainLabel("", "heading")
        self.model = OutcomeTable(("Found", "Entry", "What the services say", "Checked"), self)
        self.view = OutcomeView(self.model, theme, "What was found", (112, 0, 420, 110))
        self.view.opens = True
        self.check_button = button("Check now", self.check, "primary")
        self.record_button = button("Record", self._on_record, "primary")
        self._build()
        self.model.ticked.connect(self.step_changed)
        self.view.opened.connect(self._on_opened)
        self._look("")

    def _build(self) -> None:
        self.results = QWidget()
        layout = QVBoxLayout(self.results)
        layout.setContentsMargins(16, 12, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(self.heading)
        layout.addWidget(PlainLabel(RECORDS, "muted"))
        layout.addWidget(self.view, 1)
        for step in (self.start, self.results):
            self.stack.addWidget(step)
        self.left.addWidget(self.again)
        self.right.addWidget(self.check_button)
        self.right.addWidget(self.record_button)
        self.resize(1000, 560)

    def step_changed(self) -> None:
        step, number = self.stack.currentWidget(), self.model.number_ticked()
        for made in (self.again, self.check_button):
            made.setVisible(step is not self.working)
        restyle(self.check_button, "kind", "primary" if step is self.start else "")
        self.record_button.setVisible(step is self.results)
        self.record_button.setEnabled(number > 0)
        self.record_button.setText(f"Record {number:,}" if number else "Record")

    # ------------------------------------------------------------------ checking

    def check(self) -> None:
        """Ask about what is due."""
        make, again = self._make, 0.0 if self.again.isChecked() else AGAIN
        ticket = self.begin("Asking PubMed and Crossref…")

        def work() -> Checked:
            return RetractionCheck(make()).run(again, ticket.report, ticket.cancelled)

        self.tasks.read(work, self, self._on_checked, self._on_stopped)

    def _on_checked(self, done: Checked) -> None:
        if done.trouble:
            self.notices.show_notice("error", "error", f"Not all were checked. {done.trouble}")
        words = "Nothing was due: every entry was checked in the last 7 days."
        if done.due:
            words = f"{done.answered:,} of {counted(done.due, 'entry')} that were due were checked."
        if done.unasked:
            words += f" {done.unasked:,} have no DOI or PMID and cannot be."
        self._look(words)

    def _on_stopped(self, error: Exception) -> None:
        self.fail(self.start, error)
        self._look("The check was stopped; it goes on from there the next time.")

    def _look(self, words: str) -> None:
        """Read what is known, and what is due."""
        make = self._make

        def work() -> tuple[list[Finding], int, int, str]:
            check = RetractionCheck(make())
            due, unasked = check.due()
            return check.findings(), len(due), unasked, words

        self.tasks.read(work, self, self._on_known)

    def _on_known(self, known: tuple[list[Finding], int, int, str]) -> None:
        self._findings, due, unasked, words = known
        lines = [_line(place, finding) for place, finding in enumerate(self._findings)]
        self.model.show_lines(lines, {line.place for line in lines if line.tickable})
        if self._findings:
            self.heading.setText(
                words or f"{counted(len(lines), 'entry')} to look at from earlier checks."
            )
            self.end(self.results)
            self.view.selectRow(0)
            self.view.setFocus()
            return
        said = (
            f"{counted(due, 'entry')} due."
            if due
            else "Every entry was checked in the last 7 days."
        )
        unable = f" {unasked:,} without a DOI or PMID cannot be checked." if unasked else ""
        title = "Nothing was found" if words else "Check for retractions"
        self.start.say(title, f"{words or WHAT}\n{said}{unable}")
        self.end(self.start)
        self.check_button.setFocus()

    def _on_opened(self, line: Line) -> None:
        self.entry_asked.emit(self._findings[line.place].entry.slug)
        self.reject()

    # ------------------------------------------------------------------ recording

    def _on_record(self) -> None:
        make = self._make
        chosen = [self._findings[place] for place in sorted(self.model.ticks())]
        self.begin(f"Recording {counted(len(chosen), 'entry')}…")
        self.tasks.write(
            lambda: RetractionCheck(make()).record(chosen), self, self._on_recorded, self._on_failed
        )

    def _on_failed(self, error: Exception) -> None:
        self.fail(self.results, error)

    def _on_recorded(self, changes: Changes) -> None:
        self._look(f"{changes.message} Undo takes it back.")


def _line(place: int, finding: Finding) -> Line:
    at = datetime.fromtimestamp(finding.at).astimezone().strftime("%Y-%m-%d")
    title = finding.entry.title or finding.entry.slug
    if finding.is_remark:
        return Line(place, "same", "Look at it", title, finding.sentence, at)
    status = finding.answered.said.status
    outcome = "differs" if status == "corrected" else "refused"
    return Line(place, outcome, LABELS[status], title, finding.sentence, at, tickable=True)
