"""Import: files, a plan to look through, one agreement, one undo."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QLabel, QSplitter, QVBoxLayout, QWidget

from curator_app.errors import CuratorError
from curator_app.services import importing
from curator_app.services.importing import ImportPlan, ImportResult
from curator_app.services.library import Library
from curator_app.ui import icons
from curator_app.ui.diff_view import DiffView
from curator_app.ui.importing import words
from curator_app.ui.outcome_table import OutcomeBar, OutcomeTable, OutcomeView
from curator_app.ui.steps import StepWindow
from curator_app.ui.tasks import Tasks
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import EmptyState, PlainLabel, button, restyle, row


class DropPlace(QFrame):
    """Where files are dropped or chosen. Signals: dropped(list of Path)."""

    dropped = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("role", "drop")
        self.setAcceptDrops(True)
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = button("Choose files…", kind="primary")
        heading = PlainLabel("Drop files here", "heading")
        text = PlainLabel(words.readable(), "muted")
        promise = PlainLabel("Nothing is added before you have seen the plan and agreed.", "muted")
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addStretch(1)
        layout.addWidget(self._picture)
        for label in (heading, text, promise):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        layout.addSpacing(8)
        layout.addLayout(row(1, self.button, 1))
        layout.addStretch(1)
        self._tint()
        theme.switched.connect(self._tint)

    def _tint(self) -> None:
        color = self._theme.scheme.tokens["accent"]
        self._picture.setPixmap(icons.pixmap("drop", color, 48))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            restyle(self, "active", True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        restyle(self, "active", False)

    def dropEvent(self, event: QDropEvent) -> None:
        restyle(self, "active", False)
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self.dropped.emit(paths)


class ImportWindow(StepWindow):
    """Signals: undo_asked(operation id) from the last step."""

    undo_asked = Signal(int)

    def __init__(self, tasks: Tasks, theme: Theme, library: Library, parent: QWidget) -> None:
        super().__init__(tasks, theme, parent, "Import")
        self._library = library
        self._plan: ImportPlan | None = None
        self._operation: int | None = None
        self.drop = DropPlace(theme)
        self.model = OutcomeTable(("Outcome", "Record", "What happens", "Where"), self)
        self.view = OutcomeView(self.model, theme, "Records", (104, 0, 220, 130))
        self.bar = OutcomeBar()
        self.explanation = PlainLabel("", "muted")
        self.details = DiffView(theme)
        self.details.setProperty("readOnly", True)
        self.finished_step = EmptyState(theme, "good", "")
        self.all_button = button("Tick all shown", self._on_tick_all, "quiet")
        self.none_button = button("Untick all shown", self._on_untick_all, "quiet")
        self.other_button = button("Other files…", self._choose)
        self.undo_button = button("Undo this import", self._on_undo)
        self.import_button = button("Import", self._on_import, "primary")
        self._build()
        self._connect()
        self.end(self.choosing)
        self.drop.button.setFocus()

    def _build(self) -> None:
        self.choosing = QWidget()
        layout = QVBoxLayout(self.choosing)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.addWidget(self.drop)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(8, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.explanation)
        column.addWidget(self.details, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.view)
        splitter.addWidget(side)
        splitter.setSizes([740, 340])
        self.planning = QWidget()
        layout = QVBoxLayout(self.planning)
        layout.setContentsMargins(16, 12, 16, 16)
        layout.setSpacing(8)
        layout.addLayout(row(self.bar, 1, self.all_button, self.none_button))
        layout.addWidget(splitter, 1)
        for step in (self.choosing, self.planning, self.finished_step):
            self.stack.addWidget(step)
        self.left.addWidget(self.other_button)
        self.left.addWidget(self.undo_button)
        self.right.addWidget(self.import_button)
        self.resize(1100, 660)

    def _connect(self) -> None:
        self.drop.dropped.connect(self.take_files)
        self.drop.button.clicked.connect(self._choose)
        self.bar.chosen.connect(self._narrow)
        self.model.ticked.connect(self.step_changed)
        self.view.selectionModel().currentRowChanged.connect(self._on_row)

    def step_changed(self) -> None:
        step = self.stack.currentWidget()
        number = len(self.model.ticks())
        self.import_button.setVisible(step is self.planning)
        self.import_button.setText(f"Import {words.records(number)}")
        self.import_button.setEnabled(number > 0 and not self._library.read_only)
        self.other_button.setVisible(step in (self.planning, self.finished_step))
        self.undo_button.setVisible(step is self.finished_step and self._operation is not None)
        self.close_button.setText("Close" if step is self.finished_step else "Cancel")

    # ------------------------------------------------------------------ choosing

    def _choose(self) -> None:
        dialog = QFileDialog(self, "Import files")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(words.file_filters())
        dialog.filesSelected.connect(self._on_files)
        dialog.open()

    def _on_files(self, names: list[str]) -> None:
        self.take_files([Path(name) for name in names])

    def take_files(self, paths: Sequence[Path]) -> None:
        """Work out what would become of the records in these files."""
        if not paths or self.ticket is not None:
            return
        library, names = self._library, ", ".join(path.name for path in paths[:3])
        ticket = self.begin(f"Reading {names}…")

        def work() -> ImportPlan:
            return importing.plan_import(
                library, list(paths), progress=ticket.report, cancelled=ticket.cancelled
            )

        self.tasks.read(work, self, self._on_plan, self._on_unreadable)

    def _on_unreadable(self, error: Exception) -> None:
        self.fail(self.planning if self._plan is not None else self.choosing, error)

    # ------------------------------------------------------------------ the plan

    def _on_plan(self, plan: ImportPlan) -> None:
        self._plan = plan
        self.model.show_lines(words.lines(plan), words.ticked(plan))
        self.bar.show_counts(words.counts(plan))
        self.end(self.planning)
        self.setWindowTitle(f"Import {', '.join(plan.files[:3])}")
        self.view.selectRow(0)
        self.view.setFocus()

    def _narrow(self, outcome: str) -> None:
        self.model.narrow(outcome)
        self.view.selectRow(0)

    def _on_row(self, now: QModelIndex, before: QModelIndex) -> None:
        line = self.model.line(now.row())
        if line is None or self._plan is None:
            return
        record = self._plan.records[line.place]
        self.explanation.setText(words.explained(record))
        self.details.show_differences(
            words.details(record), "There is nothing else to show.", words.remarks(record)
        )

    def _on_tick_all(self) -> None:
        self.model.tick_shown(True)

    def _on_untick_all(self) -> None:
        self.model.tick_shown(False)

    # ------------------------------------------------------------------ importing

    def _on_import(self) -> None:
        library, plan, chosen = self._library, self._plan, self.model.ticks()
        if plan is None or not chosen:
            return
        ticket = self.begin(f"Importing {words.records(len(chosen))}…")

        def work() -> ImportResult:
            return importing.apply_import(
                library, plan, chosen, progress=ticket.report, cancelled=ticket.cancelled
            )

        self.tasks.write(work, self, self._on_done, self._on_failed)

    def _on_failed(self, error: Exception) -> None:
        self.fail(self.planning, error)
        if not isinstance(error, CuratorError):
            self.tasks.failed.emit(error)

    def _on_done(self, result: ImportResult) -> None:
        self._operation = result.changes.operation_id
        self.finished_step.say("Imported", words.summary(result))
        self.end(self.finished_step)
        self.close_button.setFocus()

    def _on_undo(self) -> None:
        if self._operation is not None:
            self.undo_asked.emit(self._operation)
            self._operation = None
            self.finished_step.say("The import was taken back", "Redo repeats it.")
            self.step_changed()
