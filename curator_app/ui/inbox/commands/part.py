"""What every group of commands of the contributions window works on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog

from curator_app.domain.changes import Changes
from curator_app.services.triage import Reading, counted
from curator_app.ui.messages import confirm

if TYPE_CHECKING:
    from curator_app.ui.inbox.window import InboxWindow

ASKED_ABOVE = 10
"""So many messages are decided at once without a question."""
_Dialog = TypeVar("_Dialog", bound=QDialog)


class Part(QObject):
    """Commands of one window."""

    def __init__(self, window: InboxWindow) -> None:
        super().__init__(window)
        self._window = window

    def _reading(self) -> Reading | None:
        return self._window.reader.reading()

    def _chosen(self) -> list[int]:
        """The row numbers of what is selected."""
        return self._window.list.view.selected_numbers()

    def _sure(self, number: int, question: str, act: Callable[[], None]) -> None:
        """Go on, after a question when it is about many; both say the exact number."""
        if number <= ASKED_ABOVE:
            act()
            return
        words = question.format(counted(number))
        confirm(
            self._window,
            "Several messages",
            f"{words}?",
            words,
            act,
            more="It is one step, and undo takes it back.",
        )

    def refresh_message(self, contribution: str) -> None:
        """Something about a message changed that is no step of triage: a reply, a note."""
        window = self._window
        window.work.read(lambda store: store.numbers((contribution,)), self._on_numbers)

    def _on_numbers(self, numbers: Sequence[int]) -> None:
        window = self._window
        window.list.table.refresh(numbers)
        window.reader.apply(Changes(contributions=frozenset(numbers)))
        window.refresh_side()

    def after_erasure(self, numbers: Sequence[int]) -> None:
        """These are gone: nothing of them may stay in sight."""
        window, reading = self._window, self._reading()
        if reading is not None and reading.row.n in set(numbers):
            window.pane.reply.discard()
            window.pane.clear()
        window.list.table.refresh(window.list.table.numbers())
        window.list.reload()
        window.refresh_side()
        window.reader.refresh()

    def _open(self, dialog: _Dialog) -> _Dialog:
        """Show a dialog that goes with this window."""
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def close_dialogs(self, but: QDialog | None = None) -> None:
        """Close what is open over the window: it may hold text of messages."""
        for dialog in self._window.findChildren(QDialog):
            if dialog is not but:
                dialog.reject()
