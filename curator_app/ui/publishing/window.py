"""Publish: a folder, the plan of what changes and why, one agreement, a way back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QLineEdit, QVBoxLayout, QWidget

from curator_app.domain.changes import Changes
from curator_app.services import publishing
from curator_app.services.library import Library
from curator_app.services.publishing import PublishPlan, PublishResult
from curator_app.ui.messages import confirm
from curator_app.ui.outcome_table import Line, OutcomeBar, OutcomeTable, OutcomeView
from curator_app.ui.publishing import words
from curator_app.ui.steps import StepWindow
from curator_app.ui.tasks import Tasks
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import EmptyState, PlainLabel, button, row

if TYPE_CHECKING:
    from curator_app.services.gate import Gate


class PublishWindow(StepWindow):
    """Signals: folder_chosen(path) once a plan could be made for a folder; entry_asked(slug,
    field) when an entry is to be opened, at what its page is held back for.
    """

    folder_chosen = Signal(str)
    entry_asked = Signal(str, str)

    def __init__(
        self,
        tasks: Tasks,
        theme: Theme,
        library: Library,
        folder: str,
        parent: QWidget,
        gate: Callable[[], Gate] | None = None,
    ) -> None:
        super().__init__(tasks, theme, parent, "Publish")
        self._library, self._gate = library, gate
        self._plan: PublishPlan | None = None
        self._undoable = False
        self.folder = QLineEdit(folder or str(library.folder / "site"))
        self.folder.setAccessibleName("Folder of the site")
        self.choose_button = button("Choose…", self._choose)
        self.plan_button = button("Show the plan", self.make_plan)
        self.model = OutcomeTable(("Outcome", "Page", "Why"), self)
        self.view = OutcomeView(self.model, theme, "Pages", (110, 0, 420))
        self.view.opens = True
        self.bar = OutcomeBar()
        self.standing = PlainLabel("", "muted")
        self.same = EmptyState(theme, "good", "The site is up to date", "No page differs.")
        self.finished_step = EmptyState(theme, "good", "")
        self.open_button = button("Open the folder", self._open)
        self.back_button = button("Go back to the release before…", self._on_back)
        self.publish_button = button("Publish", self._on_publish, "primary")
        self._build()
        self.bar.chosen.connect(self.model.narrow)
        self.view.opened.connect(self._on_opened)
        self.folder.returnPressed.connect(self.make_plan)
        self.folder.textEdited.connect(self._on_edited)
        self.make_plan()

    def _build(self) -> None:
        self.planning = QWidget()
        layout = QVBoxLayout(self.planning)
        layout.setContentsMargins(16, 12, 16, 16)
        layout.setSpacing(8)
        caption = PlainLabel("Folder of the site", wrap=False)
        caption.setBuddy(self.folder)
        line = row(caption, self.folder, self.choose_button, self.plan_button)
        line.setStretch(1, 1)
        layout.addLayout(line)
        layout.addLayout(row(self.bar, 1))
        layout.addWidget(self.view, 1)
        layout.addWidget(self.same, 1)
        layout.addWidget(self.standing)
        for step in (self.planning, self.finished_step):
            self.stack.addWidget(step)
        self.left.addWidget(self.back_button)
        self.right.addWidget(self.open_button)
        self.right.addWidget(self.publish_button)
        self.resize(960, 620)

    def step_changed(self) -> None:
        step, plan = self.stack.currentWidget(), self._plan
        planning = step is self.planning
        self.publish_button.setVisible(planning)
        self.publish_button.setEnabled(plan is not None)
        self.publish_button.setText(words.button(plan) if plan is not None else "Publish")
        self.open_button.setVisible(step is self.finished_step)
        self.back_button.setVisible(step in (self.planning, self.finished_step))
        self.back_button.setEnabled(self._site_folder().is_dir())
        self.close_button.setText("Close" if step is self.finished_step else "Cancel")

    def _target(self) -> Path:
        return Path(self.folder.text().strip()).expanduser()

    def _site_folder(self) -> Path:
        return self._target() / "current"

    # ------------------------------------------------------------------ the plan

    def _choose(self) -> None:
        dialog = QFileDialog(self, "Folder of the site", self.folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self._on_folder)
        dialog.open()

    def _on_folder(self, folder: str) -> None:
        self.folder.setText(folder)
        self.make_plan()

    def _on_edited(self) -> None:
        """Another folder needs a plan of its own before anything is written there."""
        self._plan = None
        self.step_changed()

    def make_plan(self) -> None:
        """Compare the library with what the folder serves."""
        if self.ticket is not None or not self.folder.text().strip():
            return
        library, to, gate = self._library, self._target(), self._gate
        self._plan = None
        ticket = self.begin("Comparing the library with the site…")

        def work() -> PublishPlan:
            return publishing.plan_publish(
                library, to, None, ticket.report, ticket.cancelled, gate() if gate else None
            )

        self.tasks.read(work, self, self._on_plan, self._on_no_plan)

    def _on_no_plan(self, error: Exception) -> None:
        self.model.show_lines([], set())
        self.bar.hide()
        self.same.hide()
        self.standing.setText("")
        self.fail(self.planning, error)

    def _on_plan(self, plan: PublishPlan) -> None:
        self._plan = plan
        self._say_notices(plan)
        self.folder_chosen.emit(self.folder.text())
        self.model.show_lines(words.lines(plan), set())
        self.bar.show_counts(words.counts(plan))
        differs = self.model.rowCount() > 0
        self.bar.setVisible(differs)
        self.view.setVisible(differs)
        self.same.setVisible(not differs)
        self.standing.setText(words.standing(plan) if differs else "")
        self.end(self.planning)
        if differs:
            self.view.selectRow(0)
        self.publish_button.setFocus()

    def _on_opened(self, line: Line) -> None:
        """Leave for the entry of a row, unless its page is about to be taken away."""
        plan = self._plan
        if plan is not None and line.outcome != words.REMOVED:
            self.reject()
            self.entry_asked.emit(line.what, plan.fields.get(line.what, ""))

    def _say_notices(self, plan: PublishPlan) -> None:
        self.notices.clear("gate")
        if plan.notices:
            text = " ".join(plan.notices)
            self.notices.show_notice("gate", "warn", text, closable=False)

    # ------------------------------------------------------------------ publishing

    def _on_publish(self) -> None:
        library, to, plan, gate = self._library, self._target(), self._plan, self._gate
        if plan is None:
            return
        ticket = self.begin(f"Publishing {words.pages(words.work(plan))}…")

        def work() -> PublishResult:
            return publishing.publish(
                library, to, None, ticket.report, ticket.cancelled, gate() if gate else None
            )

        self.tasks.write(work, self, self._on_done, self._on_failed)

    def _on_failed(self, error: Exception) -> None:
        self.fail(self.planning, error)

    def _on_done(self, result: PublishResult) -> None:
        self.finished_step.say(
            "The site is published" if result.files else "Nothing to do", result.sentence()
        )
        self._plan = None
        self.end(self.finished_step)
        self.open_button.setFocus()
        self.tasks.changed.emit(Changes(structure=True, message=result.sentence()), self)

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._site_folder())))

    def _on_back(self) -> None:
        confirm(
            self,
            "Go back",
            "Serve the release before the present one again?",
            "Go back one release",
            self._go_back,
            more="The entries stay as they are; publishing again brings the present pages back.",
        )

    def _go_back(self) -> None:
        to = self._target()
        self.begin("Going back…")
        self.tasks.write(lambda: publishing.rollback(to), self, self._on_went_back, self._on_failed)

    def _on_went_back(self, release: str) -> None:
        self.finished_step.say("Went back", f"The site serves the release {release} again.")
        self._plan = None
        self.end(self.finished_step)
