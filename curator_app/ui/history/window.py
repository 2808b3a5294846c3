"""History: who changed what and when, any two versions compared, an earlier one restored."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QInputDialog,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from curator_app.domain.changes import Changes
from curator_app.domain.contributed import contribution_in
from curator_app.domain.entry import Entry
from curator_app.domain.revision import Revision, diff, replay
from curator_app.services.library import Library
from curator_app.ui.diff_view import DiffView
from curator_app.ui.history.revisions import Revisions, fields_of, local_time
from curator_app.ui.list_table import set_up
from curator_app.ui.messages import sentence_of
from curator_app.ui.tasks import Tasks
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import ElidedLabel, NoticeArea, PlainLabel, button, row

HIDDEN = frozenset({"sources"})


class HistoryWindow(QDialog):
    """Revisions on the left, differences on the right.

    Signals: contribution_asked(id) when the message that caused a revision is to be shown.
    """

    contribution_asked = Signal(str)

    def __init__(
        self, tasks: Tasks, theme: Theme, library: Library, entry: Entry, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"History of {entry.slug}")
        self._tasks, self._library, self._entry = tasks, library, entry
        self._history: list[Revision] = []
        self.notices = NoticeArea(theme)
        self.model = Revisions(self)
        self.table = self._make_table()
        self.other = QComboBox()
        self.other.setAccessibleName("Compare with")
        self.about = ElidedLabel("", "muted")
        self.view = DiffView(theme)
        self.view.setProperty("readOnly", True)
        self.restore_button = button("Restore this version…", self._on_restore)
        self.contribution_button = button("Show the contribution", self._on_contribution)
        self.contribution_button.hide()
        self._lay_out(entry)
        self.table.selectionModel().currentRowChanged.connect(self._on_row)
        self.other.activated.connect(self._show)
        tasks.changed.connect(self._on_changed)
        self._read()

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.model)
        set_up(table, "Revisions, newest first", (36, 128, 84, 0), 32)
        table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return table

    def _lay_out(self, entry: Entry) -> None:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(8, 0, 0, 0)
        column.setSpacing(8)
        line = row(PlainLabel("Compare with", wrap=False), self.other)
        line.setStretch(1, 1)
        column.addLayout(line)
        column.addWidget(self.about)
        column.addWidget(self.view, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.table)
        splitter.addWidget(right)
        splitter.setSizes([540, 520])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self.notices)
        layout.addWidget(PlainLabel(entry.title or entry.slug, "heading"))
        layout.addWidget(splitter, 1)
        layout.addLayout(
            row(
                self.restore_button,
                self.contribution_button,
                1,
                button("Close", self.accept, "primary"),
            )
        )
        self.resize(1080, 640)

    # ------------------------------------------------------------------ reading

    def _read(self) -> None:
        entry_id = self._entry.id
        self._tasks.read(lambda: self._library.history(entry_id), self, self._on_history)

    def _on_history(self, history: list[Revision]) -> None:
        self._history = history
        self.model.show_revisions(history)
        if history:
            self.table.selectRow(0)
            self.table.setFocus()

    def _on_changed(self, changes: Changes, initiator: object) -> None:
        if self._entry.id in changes.entries:
            self._read()

    def _current(self) -> Revision | None:
        return self.model.revision(self.table.currentIndex().row())

    def _on_row(self, now: QModelIndex, before: QModelIndex) -> None:
        revision = self._current()
        if revision is None:
            return
        self.other.clear()
        if revision.number > 1:
            self.other.addItem("The version before", revision.number - 1)
        else:
            self.other.addItem("Nothing (it was made here)", 0)
        newest = len(self._history)
        if revision.number != newest:
            self.other.addItem(f"The present version ({newest})", newest)
        for number in range(newest, 0, -1):
            if number not in (revision.number, revision.number - 1, newest):
                when = local_time(self._history[number - 1].at)
                self.other.addItem(f"Version {number}, {when}", number)
        can = revision.number != newest and not self._library.read_only
        self.restore_button.setEnabled(can)
        self.contribution_button.setVisible(bool(_caused_by(revision)))
        self._show()

    def _show(self) -> None:
        revision, other = self._current(), self.other.currentData()
        if revision is None or other is None:
            return
        first, last = sorted((revision.number, other))
        old = replay(self._entry.id, self._history[:first])
        new = replay(self._entry.id, self._history[:last])
        changes = diff(old, new)
        shown = [(name, *values) for name, values in changes.items() if name not in HIDDEN]
        self.view.show_differences(shown, "These two versions say the same.")
        if other == revision.number - 1:
            words = f"Version {revision.number} changed {fields_of(revision)}."
        else:
            words = f"From version {first} to version {last}."
        self.about.setText(words)

    def _on_contribution(self) -> None:
        revision = self._current()
        if revision is not None:
            self.accept()
            self.contribution_asked.emit(_caused_by(revision))

    # ------------------------------------------------------------------ restoring

    def _on_restore(self) -> None:
        revision = self._current()
        if revision is None:
            return
        dialog = QInputDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle("Restore a version")
        dialog.setLabelText(
            f"Bring back the text of version {revision.number}. It becomes a new revision, "
            "so nothing is lost.\nWhy? The note stays in the history."
        )
        dialog.setTextValue(f"Version {revision.number} restored")
        dialog.setOkButtonText(f"Restore version {revision.number}")
        dialog.setMinimumWidth(460)

        def take(note: str) -> None:
            self._restore(revision.number, note)

        dialog.textValueSelected.connect(take)
        dialog.open()

    def _restore(self, number: int, note: str) -> None:
        library, entry_id = self._library, self._entry.id
        self.restore_button.setEnabled(False)
        self._tasks.write(
            lambda: library.restore(entry_id, number, note),
            self,
            self._on_restored,
            self._on_failed,
        )

    def _on_restored(self, changes: Changes) -> None:
        self.notices.show_notice("restored", "good", changes.message)

    def _on_failed(self, error: Exception) -> None:
        self.notices.show_notice("error", "error", sentence_of(error))
        self.restore_button.setEnabled(True)


def _caused_by(revision: Revision) -> str:
    """The opaque id of the contribution that caused a revision, "" when none did."""
    return contribution_in(revision.origin, revision.note)
