"""Commands of the Entry menu: saving, history, removing, states, unsaved texts."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog

from curator_app.domain.changes import Changes
from curator_app.domain.entry import Entry
from curator_app.domain.plain_text import counted
from curator_app.ui.commands.edit import EditCommands
from curator_app.ui.messages import confirm


class EntryCommands(EditCommands):
    """What is done with the open entry or the selected ones."""

    def save(self) -> None:
        """Save the open entry."""
        self._window.desk.save()

    def save_note(self) -> None:
        """Ask why, then save."""
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle("Save with a note")
        dialog.setLabelText("Why was this changed? The note stays in the history.")
        dialog.setOkButtonText("Save")
        dialog.setMinimumWidth(420)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(self._window.desk.save)
        dialog.open()

    def approve(self) -> None:
        """Approve the open entry, saved first, or the selected ones."""
        self._window.approvals.approve()

    def discard(self) -> None:
        """Ask, then give up the unsaved text."""
        confirm(
            self._window,
            "Discard unsaved text",
            "Discard the unsaved text of this entry?",
            "Discard text",
            self._window.desk.discard,
            more="It goes back to its last saved revision.",
            danger=True,
        )

    def history(self) -> None:
        """Open the history of the open entry."""
        from curator_app.ui.history.window import HistoryWindow

        entry = self._window.desk.entry()
        if self._library is not None and entry is not None:
            window = self._window
            made = HistoryWindow(window.tasks, window.theme, self._library, entry, window)
            made.contribution_asked.connect(window.commands.show_contribution)
            made.open()

    def next(self) -> None:
        """Open the next entry of the list."""
        self._window.list.step(1)

    def previous(self) -> None:
        """Open the entry before."""
        self._window.list.step(-1)

    def remove(self) -> None:
        """Ask, then remove the selected entries."""
        ids = self._selected_ids()
        if not ids:
            return
        words = counted(len(ids), "entry")
        confirm(
            self._window,
            f"Remove {words}",
            f"Remove {words} from the atlas?",
            f"Remove {words}",
            lambda: self._set_removed(ids, True),
            more="Nothing is erased: undo brings them back, and View, Removed entries lists them.",
            danger=True,
        )

    def bring_back(self) -> None:
        """Put the selected removed entries back."""
        ids = self._selected_ids()
        if ids:
            self._set_removed(ids, False)

    def _set_removed(self, ids: list[str], removed: bool) -> None:
        library = self._library
        if library is not None:
            self._window.tasks.write(
                lambda: library.remove(ids, removed=removed), self, self._on_changed_many
            )

    def change_state(self, state: str, words: str) -> None:
        """Set the state of the selection; several entries are confirmed with their number."""
        ids = self._selected_ids()
        if len(ids) == 1:
            self._set_state(ids, state)
        elif ids:
            confirm(
                self._window,
                "Change state",
                f"Set {counted(len(ids), 'entry')} to “{words}”?",
                f"Change {counted(len(ids), 'entry')}",
                lambda: self._set_state(ids, state),
                more="One undo takes all of it back.",
            )

    def _set_state(self, ids: list[str], state: str) -> None:
        library = self._library
        if library is not None:
            self._window.tasks.write(
                lambda: library.change_many(ids, {"state": state}), self, self._on_changed_many
            )

    def _on_changed_many(self, changes: Changes) -> None:
        self._window.messages.say(changes.message)

    def _selected_ids(self) -> list[str]:
        return [row.id for row in self._window.list.selected_rows()]

    def drafts(self) -> None:
        """Show the unsaved texts."""
        from curator_app.ui.drafts_window import DraftsWindow

        made = DraftsWindow(self._window.drafts, self._window.theme, self._window)
        made.chosen.connect(self._open_draft)
        made.open()
        self._window.notices.clear("drafts")

    def _open_draft(self, draft: Entry) -> None:
        library = self._library
        if library is None:
            return
        if draft.version == 0:
            self._window.desk.open(draft.with_())
            return
        entry = library.entry_by_id(draft.id)
        self.show_in_list(entry)
        self._window.desk.open(entry)
