"""What completion offers in topics and tags: the values that the library's entries have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from curator_app.domain.entry import Entry
from curator_app.ui.tasks import Tasks

if TYPE_CHECKING:
    from curator_app.services.library import Library
    from curator_app.ui.editor.pane import EditorPane

NAMES = ("topics", "tags")


class Suggester(QObject):
    """Reads the values once for a library, when they are first wanted; then learns from saves."""

    def __init__(self, tasks: Tasks, editor: EditorPane) -> None:
        super().__init__(editor)
        self._tasks, self._editor = tasks, editor
        self._library: Library | None = None
        self._asked = False
        self._values: dict[str, list[str]] = {}
        editor.suggestions_wanted.connect(self._on_wanted)

    def set_library(self, library: Library | None) -> None:
        """Offer what this library has."""
        self._library, self._asked, self._values = library, False, {}
        for name in NAMES:
            self._editor.set_suggestions(name, ())

    def learn(self, entry: Entry) -> None:
        """A saved entry may have values that no other has."""
        for name, values in self._values.items():
            new = [value for value in getattr(entry, name) if value not in values]
            if new:
                values += new
                self._editor.set_suggestions(name, values)

    def _on_wanted(self) -> None:
        library = self._library
        if library is None or self._asked:
            return
        self._asked = True

        def work() -> dict[str, list[str]]:
            return {name: library.used_values(name) for name in NAMES}

        def done(values: dict[str, list[str]]) -> None:
            if library is self._library:
                self._values = values
                for name, offered in values.items():
                    self._editor.set_suggestions(name, offered)

        self._tasks.read(work, self, done)
