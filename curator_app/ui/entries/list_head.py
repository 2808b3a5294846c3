"""What stands over the list: the search field and how many entries there are."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from curator_app.ui.theme import Theme
from curator_app.ui.widgets import PlainLabel, button, row


class SearchField(QLineEdit):
    """A line that Esc clears. Signals: left_down() when Down moves on to the list."""

    left_down = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left_down.emit()
        else:
            super().keyPressEvent(event)


class ListHead(QWidget):
    """Search field, number of entries, and a way back from filters."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.search = SearchField()
        self.search.setPlaceholderText("Search title, authors, abstract…")
        self.search.setAccessibleName("Search the entries")
        self.search.setClearButtonEnabled(True)
        self._lens = QAction(self)
        self.search.addAction(self._lens, QLineEdit.ActionPosition.LeadingPosition)
        self.count = PlainLabel("", "muted", wrap=False)
        self.count.setAccessibleName("Number of entries shown")
        self.clear_button = button("Clear filters", kind="quiet")
        self.clear_button.hide()
        bar = QWidget()
        bar.setFixedHeight(32)
        bar.setLayout(row(self.count, 1, self.clear_button, margins=(12, 0, 8, 0)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row(self.search, margins=(8, 8, 8, 0)))
        layout.addWidget(bar)
        self._tint()
        theme.switched.connect(self._tint)

    def _tint(self) -> None:
        self._lens.setIcon(self._theme.icon("search"))
