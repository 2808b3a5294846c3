"""What each command does: the methods behind the table of actions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QInputDialog

from curator_app.domain.changes import Changes
from curator_app.domain.citation import page_bibtex, primary_citation
from curator_app.domain.entry import Entry
from curator_app.domain.query import ListQuery
from curator_app.ui.actions import ACTIONS
from curator_app.ui.messages import confirm

if TYPE_CHECKING:
    from curator_app.services.library import Library
    from curator_app.ui.window import MainWindow


class Commands(QObject):
    """One method per command of the table."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def handlers(self) -> dict[str, Callable[[], None]]:
        """The method of each action: its id, with an underscore where Python has the word."""
        return {
            spec.id: getattr(self, spec.id if spec.id != "import" else "import_records")
            for spec in ACTIONS
        }

    @property
    def _library(self) -> Library | None:
        return self._window.library

    # ------------------------------------------------------------------ file

    def new(self) -> None:
        """Begin an empty entry."""
        self._window.desk.new()

    def import_records(self) -> None:
        """Open the import window."""
        self.import_files([])

    def import_files(self, paths: Sequence[Path]) -> None:
        """Open the import window on these files."""
        from curator_app.ui.importing.window import ImportWindow

        if self._library is not None:
            made = ImportWindow(self._window.tasks, self._window.theme, self._library, self._window)
            made.undo_asked.connect(self._undo_import)
            made.open()
            if paths:
                made.take_files(paths)

    def publish(self) -> None:
        """Open the publish window."""
        from curator_app.ui.publishing.window import PublishWindow

        if self._library is not None:
            window = self._window
            folder = window.settings.publish_to
            made = PublishWindow(window.tasks, window.theme, self._library, folder, window)
            made.folder_chosen.connect(self._remember_folder)
            made.open()

    def _remember_folder(self, folder: str) -> None:
        self._window.remember(publish_to=folder)

    def backup(self) -> None:
        """Make a checked copy of the library."""
        library = self._library
        if library is None:
            return
        from curator_app.services import upkeep

        self._window.messages.say("Copying the library and checking the copy…")
        self._window.tasks.read(lambda: upkeep.make_backup(library), self, self._on_backup)

    def _on_backup(self, path: Path) -> None:
        self._window.messages.say(f"A checked copy was made: {path}")

    def library(self) -> None:
        """Choose the folder of another library."""
        dialog = QFileDialog(self._window, "Open a library")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._on_library)
        dialog.open()

    def _on_library(self, folder: str) -> None:
        self._window.desk.keep()
        self._window.library_wanted.emit(Path(folder))

    def reopen(self) -> None:
        """Open the same library again."""
        self._window.desk.keep()
        self._window.library_wanted.emit(None)

    def name(self) -> None:
        """Ask for the name that revisions carry."""
        library = self._library
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle("Your name")
        dialog.setLabelText("Your revisions carry this name:")
        dialog.setTextValue(self._window.settings.who or (library.who if library else ""))
        dialog.setOkButtonText("Use this name")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(self._on_name)
        dialog.open()

    def _on_name(self, text: str) -> None:
        who = " ".join(text.split())
        if who:
            self._window.remember(who=who)
            if self._library is not None:
                self._library.who = who
                self._window.messages.steady(f"{self._library.folder} · {who}")

    def quit(self) -> None:
        """Close the window."""
        self._window.close()

    # ------------------------------------------------------------------ edit

    def undo(self) -> None:
        """Take back the last operation of the library."""
        if self._library is not None:
            self._window.tasks.write(self._library.undo, self, self._on_stepped)

    def redo(self) -> None:
        """Repeat what was taken back."""
        if self._library is not None:
            self._window.tasks.write(self._library.redo, self, self._on_stepped)

    def _undo_import(self, operation_id: int) -> None:
        library = self._library
        if library is None:
            return

        def work() -> Changes:
            wanted = [o for o in library.operations() if o.id == operation_id]
            return library.undo_operation(wanted[0]) if wanted else library.undo()

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

    def copy_citation(self) -> None:
        """Copy the citations of the selected entries."""
        self._copy(_citation, "citation")

    def copy_bibtex(self) -> None:
        """Copy the BibTeX records of the selected entries."""
        self._copy(_bibtex, "BibTeX record")

    def _copy(self, form: Callable[[Entry], str], noun: str) -> None:
        library = self._library
        if library is None:
            return
        numbers = self._window.list.view.selected_numbers()

        def work() -> list[str]:
            return [form(library.entry_by_n(n)) for n in numbers]

        def done(texts: list[str]) -> None:
            QGuiApplication.clipboard().setText("\n\n".join(texts))
            plural = noun if len(texts) == 1 else f"{noun}s"
            self._window.messages.say(f"Copied {len(texts):,} {plural}.")

        self._window.tasks.read(work, self, done)

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

    def _on_jumped(self, entry: Entry) -> None:
        self.show_in_list(entry)
        self._window.list.focus_list()

    # ------------------------------------------------------------------ entry

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
            HistoryWindow(window.tasks, window.theme, self._library, entry, window).open()

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
        words = _entries(len(ids))
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
                f"Set {_entries(len(ids))} to “{words}”?",
                f"Change {_entries(len(ids))}",
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

    # ------------------------------------------------------------------ view

    def filters(self) -> None:
        """Show or hide the filters."""
        self._window.filters.setVisible(self._window.filters.isHidden())
        self._window.update_actions()

    def preview(self) -> None:
        """Show or hide the preview."""
        self._window.preview.set_shown(not self._window.preview.is_shown())
        self._window.update_actions()

    def show_removed(self) -> None:
        """Show removed entries, or the others again."""
        pane = self._window.list
        pane.removed = not pane.removed
        pane.reload()
        self._window.update_actions()

    def clear_filters(self) -> None:
        """Show everything again."""
        self._window.list.clear()

    def reload(self) -> None:
        """Read the list again."""
        self._window.list.reload()

    def focus_filters(self) -> None:
        """Go to the filters."""
        self._window.filters.show()
        self._window.filters.focus_first()
        self._window.update_actions()

    def focus_list(self) -> None:
        """Go to the list."""
        self._window.list.focus_list()

    def focus_editor(self) -> None:
        """Go to the entry's fields."""
        if self._window.desk.entry() is not None:
            self._window.desk.editor().focus_first()

    def focus_preview(self) -> None:
        """Show the preview and go to it."""
        if not self._window.preview.is_shown():
            self.preview()
        self._window.preview.focus()

    def theme_system(self) -> None:
        """Light or dark as the system has it."""
        self._use_theme("system")

    def theme_light(self) -> None:
        """Always light."""
        self._use_theme("light")

    def theme_dark(self) -> None:
        """Always dark."""
        self._use_theme("dark")

    def _use_theme(self, name: str) -> None:
        self._window.theme.choose(name)
        self._window.remember(theme=name)
        self._window.update_actions()

    # ------------------------------------------------------------------ help

    def shortcuts(self) -> None:
        """Show all commands and their keys."""
        from curator_app.ui.help import KeysWindow

        KeysWindow(self._window).open()

    def about(self) -> None:
        """Say which version this is and where things are."""
        from curator_app.ui.help import about

        about(self._window, self._library)


def _entries(number: int) -> str:
    return "1 entry" if number == 1 else f"{number:,} entries"


def _citation(entry: Entry) -> str:
    return primary_citation(entry.authors, entry.year, entry.title, entry.journal, entry.doi)


def _bibtex(entry: Entry) -> str:
    return page_bibtex(
        entry.slug,
        entry.authors,
        entry.title,
        entry.journal,
        entry.year,
        entry.doi,
        entry.pmid,
    )
