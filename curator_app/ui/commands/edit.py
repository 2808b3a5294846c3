"""Commands of the Edit menu: undo and redo, finding; what it copies is in `giving`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from curator_app.domain.changes import Changes
from curator_app.domain.entry import Entry
from curator_app.domain.query import ListQuery
from curator_app.ui.commands.giving import GivingCommands

if TYPE_CHECKING:
    from curator_app.ui.inbox.window import InboxWindow


class EditCommands(GivingCommands):
    """Undo, redo, find, go to."""

    inbox: InboxWindow | None = None

    def undo(self) -> None:
        """Take back the last operation of the library, and in the inbox what it accepted."""
        if self._library is not None:
            self._follow(self._library.undo)

    def redo(self) -> None:
        """Repeat what was taken back."""
        if self._library is not None:
            self._follow(self._library.redo)

    def _follow(self, act: Callable[[], Changes]) -> None:
        library = self._library
        store = self.inbox.access.store if self.inbox is not None else None

        def work() -> Changes:
            changes = act()
            if store is None or library is None:
                return changes
            from curator_app.services.contributing import Contributing

            followed = Contributing(library, store).settle()
            return replace(changes, contributions=followed.contributions)

        self._window.tasks.write(work, self, self._on_stepped)

    def _undo_import(self, operation_id: int) -> None:
        library = self._library
        if library is None:
            return

        def work() -> Changes:
            from curator_app.services.import_history import undo_import

            return undo_import(library, operation_id).changes

        self._window.tasks.write(work, self, self._on_stepped)

    def _on_stepped(self, changes: Changes) -> None:
        self._window.messages.say(changes.message)
        library = self._library
        if library is not None and len(changes.entries) == 1:
            entry = library.entry_by_id(next(iter(changes.entries)))
            if not entry.removed:
                self.show_in_list(entry)

    def show_in_list(self, entry: Entry) -> None:
        """Make an entry the current one, clearing filters that hide it."""
        library, pane = self._library, self._window.list
        if library is None:
            return
        found = library.ids(ListQuery(filters={"slug": (entry.slug,)}, removed=entry.removed))
        if not found:
            return
        if pane.removed != entry.removed:
            pane.removed = entry.removed
        pane.show_entry(found[0])
        if pane.filtered() and found[0] not in library.ids(pane.query()):
            pane.clear()
        else:
            pane.reload()

    def find(self) -> None:
        """Go to the search field."""
        self._window.list.focus_search()

    def jump(self) -> None:
        """Open the quick jump."""
        from curator_app.ui.entries.jump import JumpDialog

        window = self._window
        if self._library is not None:
            made = JumpDialog(window.tasks, window.theme, window.texts, self._library, window)
            made.chosen.connect(self.go_to_slug)
            made.open()

    def go_to_slug(self, slug: str) -> None:
        """Open the entry at this address."""
        library = self._library
        if library is not None:
            self._window.tasks.read(lambda: library.entry(slug), self, self._on_jumped)

    def go_to_field(self, slug: str, field: str) -> None:
        """Open the entry at this address with the cursor in a field ("": the first)."""
        library = self._library
        if library is None:
            return

        def opened(entry: Entry) -> None:
            self.show_in_list(entry)
            self._window.desk.open(entry)
            self._window.activateWindow()
            # A status without an override is mended where its criteria and quotations are.
            given = field != "pem" or entry.pem.override is not None
            self._window.desk.editor().focus_field((field or "title") if given else "criteria")

        self._window.tasks.read(lambda: library.entry(slug), self, opened)

    def _on_jumped(self, entry: Entry) -> None:
        self.show_in_list(entry)
        self._window.list.focus_list()
