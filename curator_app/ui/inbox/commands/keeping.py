"""What a message brings and how long it stays: files, restricting, erasing, periods, copies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from curator_app.domain.contribution import Attachment
from curator_app.domain.file_names import safe_name
from curator_app.inbox.forgetting import Proof
from curator_app.inbox.store import Store
from curator_app.services.triage import counted
from curator_app.ui.inbox import erase_words
from curator_app.ui.inbox.commands.replying import Replying
from curator_app.ui.inbox.saving import write_out
from curator_app.ui.messages import confirm


class Keeping(Replying):
    """Commands about files and the end of messages."""

    def connect_pane(self) -> None:
        """Take what is asked for in the message pane."""
        super().connect_pane()
        self._window.pane.files.save_asked.connect(self.save_file)

    # ------------------------------------------------------------------ files

    def save_file(self, file: Attachment) -> None:
        """Save an attachment where the user says, under a name that is harmless."""
        reading = self._reading()
        if reading is not None:
            found = reading.row.id
            name = safe_name(file.name.reveal())
            self._save(name, lambda store: store.attachment(found, file.key))

    def show_raw(self) -> None:
        """Show the message as it came, or its text again."""
        reading, pane = self._reading(), self._window.pane
        if reading is None:
            return
        if pane.raw:
            pane.show_body()
            return
        found = reading.row.id

        def done(raw: bytes) -> None:
            now = self._reading()
            if now is not None and now.row.id == found:
                pane.show_raw(raw)

        self._window.work.write(lambda store: store.raw(found), done)

    def save_raw(self) -> None:
        """Save the message as it came."""
        reading = self._reading()
        if reading is not None:
            found = reading.row.id
            self._save(f"message-{found[:8]}.eml", lambda store: store.raw(found))

    def _save(self, name: str, content: Callable[[Store], bytes]) -> None:
        dialog = QFileDialog(self._window, "Save")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.selectFile(name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def chosen(path: str) -> None:
            def work(store: Store) -> None:
                write_out(Path(path), content(store))

            self._window.work.write(work, lambda _: self._window.messages.say("Saved."))

        dialog.fileSelected.connect(chosen)
        dialog.open()

    # ------------------------------------------------------------------ persons

    def restrict(self) -> None:
        """Restrict what is selected, or lift it."""
        ns, rows = self._chosen(), self._window.list.table.known(self._chosen())
        if not rows:
            return
        frozen = not all(row.frozen for row in rows)
        if not frozen:
            done = "Lifted the restriction of {}"
            self._change(ns, {"frozen": False}, done, "Lift the restriction of {}", stay=True)
            return

        def act() -> None:
            changes = {"frozen": True}
            self._change(ns, changes, "Restricted {}", "Restrict {}", stay=True)

        confirm(self._window, "Restrict", f"Restrict {counted(len(ns))}?", "Restrict", act,
                more="What is restricted is kept, but neither shown nor searched nor erased, until"
                " the restriction is lifted.")  # fmt: skip

    def erase(self) -> None:
        """Erase a person: count what goes, ask, erase, show the proof."""
        from curator_app.ui.inbox.erase_window import EraseWindow

        reading, store = self._reading(), self._window.access.store
        if reading is None or store is None:
            return
        window = self._window
        made = EraseWindow(window.access, window.theme, store, reading.row, window)
        made.erased.connect(self.after_erasure)
        made.open()

    # ------------------------------------------------------------------ periods and copies

    def retention(self) -> None:
        """What goes and when, and how long things stay."""
        from curator_app.ui.inbox.retention_window import RetentionWindow

        store = self._window.access.store
        if store is None:
            return
        window = self._window
        made = RetentionWindow(window.tasks, window.theme, store, window)
        made.erased.connect(self.after_erasure)
        made.message_asked.connect(self.go_to)
        made.open()

    def export_person(self) -> None:
        """Everything of this person in one encrypted file."""
        from curator_app.ui.inbox.share_windows import PersonWindow

        reading, store, window = self._reading(), self._window.access.store, self._window
        if reading is not None and store is not None:
            self._open(PersonWindow(window.tasks, window.theme, store, reading.row, window))

    def bundle(self) -> None:
        """Give messages to another reviewer."""
        from curator_app.ui.inbox.share_windows import BundleWindow

        store, window = self._window.access.store, self._window
        if store is not None:
            self._open(BundleWindow(window.tasks, window.theme, store, self._chosen(), window))

    def merge(self) -> None:
        """Take in what another reviewer gives."""
        from curator_app.ui.inbox.share_windows import MergeWindow

        store, window = self._window.access.store, self._window
        if store is not None:
            made = MergeWindow(window.tasks, window.theme, store, window)
            made.merged.connect(window.commands.reload)
            self._open(made)

    def backup(self) -> None:
        """Copy the inbox, encrypted and checked."""
        inbox, window = self._window.access.inbox, self._window
        window.messages.say("Copying the inbox and checking the copy…")
        window.work.write(lambda _: inbox.make_copy(), self._on_copied)

    def _on_copied(self, path: Path) -> None:
        self._window.messages.say(f"A checked, encrypted copy was made: {path}")

    def daily(self) -> None:
        """What is done once a day while it is open: a copy, and what may go by itself goes."""
        inbox, window = self._window.access.inbox, self._window
        window.work.write(lambda _: inbox.daily(), self._on_daily)

    def _on_daily(self, proof: Proof | None) -> None:
        if proof is not None:
            text = f"What was due went: {erase_words.gone(proof.gone)}."
            self._window.notices.show_notice("daily", "info", text)
            self.after_erasure(())
