"""The list of messages: one column of lines that are all of one height."""

from __future__ import annotations

from PySide6.QtWidgets import QHeaderView

from curator_app.ui.inbox.delegate import HEIGHT, MessageDelegate
from curator_app.ui.inbox.table import InboxTable
from curator_app.ui.row_view import RowView
from curator_app.ui.theme import Theme


class MessageView(RowView):
    """Shows an InboxTable."""

    def __init__(self, model: InboxTable, theme: Theme) -> None:
        super().__init__(model)
        self.setAccessibleName("Messages")
        self.setItemDelegate(MessageDelegate(theme, self))
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setDefaultSectionSize(HEIGHT)
        theme.switched.connect(self.viewport().update)

    def lines_in_view(self) -> range:
        """The lines that can be seen, or would be with as many as there were."""
        first = max(0, self.rowAt(0))
        return range(first, first + self.viewport().height() // HEIGHT + 2)

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands here: nothing is searched by them."""
