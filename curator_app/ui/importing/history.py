"""The imports that were made: when, by whom, which files, what came of them, and undo."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QSplitter,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from curator_app.domain.plain_text import counted
from curator_app.services.import_history import (
    PastImport,
    Undoing,
    foresee_undo,
    past_imports,
    undo_import,
)
from curator_app.services.library import Library
from curator_app.ui.editor.parts import plain_tip
from curator_app.ui.history.revisions import local_time
from curator_app.ui.list_table import set_up
from curator_app.ui.messages import confirm
from curator_app.ui.steps import StepWindow
from curator_app.ui.tasks import Tasks
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import EmptyState, PlainLabel, button

HEADINGS = ("When", "Who", "Files", "New", "Filled in", "Same", "Refused", "")
WIDTHS = (128, 110, 0, 70, 74, 70, 74, 96)
FILES, FIRST_NUMBER, LAST_NUMBER = 2, 3, 6
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
SHOWN_LEFT = 8


class ImportHistory(StepWindow):
    """All imports, newest first; what was refused in each; undo of a whole one."""

    def __init__(self, tasks: Tasks, theme: Theme, library: Library, parent: QWidget) -> None:
        super().__init__(tasks, theme, parent, "Imports")
        self._library = library
        self._imports: list[PastImport] = []
        self.table = _table("Imports, newest first", HEADINGS, WIDTHS)
        self.about = PlainLabel("", "muted")
        for column in range(FIRST_NUMBER, LAST_NUMBER + 1):
            heading = self.table.horizontalHeaderItem(column)
            if heading is not None:
                heading.setTextAlignment(RIGHT)
        self.refusals = _table("Refused records", ("Where", "Why it was refused"), (220, 0))
        self.empty = EmptyState(
            theme, "import", "No import yet", "Files that you import are listed here."
        )
        self.undo_button = button("Undo this import…", self._on_undo)
        self._build()
        self.table.itemSelectionChanged.connect(self._on_row)
        tasks.changed.connect(self._read)
        self.resize(980, 560)
        self._read()

    def _build(self) -> None:
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.about)
        column.addWidget(self.refusals, 1)
        column.addStretch(0)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.table)
        splitter.addWidget(below)
        splitter.setSizes([300, 200])
        self.listing = QStackedWidget()
        self.listing.addWidget(splitter)
        self.listing.addWidget(self.empty)
        around = QWidget()
        layout = QVBoxLayout(around)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.addWidget(self.listing)
        self.page = around
        self.stack.addWidget(around)
        self.left.addWidget(self.undo_button)
        self.end(around)

    def step_changed(self) -> None:
        past = self._current()
        ready = self.stack.currentWidget() is self.page and past is not None
        self.undo_button.setVisible(self.ticket is None)
        can = ready and past is not None and not past.undone and past.entries > 0
        self.undo_button.setEnabled(can and not self._library.read_only)

    # ------------------------------------------------------------------ the list

    def _read(self) -> None:
        library = self._library
        self.tasks.read(lambda: past_imports(library), self, self._on_imports)

    def _on_imports(self, found: list[PastImport]) -> None:
        before = self._current()
        self._imports = found
        self.table.setRowCount(len(found))
        for row, past in enumerate(found):
            for column, text in enumerate(_texts(past)):
                item = QTableWidgetItem(text)
                if FIRST_NUMBER <= column <= LAST_NUMBER:
                    item.setTextAlignment(RIGHT)
                if column == FILES:
                    item.setToolTip(plain_tip("\n".join(past.files[:30])))
                self.table.setItem(row, column, item)
        self.listing.setCurrentIndex(0 if found else 1)
        places = [i for i, past in enumerate(found) if before and past.id == before.id]
        if found:
            self.table.selectRow(places[0] if places else 0)
            self.table.setFocus()
        self._on_row()

    def _current(self) -> PastImport | None:
        row = self.table.currentRow()
        return self._imports[row] if 0 <= row < len(self._imports) else None

    def _on_row(self) -> None:
        past = self._current()
        refusals = past.refusals if past is not None else ()
        self.refusals.setRowCount(len(refusals))
        for row, (file, line, why) in enumerate(refusals):
            where = f"{file}, line {line}" if line else file
            for column, text in enumerate((where, why)):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(text))
                self.refusals.setItem(row, column, item)
        self.refusals.setVisible(bool(refusals))
        self.about.setText(_about(past) if past is not None else "")
        self.step_changed()

    # ------------------------------------------------------------------ undo

    def _on_undo(self) -> None:
        past = self._current()
        if past is None:
            return
        library = self._library
        ticket = self.begin("Looking what was edited since…")

        def done(foreseen: Undoing) -> None:
            self.end(self.page)
            self._ask(past, foreseen)

        self.tasks.read(
            lambda: foresee_undo(library, past.id, ticket.cancelled), self, done, self._on_failed
        )

    def _ask(self, past: PastImport, foreseen: Undoing) -> None:
        more = [foreseen.sentence()]
        more += [f"{left.slug} stays: {left.why}." for left in foreseen.left[:SHOWN_LEFT]]
        if len(foreseen.left) > SHOWN_LEFT:
            more.append(f"… and {len(foreseen.left) - SHOWN_LEFT:,} more stay.")
        more.append("Redo brings the import back.")

        def act() -> None:
            self._undo(past)

        text = f"Take back the import of {_files(past)}?"
        confirm(self, "Undo an import", text, "Undo this import", act, more="\n".join(more))

    def _undo(self, past: PastImport) -> None:
        library = self._library
        ticket = self.begin(f"Taking back the import of {_files(past)}…")
        self.tasks.write(
            lambda: undo_import(library, past.id, ticket.report, ticket.cancelled),
            self,
            self._on_undone,
            self._on_failed,
        )

    def _on_undone(self, done: Undoing) -> None:
        self.end(self.page)
        words = [done.changes.message]
        words += [f"{left.slug}: {left.why}." for left in done.left[:SHOWN_LEFT]]
        self.notices.show_notice("undone", "good", " ".join(words))

    def _on_failed(self, error: Exception) -> None:
        self.fail(self.page, error)


def _table(name: str, headings: Sequence[str], widths: Sequence[int]) -> QTableWidget:
    made = QTableWidget(0, len(headings))
    made.setHorizontalHeaderLabels(headings)
    made.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
    set_up(made, name, widths)
    return made


def _texts(past: PastImport) -> tuple[str, ...]:
    counts = (past.created, past.updated, past.matched, past.refused)
    numbers = ("–" if count is None else f"{count:,}" for count in counts)
    state = "Taken back" if past.undone else ""
    return local_time(past.at), past.who, ", ".join(past.files), *numbers, state


def _files(past: PastImport) -> str:
    return past.files[0] if len(past.files) == 1 else f"{len(past.files)} files"


def _about(past: PastImport) -> str:
    entries = counted(past.entries, "entry")
    words = f"It changed {entries}."
    if past.refused is None:
        return f"{words} What was refused was not kept at that time."
    if not past.refused:
        return f"{words} Nothing was refused."
    shown = len(past.refusals)
    first = f" The first {shown:,} are shown." if shown < past.refused else ""
    return f"{words} {past.refused:,} refused:{first}" if shown else f"{words}"
