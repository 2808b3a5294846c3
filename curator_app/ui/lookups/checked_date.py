"""When the open entry was checked for a retraction, beside its retraction; nobody is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from curator_app.domain.entry import Entry
from curator_app.ui.tasks import Latest

if TYPE_CHECKING:
    from curator_app.ui.window import MainWindow

NEVER = "Not checked for a retraction yet (Checks, Check for retractions)."


class CheckedDate(QObject):
    """Fills the line under the retraction when its section comes into sight."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._entry: Entry | None = None
        self._connected = False
        self._question = Latest(window.tasks, self)
        self._question.on_failed(self._on_failed)
        window.desk.shown.connect(self._on_shown)

    def again(self) -> None:
        """Look anew: after a check."""
        library, entry = self._window.library, self._entry
        if library is None or entry is None or not self._connected:
            return

        def work() -> str:
            from curator_app.services.looking_up import LookUps
            from curator_app.services.retractions import RetractionCheck

            last = RetractionCheck(LookUps(library)).last([entry.id]).get(entry.id)
            return f"Checked for a retraction on {last:%Y-%m-%d}." if last else NEVER

        self._question.ask(work, self._on_known)

    def _on_shown(self, entry: Entry | None) -> None:
        self._entry = entry
        if entry is not None and not self._connected:
            self._window.desk.editor().suggestions_wanted.connect(self.again)
            self._connected = True
        self.again()

    def _on_known(self, text: str) -> None:
        from curator_app.ui.editor.status import RetractionField

        for field in self._window.desk.editor().findChildren(RetractionField):
            field.show_checked(text)

    def _on_failed(self, _error: Exception) -> None:
        """The window of the check says what is wrong with the file."""
        self._on_known("")
