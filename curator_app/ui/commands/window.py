"""What each command does: the methods behind the table of actions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog

from curator_app.domain.changes import Changes
from curator_app.ui.action_table import ACTIONS
from curator_app.ui.commands.lookups import LookUpCommands

if TYPE_CHECKING:
    from curator_app.services.gate import Gate


class Commands(LookUpCommands):
    """One method per command of the table; here those of files, views and help."""

    def handlers(self) -> dict[str, Callable[[], None]]:
        """The method of each action, which is its id (Python has its own `import`)."""
        return {
            spec.id: getattr(self, spec.id if spec.id != "import" else "import_records")
            for spec in ACTIONS
        }

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
            window = self._window
            known = window.settings.columns
            made = ImportWindow(window.tasks, window.theme, self._library, window, known)
            made.undo_asked.connect(self._undo_import)
            made.columns_said.connect(self._remember_columns)
            made.open()
            if paths:
                made.take_files(paths)

    def _remember_columns(self, known: object) -> None:
        self._window.remember(columns=known)

    def import_history(self) -> None:
        """Open the list of imports."""
        from curator_app.ui.importing.history import ImportHistory

        window = self._window
        if self._library is not None:
            ImportHistory(window.tasks, window.theme, self._library, window).open()

    def publish(self) -> None:
        """Open the publish window."""
        from curator_app.ui.publishing.window import PublishWindow

        if self._library is not None:
            window = self._window
            folder = window.settings.publish_to
            made = PublishWindow(
                window.tasks, window.theme, self._library, folder, window, self._gate()
            )
            made.folder_chosen.connect(self._remember_folder)
            made.entry_asked.connect(self.go_to_field)
            made.open()

    def _gate(self) -> Callable[[], Gate]:
        """What holds pages back: the library's own gate, and words of open messages."""
        from curator_app.services import firewall, inbox

        library = self._library
        assert library is not None  # noqa: S101 - its caller has looked
        found = self.inbox.access.inbox if self.inbox is not None else inbox.of_library(library)
        return lambda: firewall.gate_of(library, found)

    def _remember_folder(self, folder: str) -> None:
        self._window.remember(publish_to=folder)

    def contributions(self) -> None:
        """Open the window of the private inbox."""
        self._make_inbox()
        if self.inbox is not None:
            self.inbox.begin()

    def show_contribution(self, contribution: str) -> None:
        """Show the message that caused a revision, in the inbox."""
        self._make_inbox()
        if self.inbox is not None:
            self.inbox.show_contribution(contribution)

    def _make_inbox(self) -> None:
        from curator_app.services import inbox
        from curator_app.ui.inbox.window import InboxWindow

        window, library = self._window, self._library
        if library is not None and self.inbox is None:
            found, known = inbox.of_library(library), window.settings.inbox
            self.inbox = InboxWindow(found, library, window.tasks, window.theme, known)
            self.inbox.study_wanted.connect(self._show_study)
            self.inbox.remembered.connect(self._remember_inbox)

    def _remember_inbox(self, kept: object) -> None:
        self._window.remember(inbox=kept)

    def _show_study(self, slug: str) -> None:
        self.go_to_slug(slug)
        self._window.raise_()
        self._window.activateWindow()

    def close_inbox(self) -> None:
        """Lock the inbox and end its window, before the library is closed."""
        made, self.inbox = self.inbox, None
        if made is not None:
            made.shut()

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

    def demo(self) -> None:
        """Open the demo atlas in its own folder."""
        from curator_app import demo

        self._on_library(str(demo.folder()))

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
                self._window.desk.name_changed()

    def quit(self) -> None:
        """Close the window."""
        self._window.close()

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
        """Read the list again; where only another window may write, its rules too."""
        library = self._library
        if library is not None and library.read_only:
            self._window.tasks.read(library.reread_rules, self, self._on_reread)
        else:
            self._window.list.reload()

    def _on_reread(self, _nothing: None) -> None:
        self._window.tasks.changed.emit(Changes(structure=True, rules=True), self)

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

    def focus_detection(self) -> None:
        """Go to what was found in the entry's texts."""
        if self._window.desk.entry() is not None:
            self._window.desk.editor().focus_detection()

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
