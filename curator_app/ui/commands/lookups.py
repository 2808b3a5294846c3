"""Commands that ask public services: adding by identifier, refreshing, retractions, who asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from curator_app.ui.commands.rulings import RulingCommands
from curator_app.ui.lookups.checked_date import CheckedDate
from curator_app.ui.lookups.queue_count import QueueCount

if TYPE_CHECKING:
    from curator_app.services.looking_up import LookedUp, LookUps
    from curator_app.ui.window import MainWindow


class LookUpCommands(RulingCommands):
    """Services are asked when a command says so, and never by themselves."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.queue = QueueCount(window)
        self.checked = CheckedDate(window)

    def look_up(self) -> None:
        """Open the window for pasting identifiers."""
        from curator_app.ui.lookups.window import LookUpWindow

        make, window = self._look_ups(), self._window
        if make is not None:
            made = LookUpWindow(window.tasks, window.theme, make, window)
            made.found.connect(partial(self._show_found, make))
            made.settings_asked.connect(self.lookup_settings)
            made.finished.connect(self.queue.again)
            made.open()

    def _show_found(self, make: Callable[[], LookUps], looked_up: LookedUp) -> None:
        from curator_app.ui.lookups.found import FoundWindow
        from curator_app.ui.lookups.window import unanswered

        window = self._window
        if self._library is None or looked_up.plan is None:
            return
        made = FoundWindow(window.tasks, window.theme, self._library, window)
        made.undo_asked.connect(self._undo_import)
        made.imported.connect(partial(self._found_imported, make, looked_up))
        made.open()
        made.take_plan(looked_up.plan)
        if looked_up.waiting:
            made.notices.show_notice("waiting", "warn", unanswered(looked_up.waiting))

    def _found_imported(self, make: Callable[[], LookUps], looked_up: LookedUp) -> None:
        """What was agreed to waits no longer."""
        answered = looked_up.answered
        self._window.tasks.read(lambda: make().done(answered), self, self._on_nothing)

    def _on_nothing(self, _nothing: object) -> None:
        self.queue.again()

    def refresh(self) -> None:
        """Compare the open entry with its source."""
        from curator_app.ui.lookups.refresh import RefreshWindow

        make, window, entry = self._look_ups(), self._window, self._window.desk.entry()
        if make is not None and entry is not None:
            RefreshWindow(window.tasks, window.theme, make, entry, window).open()

    def retractions(self) -> None:
        """Open the check of the whole library."""
        from curator_app.ui.lookups.retractions import RetractionWindow

        make, window = self._look_ups(), self._window
        if make is not None:
            made = RetractionWindow(window.tasks, window.theme, make, window)
            made.entry_asked.connect(window.commands.go_to_slug)
            made.finished.connect(self.checked.again)
            made.open()

    def lookup_settings(self) -> None:
        """Say who asks."""
        from curator_app.keychain import Keychain
        from curator_app.ui.lookups.settings_window import LookUpSettings

        window = self._window
        known = window.settings.lookups
        made = LookUpSettings(window.tasks, window.theme, known, Keychain, window)
        made.kept.connect(self._remember_lookups)
        made.open()

    def _remember_lookups(self, kept: object) -> None:
        self._window.remember(lookups=kept)

    def _look_ups(self) -> Callable[[], LookUps] | None:
        """What makes the look-ups of the open library, in the name of the settings of now."""
        from curator_app.keychain import Keychain
        from curator_app.services.looking_up import LookUps, contact_of

        library, window = self._library, self._window
        if library is None:
            return None
        return lambda: LookUps(library, contact_of(window.settings, Keychain()))
