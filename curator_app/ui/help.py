"""Help: the sheet of commands and keys, and what this program is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from curator_app import __version__, knowledge
from curator_app.ui.action_table import MAIN, Spec, Table, shown_key
from curator_app.ui.messages import Question
from curator_app.ui.widgets import button, row

if TYPE_CHECKING:
    from curator_app.services.library import Library

_PLACES = {"list": " (in the list)", "reading": " (in list and message)", "window": ""}


def keys_of(spec: Spec) -> str:
    """All keys of a command, as this system writes them."""
    return ", ".join(shown_key(key) for key in spec.keys) + (
        _PLACES[spec.scope] if spec.keys else ""
    )


class KeysWindow(QDialog):
    """All commands with their keys; typing narrows them."""

    def __init__(self, parent: QWidget, table: Table = MAIN) -> None:
        super().__init__(parent)
        self._commands = table
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Commands and keys")
        self.field = QLineEdit()
        self.field.setPlaceholderText("Find a command")
        self.field.setAccessibleName("Find a command")
        self.field.setClearButtonEnabled(True)
        self.table = QTableWidget(len(table.specs), 4)
        self.table.setAccessibleName("Commands and keys")
        self.table.setHorizontalHeaderLabels(["Command", "Keys", "What it does", "Menu"])
        self._fill()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(self.field)
        layout.addWidget(self.table, 1)
        layout.addLayout(row(1, button("Close", self.accept, "primary")))
        self.resize(940, 640)
        self.field.textChanged.connect(self._narrow)

    def _fill(self) -> None:
        table = self.table
        table.setProperty("framed", True)
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        header.setHighlightSections(False)
        header.setAccessibleName("Columns of the commands")
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        for column, width in ((0, 190), (1, 190), (3, 90)):
            table.setColumnWidth(column, width)
        for line, spec in enumerate(self._commands.specs):
            menu = self._commands.menu_of(spec)
            words_of = (spec.name, keys_of(spec), spec.help or spec.name, menu)
            for column, words in enumerate(words_of):
                table.setItem(line, column, QTableWidgetItem(words))

    def _narrow(self, text: str) -> None:
        for line, spec in enumerate(self._commands.specs):
            words = f"{spec.name} {spec.help} {keys_of(spec)}".casefold()
            self.table.setRowHidden(line, text.casefold() not in words)


def about(parent: QWidget, library: Library | None) -> Question:
    """Version, data versions, and where things are kept."""
    lines = [
        f"Version {__version__}",
        f"{knowledge.catalogue().version}, {knowledge.vocabulary().version}",
    ]
    if library is not None:
        lines += [f"Library: {library.folder}", library.versions.line()]
    question = Question(parent, "About Atlas Curator", "Atlas Curator", "\n".join(lines))
    question.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    question.addButton(Question.StandardButton.Close)
    question.open()
    return question
