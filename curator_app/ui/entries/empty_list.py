"""What stands in place of the list when it is empty: why, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from curator_app.domain.query import ListQuery
from curator_app.ui.entries import list_words
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import EmptyState, button

if TYPE_CHECKING:
    from curator_app.services.library import Library


class EmptyList(EmptyState):
    """Signals: asked(command) from the buttons of an empty library."""

    asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "search", "")
        self.clear_button = self.offer(button("Clear filters"))
        self.first_buttons = [self._first(name, words) for name, words in list_words.FIRST_STEPS]

    def _first(self, name: str, words: str) -> QPushButton:
        """A button named as the command that it asks for."""
        made = self.offer(button(words, kind="primary" if name == "import" else ""))
        made.setObjectName(name)
        made.clicked.connect(self._on_first)
        return made

    def _on_first(self) -> None:
        pressed = self.sender()
        if pressed is not None:
            self.asked.emit(pressed.objectName())

    def explain(self, query: ListQuery, library: Library | None) -> None:
        """Why nothing is shown, and the way on."""
        writable = library is not None and not library.read_only
        narrowed = list_words.narrowed(query)
        self.say(*list_words.nothing(query))
        self._show_buttons(clear=narrowed, first=not narrowed and not query.removed and writable)

    def say_closed(self) -> None:
        """No library is open."""
        self.say("No library is open", "The reason stands above.")
        self._show_buttons(clear=False, first=False)

    def _show_buttons(self, *, clear: bool, first: bool) -> None:
        self.clear_button.setVisible(clear)
        for made in self.first_buttons:
            made.setVisible(first)
