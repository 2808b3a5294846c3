"""The first steps of an import: files or a text are taken, and tables are asked about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from curator_app.services.tables import ColumnMapping, Proposal, propose_columns
from curator_app.ui.importing import words
from curator_app.ui.importing.columns import (
    ColumnsStep,
    Known,
    Tables,
    known_key,
    needs_a_look,
    remembered,
)
from curator_app.ui.importing.drop import DropPlace, files_in
from curator_app.ui.importing.sources import PASTED, Source, table_proposals
from curator_app.ui.steps import StepWindow
from curator_app.ui.tasks import Tasks
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import button

SHOWN_NAMES = 3


class ChoosingWindow(StepWindow):
    """Signals: columns_said(known) to remember what tables were read as, by their headings.

    What was chosen goes to `plan_of`; `hold_on` may put it off.
    """

    columns_said = Signal(object)

    def __init__(self, tasks: Tasks, theme: Theme, parent: QWidget, known: Known | None) -> None:
        super().__init__(tasks, theme, parent, "Import")
        self._known: Known = known or {}
        self._paths: list[Path] = []
        self._tables: dict[Path, ColumnMapping] = {}
        self._asked: list[tuple[Path, Proposal]] = []
        self.drop = DropPlace(theme)
        self.columns = ColumnsStep()
        self.columns_button = button("Read the table", self.take_columns, "primary")
        self.choosing = QWidget()
        layout = QVBoxLayout(self.choosing)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.addWidget(self.drop)
        for step in (self.choosing, self.columns):
            self.stack.addWidget(step)
        self.right.addWidget(self.columns_button)
        self.setAcceptDrops(True)
        self.drop.dropped.connect(self.take_files)
        self.drop.texted.connect(self.take_text)
        self.drop.button.clicked.connect(self.choose)
        self.drop.paste_button.clicked.connect(self.paste)
        self.columns.guess_asked.connect(self._on_guess_asked)
        self.columns.changed.connect(self.step_changed)

    def plan_of(self, name: str, source: Source) -> None:
        """Read this and go on."""
        raise NotImplementedError

    def hold_on(self, act: Callable[[], None]) -> bool:
        """Whether something is in the way; the act follows when it may go."""
        raise NotImplementedError

    def step_changed(self) -> None:
        mapping = self.columns.mapping()
        self.columns_button.setVisible(self.stack.currentWidget() is self.columns)
        self.columns_button.setEnabled(mapping is not None and not mapping.trouble)

    def choose(self) -> None:
        dialog = QFileDialog(self, "Import files")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(words.file_filters())
        dialog.filesSelected.connect(self._on_files)
        dialog.open()

    def _on_files(self, names: list[str]) -> None:
        self.take_files([Path(name) for name in names])

    def paste(self) -> None:
        """Take what is on the clipboard: files that were copied, or text."""
        if self.stack.currentWidget() is not self.choosing:
            return
        data = QGuiApplication.clipboard().mimeData()
        files = files_in(data) if data is not None else []
        if files:
            self.take_files(files)
        elif data is not None and data.text().strip():
            self.take_text(data.text())
        else:
            self.notices.show_notice("error", "info", "There is no text on the clipboard.")

    def take_files(self, paths: Sequence[Path]) -> None:
        """Work out what would become of the records in these files; tables are asked about."""
        if not paths or self.ticket is not None or self.hold_on(lambda: self.take_files(paths)):
            return
        found = [*paths]
        self.begin(f"Looking at {named(found)}…")
        self.tasks.read(lambda: table_proposals(found), self, self._on_tables, self.on_unreadable)
        self._paths = found

    def take_text(self, text: str) -> None:
        """Work out what would become of the records in a text."""
        if self.ticket is None and not self.hold_on(lambda: self.take_text(text)):
            self.plan_of(PASTED, Source(text=text))

    def _on_tables(self, tables: Tables) -> None:
        known = {path: remembered(p.mapping, self._known) for path, p in tables.items()}
        self._tables = {path: mapping for path, mapping in known.items() if mapping is not None}
        self._asked = [(p, t) for p, t in tables.items() if needs_a_look(t, self._known)]
        self._next_table()

    def _next_table(self) -> None:
        if not self._asked:
            self.plan_of(named(self._paths), Source(self._paths, self._tables))
            return
        path, proposal = self._asked[0]
        more = len(self._asked) - 1
        self.columns.show_table(path, proposal, self._known, f" ({more} more follow)" * bool(more))
        self.end(self.columns)
        self.columns.focus_first()

    def _on_guess_asked(self, path: Path, delimiter: str, headed: bool) -> None:
        def done(proposal: Proposal) -> None:
            self._asked[0] = (path, proposal)
            self._next_table()

        self.tasks.read(
            lambda: propose_columns(path, delimiter, headed), self, done, self.on_unreadable
        )

    def take_columns(self) -> None:
        """Read the table that is shown as was said."""
        mapping = self.columns.mapping()
        if mapping is None or mapping.trouble or self.stack.currentWidget() is not self.columns:
            return
        path, _ = self._asked.pop(0)
        self._tables[path] = mapping
        self._known = {**self._known, known_key(mapping): [*mapping.fields]}
        self.columns_said.emit(self._known)
        self._next_table()

    def on_unreadable(self, error: Exception) -> None:
        """Nothing could be read: say why and let choose again."""
        self.fail(self.choosing, error)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_in(event.mimeData()) and self.ticket is None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.take_files(files_in(event.mimeData()))


def named(paths: Sequence[Path]) -> str:
    """The first few names, and how many more."""
    more = len(paths) - SHOWN_NAMES
    shown = ", ".join(path.name for path in paths[:SHOWN_NAMES])
    return f"{shown} and {more:,} more" if more > 0 else shown
