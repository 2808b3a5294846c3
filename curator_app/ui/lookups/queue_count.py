"""How many identifiers wait for an answer, in the menu; looked up on this disk, nobody is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from curator_app.ui.tasks import Latest

if TYPE_CHECKING:
    from curator_app.ui.window import MainWindow


class QueueCount(QObject):
    """Says beside the command of the menu what waits in the open library."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._question = Latest(window.tasks, self)
        self._question.on_failed(self._on_failed)

    def again(self) -> None:
        """Count anew."""
        library = self._window.library
        if library is None:
            self._on_count(0)
            return

        def work() -> int:
            # Here, because the network's modules take half a second and the window has just come.
            from curator_app.services.looking_up import LookUps

            return len(LookUps(library).waiting())

        self._question.ask(work, self._on_count)

    def _on_count(self, number: int) -> None:
        self._window.actions_.say("look_up", f"{number:,} waiting" if number else "")

    def _on_failed(self, _error: Exception) -> None:
        """The window of look-ups says what is wrong with the file; the menu counts nothing."""
        self._on_count(0)
