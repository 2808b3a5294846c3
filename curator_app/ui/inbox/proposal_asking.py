"""What the proposal window asks in a dialog: to release words of the message, or for the study."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from curator_app import knowledge
from curator_app.domain.plain_text import visible_line
from curator_app.domain.private import Private
from curator_app.domain.repeating import Release
from curator_app.ui.inbox.proposal_state import ProposalState
from curator_app.ui.inbox.release_dialog import ReleaseDialog
from curator_app.ui.tasks import Tasks
from curator_app.ui.theme import Theme

if TYPE_CHECKING:
    from curator_app.services.library import Library

LONGEST_CONSENT = 300


class Releasing(QObject):
    """Signals: released(field) when words were released; with the field they were put into."""

    released = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def ask(self, state: ProposalState, text: Private, field: str = "") -> None:
        """Ask to release these words, for this field, or for one to be chosen and put into it."""
        consent = visible_line(state.opened.contribution.message.consent, LONGEST_CONSENT)
        dialog = ReleaseDialog(text, field, consent, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def take(release: Release) -> None:
            state.release(release)
            if not field:
                words = release.text.reveal()
                state.edited = state.with_quotation(release.field, words)
            self.released.emit("" if field else release.field)

        dialog.released.connect(take)
        dialog.open()


class ChoosingStudy(QObject):
    """Signals: chosen(slug)."""

    chosen = Signal(str)

    def __init__(self, tasks: Tasks, theme: Theme, library: Library, window: QWidget) -> None:
        super().__init__(window)
        self._tasks, self._theme, self._library = tasks, theme, library
        self._window = window

    def ask(self) -> None:
        """Ask for the study that a message is about."""
        from curator_app.ui.entries.columns import RowTexts
        from curator_app.ui.entries.jump import JumpDialog

        texts = RowTexts(knowledge.vocabulary(), self._library.catalogue)
        dialog = JumpDialog(self._tasks, self._theme, texts, self._library, self._window)
        dialog.chosen.connect(self.chosen)
        dialog.open()
