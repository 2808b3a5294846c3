"""The addresses in a message: seen in full, copied one by one, never opened."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QListWidget, QWidget

from curator_app.ui.inbox.choosers import Chooser
from curator_app.ui.inbox.clipboard import put
from curator_app.ui.inbox.message_text import PrivateText
from curator_app.ui.widgets import PlainLabel, button, row


class LinkDialog(Chooser):
    """Shows addresses; Enter copies the chosen one."""

    def __init__(self, links: Sequence[str], parent: QWidget) -> None:
        super().__init__("Copy a link", parent)
        self._links = links
        self.list = QListWidget()
        self.list.setAccessibleName("Addresses in the message")
        self.list.setProperty("framed", True)
        self.list.ensurePolished()
        self.list.addItems(list(links))
        self.whole = PrivateText()
        self.whole.setReadOnly(True)
        self.whole.setAccessibleName("The whole address")
        self.whole.setFixedHeight(84)
        warning = "This is the whole address. The program never opens it."
        self.column.addWidget(self.list, 1)
        self.column.addWidget(PlainLabel(warning, "small"))
        self.column.addWidget(self.whole)
        copy = button("Copy", self._on_copy, "primary")
        self.column.addLayout(row(1, button("Cancel", self.reject), copy))
        self.resize(560, 320)
        self.list.currentRowChanged.connect(self._on_row)
        self.list.setCurrentRow(0)
        self.list.setFocus()

    def _on_row(self, place: int) -> None:
        self.whole.setPlainText(self._links[place] if 0 <= place < len(self._links) else "")

    def _on_copy(self) -> None:
        put(self._links[self.list.currentRow()])
        self.accept()

    def done(self, result: int) -> None:
        super().done(result)
        self.list.clear()
        self.whole.forget()
