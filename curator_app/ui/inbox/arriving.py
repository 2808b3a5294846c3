"""A message that somebody asks for from elsewhere: shown as soon as the inbox is open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from curator_app.ui.inbox.queues import EVERYTHING

if TYPE_CHECKING:
    from curator_app.inbox.accepting import Stood
    from curator_app.ui.inbox.window import InboxWindow


class Arriving(QObject):
    """Goes to the message that caused a revision."""

    def __init__(self, window: InboxWindow) -> None:
        super().__init__(window)
        self._window = window
        self._wanted = ""

    def want(self, contribution: str) -> None:
        """Show this one, now or when the inbox is opened."""
        self._wanted = contribution
        self.show()

    def show(self) -> None:
        """Show what was wanted, if the inbox is open."""
        window, wanted = self._window, self._wanted
        if window.access.store is not None and wanted:
            self._wanted = ""
            window.work.read(lambda store: store.standings_of([wanted]), self._on_found)

    def _on_found(self, found: Sequence[Stood]) -> None:
        window = self._window
        if not found:
            window.messages.say("This contribution is not in the inbox any more.")
            return
        window.side.choose(EVERYTHING)
        window.list.show_message(found[0].n)
