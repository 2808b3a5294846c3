"""Import: files, a plan to look through and to change, one agreement, one undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QPushButton, QSplitter, QVBoxLayout, QWidget

from curator_app.domain.plain_text import counted
from curator_app.services import importing
from curator_app.services.import_plan import NEW
from curator_app.services.importing import ImportPlan, ImportResult, PlannedRecord
from curator_app.services.library import Library
from curator_app.ui.importing import words
from curator_app.ui.importing.choosing import ChoosingWindow, named
from curator_app.ui.importing.columns import Known
from curator_app.ui.importing.edits import Edits
from curator_app.ui.importing.finding import Finding
from curator_app.ui.importing.record_pane import RecordPane
from curator_app.ui.importing.sources import Source
from curator_app.ui.importing.table import PlanTable
from curator_app.ui.messages import confirm, sentence_of
from curator_app.ui.outcome_table import Line, OutcomeBar, OutcomeView
from curator_app.ui.steps import BYTES
from curator_app.ui.tasks import Tasks
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import EmptyState, button, row


class ImportWindow(ChoosingWindow):
    """Signals: imported() once it was agreed to, undo_asked(operation id) from the last step.

    `known` is what tables were read as before, by their headings.
    """

    imported = Signal()
    undo_asked = Signal(int)

    def __init__(
        self,
        tasks: Tasks,
        theme: Theme,
        library: Library,
        parent: QWidget,
        known: Known | None = None,
    ) -> None:
        super().__init__(tasks, theme, parent, known)
        self._library = library
        self._plan: ImportPlan | None = None
        self._changed = False
        self._operation: int | None = None
        self.model = PlanTable(self)
        self.view = OutcomeView(self.model, theme, "Records", (104, 0, 200, 130))
        self.view.opens = True
        self.bar = OutcomeBar()
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find in the plan")
        self.search.setAccessibleName("Find in the plan")
        self.search.setClearButtonEnabled(True)
        self.record = RecordPane(theme)
        self.finding = Finding(tasks, self)
        self.edits = Edits(tasks, library, self)
        self.finished_step = EmptyState(theme, "good", "")
        self.all_button = button("&Tick all shown", self._on_tick_all, "quiet")
        self.none_button = button("&Untick all shown", self._on_untick_all, "quiet")
        self.other_button = button("Other files…", self.choose)
        self.undo_button = button("Undo this import", self._on_undo)
        self.import_button = button("Import", self._on_import, "primary")
        self.import_button.setToolTip("Import what is ticked [Ctrl+Enter]")
        self._build()
        self._connect()
        self.end(self.choosing)
        self.drop.button.setFocus()

    def _build(self) -> None:
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.view)
        splitter.addWidget(self.record)
        splitter.setSizes([720, 460])
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        self.planning = QWidget()
        layout = QVBoxLayout(self.planning)
        layout.setContentsMargins(16, 12, 16, 16)
        layout.setSpacing(8)
        self.search.setMinimumWidth(160)
        layout.addLayout(row(self.bar, self.search, 1, self.all_button, self.none_button))
        layout.addWidget(splitter, 1)
        for step in (self.planning, self.finished_step):
            self.stack.addWidget(step)
        self.left.addWidget(self.other_button)
        self.left.addWidget(self.undo_button)
        self.right.addWidget(self.import_button)
        self.resize(1200, 700)

    def _connect(self) -> None:
        self.bar.chosen.connect(self.finding.find_outcome)
        self.search.textChanged.connect(self.finding.find_text)
        self.finding.found.connect(self._on_found)
        self.model.ticked.connect(self.step_changed)
        self.view.selectionModel().currentRowChanged.connect(self._on_row)
        self.view.opened.connect(self._on_opened)
        self.record.edited.connect(self._on_edited)
        self.record.chosen.connect(self._on_chosen)
        self.edits.edited.connect(self._on_kept)
        self.edits.refused.connect(self._on_refused)
        for keys, act in (("Ctrl+V", self.paste), ("Ctrl+F", self._on_find)):
            QShortcut(QKeySequence(keys), self, act)

    def step_changed(self) -> None:
        super().step_changed()
        step = self.stack.currentWidget()
        number = self.model.number_ticked()
        self.import_button.setVisible(step is self.planning)
        self.import_button.setText(f"Import {counted(number, 'record')}")
        self.import_button.setEnabled(number > 0 and not self._library.read_only)
        self.other_button.setVisible(step in (self.columns, self.planning, self.finished_step))
        self.undo_button.setVisible(step is self.finished_step and self._operation is not None)
        self.close_button.setText("Close" if step is self.finished_step else "Cancel")

    # ------------------------------------------------------------------ the plan

    def plan_of(self, name: str, source: Source) -> None:
        library = self._library
        ticket = self.begin(f"Reading {name}…", BYTES)
        self.tasks.read(
            lambda: source.plan(library, ticket.report, ticket.cancelled),
            self,
            self.show_plan,
            self.on_unreadable,
        )

    def on_unreadable(self, error: Exception) -> None:
        self.fail(self.planning if self._plan is not None else self.choosing, error)

    def show_plan(self, plan: ImportPlan) -> None:
        """Show what would become of the records, to be changed and agreed to."""
        self._plan, self._changed = plan, False
        self.record.forget()
        self.finding.begin(plan)
        with QSignalBlocker(self.search):
            self.search.clear()
        self.model.show_plan(plan)
        self.bar.show_counts(words.counts(plan))
        self.end(self.planning)
        self.setWindowTitle(f"Import {named([Path(name) for name in plan.files])}")
        self.view.selectRow(0)
        self.view.setFocus()

    def _on_found(self, places: Sequence[int]) -> None:
        self.model.show_places(places)
        self.view.selectRow(0)

    def _on_row(self, now: QModelIndex, before: QModelIndex) -> None:
        line = self.model.line(now.row())
        if line is not None and self._plan is not None:
            self.record.show_record(self._plan, line.place)

    def _on_opened(self, line: Line) -> None:
        self.record.focus_first()

    def _on_find(self) -> None:
        if self.stack.currentWidget() is self.planning:
            self.search.setFocus()
            self.search.selectAll()

    def _on_tick_all(self) -> None:
        self.model.tick_shown(True)

    def _on_untick_all(self) -> None:
        self.model.tick_shown(False)

    # ------------------------------------------------------------------ changing the plan

    def _on_edited(self, place: int, name: str, value: object) -> None:
        if self._plan is not None:
            self._changed = True
            self.edits.edit(self._plan, place, name, value)

    def _on_kept(self, place: int, name: str, record: PlannedRecord) -> None:
        plan = self._plan
        if plan is None:
            return
        self.model.place_changed(place)
        if record.outcome != NEW:
            self.bar.show_numbers(words.counts(plan))
        if place != self.record.place():
            return
        if record.outcome == NEW and record.entry is not None:
            self.record.accept(name, record)
        else:
            self.record.show_record(plan, place)
            self.view.setFocus()

    def _on_refused(self, place: int, error: Exception) -> None:
        if place == self.record.place():
            self.record.form.say(sentence_of(error))
        else:
            self.notices.show_notice("error", "error", sentence_of(error))

    def _on_chosen(self, place: int, taken: frozenset[str]) -> None:
        if self._plan is not None:
            self._changed = True
            self._plan.take(place, taken)
            self.model.place_changed(place)

    # ------------------------------------------------------------------ importing

    def _on_import(self) -> None:
        if self.import_button.isVisible() and self.import_button.isEnabled():
            self.record.form.commit()
            self.edits.when_done(self._import)

    def _import(self) -> None:
        library, plan, chosen = self._library, self._plan, self.model.ticks()
        if plan is None or not chosen or self.ticket is not None:
            return
        ticket = self.begin(f"Importing {counted(len(chosen), 'record')}…", "records")

        def work() -> ImportResult:
            return importing.apply_import(
                library, plan, chosen, progress=ticket.report, cancelled=ticket.cancelled
            )

        self.tasks.write(work, self, self._on_done, self._on_failed)

    def _on_failed(self, error: Exception) -> None:
        self.fail(self.planning, error)

    def _on_done(self, result: ImportResult) -> None:
        self._operation = result.changes.operation_id
        self._plan, self._changed = None, False
        self.finished_step.say("Imported", words.summary(result))
        self.end(self.finished_step)
        self.close_button.setFocus()
        self.imported.emit()

    def _on_undo(self) -> None:
        if self._operation is not None:
            self.undo_asked.emit(self._operation)
            self._operation = None
            self.finished_step.say("The import was taken back", "Redo repeats it.")
            self.step_changed()

    # ------------------------------------------------------------------ leaving

    def hold_on(self, act: Callable[[], None]) -> bool:
        """Whether a plan that was worked on is in the way; the act follows when it may go."""
        if not self._changed:
            return False

        def go() -> None:
            self._changed = False
            act()

        confirm(
            self,
            "Import",
            "Leave the plan? What you changed in it is not kept.",
            "Leave the plan",
            go,
            more="Nothing was imported yet.",
        )
        return True

    def reject(self) -> None:
        """Esc and Cancel ask before a plan that was worked on is lost."""
        if self.ticket is not None or not self.hold_on(self.reject):
            super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a box or a table is no agreement: only on a button, or with Ctrl."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.take_columns()
            self._on_import()
        elif enter:
            focused = self.focusWidget()
            if isinstance(focused, QPushButton):
                focused.click()
            elif focused is self.search:
                self.view.setFocus()
        else:
            super().keyPressEvent(event)
