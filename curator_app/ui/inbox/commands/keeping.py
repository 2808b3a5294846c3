"""What a message brings and how long it stays: files, restricting, erasing, periods, copies."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from curator_app.domain.contribution import Attachment
from curator_app.domain.file_names import safe_name
from curator_app.errors import DiskTrouble
from curator_app.inbox.store import Store
from curator_app.services.triage import counted
from curator_app.ui.inbox.commands.replying import Replying
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

            self._window.write(work, lambda _: self._window.messages.say("Saved."))

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
        made = EraseWindow(window.tasks, window.theme, store, reading.row, window)
        made.erased.connect(window.after_erasure)
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
        made.erased.connect(window.after_erasure)
        made.message_asked.connect(self.go_to)
        made.open()


def write_out(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read and nobody may run; raises DiskTrouble."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        path.chmod(0o600)
    except OSError as error:
        raise DiskTrouble(
            f"The file could not be written ({error.strerror}).", "Choose another folder."
        ) from None
