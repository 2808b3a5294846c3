"""The policies that this library had: when, by whom, why, and what each read differently."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from curator_app import knowledge
from curator_app.domain.policy import Policy
from curator_app.domain.ruling import POLICY
from curator_app.services.library import Library
from curator_app.services.rules import policy_of
from curator_app.ui.catalogue import words
from curator_app.ui.history.revisions import local_time
from curator_app.ui.widgets import PlainLabel, button, row

HEADINGS = ("Policy", "When", "Who", "Why", "Reads differently")


class PolicyHistory(QDialog):
    """All policies, the one in force on top."""

    def __init__(self, library: Library, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Policies of this library")
        found = [*_rows(library)][::-1]
        self.table = QTableWidget(len(found), len(HEADINGS))
        self.table.setHorizontalHeaderLabels(HEADINGS)
        self.table.setAccessibleName("Policies, the one in force first")
        self.table.setProperty("framed", True)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setAccessibleName("Columns of the policies")
        header.sectionResized.connect(self.table.resizeRowsToContents)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate((90, 130, 110, 220)):
            header.resizeSection(column, width)
        header.setSectionResizeMode(len(HEADINGS) - 1, QHeaderView.ResizeMode.Stretch)
        for line, texts in enumerate(found):
            for column, text in enumerate(texts):
                self.table.setItem(line, column, QTableWidgetItem(text))
        self.table.selectRow(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 16)
        layout.setSpacing(8)
        advice = "To go back, choose the earlier readings again and adopt them as a new policy."
        layout.addWidget(PlainLabel(advice, "muted"))
        layout.addWidget(self.table, 1)
        layout.addLayout(row(1, button("Close", self.accept, "primary")))
        self.resize(860, 360)


def _rows(library: Library) -> Iterator[tuple[str, ...]]:
    """One row for each policy, oldest first."""
    catalogue = library.catalogue
    before = knowledge.catalogue().the_policy()
    first = Policy(library.file.versions.policy, before.contested)
    yield first.version, "", "", "As it came with the program", ""
    for ruling in library.rules.rulings:
        if ruling.kind == POLICY:
            policy = policy_of(ruling)
            changed = words.changed(before, policy, catalogue)
            yield policy.version, local_time(ruling.at), ruling.who, ruling.note, changed
            before = policy
