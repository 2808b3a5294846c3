"""Commands about what holds for all entries: the catalogue with its policy, the word
lists, duplicates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6

from curator_app.ui.commands.findings import FindingsCommands

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog

    from curator_app.ui.window import MainWindow


class RulingCommands(FindingsCommands):
    """The windows stay open beside the work, one of each."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._open_windows: dict[str, QDialog] = {}

    def catalogue(self) -> None:
        """Open the catalogue of case definitions."""
        library = self._library
        if library is None or self._raised("catalogue"):
            return
        from curator_app.ui.catalogue.window import CatalogueWindow

        made = CatalogueWindow(self._window.tasks, self._window.theme, library, self._window)
        made.entries_asked.connect(self._show_tagged)
        self._show("catalogue", made)

    def word_lists(self) -> None:
        """Open the word lists of the checks."""
        library = self._library
        if library is None or self._raised("word_lists"):
            return
        from curator_app.ui.words.window import WordsWindow

        made = WordsWindow(self._window.tasks, self._window.theme, library, self._window)
        self._show("word_lists", made)

    def duplicates(self) -> None:
        """Look for duplicates in the whole library."""
        library = self._library
        if library is None or self._raised("duplicates"):
            return
        from curator_app.ui.duplicates.window import DuplicatesWindow

        made = DuplicatesWindow(self._window.tasks, self._window.theme, library, self._window)
        self._show("duplicates", made)

    def merge_selected(self) -> None:
        """Compare the two selected entries, and merge them if they are one study."""
        library, window, ids = self._library, self._window, self._selected_ids()
        if library is None or len(ids) != 2:
            return
        from curator_app.services.duplicates import Likeness, pair_of
        from curator_app.ui.duplicates.merge_window import MergeWindow

        def show(pair: Likeness) -> None:
            MergeWindow(window.tasks, window.theme, library, [pair], 0, window).open()

        window.tasks.read(lambda: pair_of(library, ids[0], ids[1]), self, show)

    def close_rulings(self) -> None:
        """Close the windows of a library that is left."""
        for made in self._open_windows.values():
            if shiboken6.isValid(made):
                made.deleteLater()
        self._open_windows.clear()

    def _show(self, name: str, made: QDialog) -> None:
        self._open_windows[name] = made
        made.show()

    def _raised(self, name: str) -> bool:
        """Whether the window is open already; then it comes to the front."""
        made = self._open_windows.get(name)
        if made is None or not shiboken6.isValid(made) or not made.isVisible():
            return False
        made.raise_()
        made.activateWindow()
        return True

    def _show_tagged(self, definition: str) -> None:
        """List the entries tagged with a definition."""
        pane = self._window.list
        pane.removed = False
        pane.narrow_to({"criteria": (definition,)})
        self._window.activateWindow()
        pane.focus_list()
