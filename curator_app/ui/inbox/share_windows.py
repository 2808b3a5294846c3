"""Encrypted files: one person's data for that person, bundles to and from another reviewer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from curator_app.domain.inbox_query import InboxQuery, InboxRow
from curator_app.services.triage import counted
from curator_app.ui.inbox.clipboard import put
from curator_app.ui.inbox.code_steps import NewPassphrase
from curator_app.ui.inbox.saving import write_out
from curator_app.ui.steps import StepWindow
from curator_app.ui.tasks import Tasks
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import EmptyState, PlainLabel, button

if TYPE_CHECKING:
    from curator_app.inbox.merging import Merged
    from curator_app.inbox.store import Store


class ShareWindow(StepWindow):
    """Asks how a file is protected, makes it, and says where it is.

    `suggested` is the name that the file dialog begins with; it says nothing of anybody.
    """

    def __init__(
        self, tasks: Tasks, theme: Theme, store: Store, parent: QWidget, title: str, suggested: str
    ) -> None:
        super().__init__(tasks, theme, parent, title)
        self.store = store
        self.suggested = suggested
        self.finished_step = EmptyState(theme, "good", "")
        self.passphrase = NewPassphrase()
        self.go_button = button("Save…", self._on_go, "primary")
        self.asking = QWidget()
        self.column = QVBoxLayout(self.asking)
        self.column.setContentsMargins(24, 20, 24, 16)
        self.column.setSpacing(10)
        for step in (self.asking, self.finished_step):
            self.stack.addWidget(step)
        self.right.addWidget(self.go_button)
        self.passphrase.changed.connect(self.step_changed)
        self.resize(560, 420)

    def ready(self) -> bool:
        """Whether enough was said to make the file."""
        return bool(self.passphrase.text())

    def step_changed(self) -> None:
        self.go_button.setVisible(self.stack.currentWidget() is self.asking)
        self.go_button.setEnabled(self.ready())

    def _on_go(self) -> None:
        dialog = QFileDialog(self, "Save")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.selectFile(self.suggested)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._on_name)
        dialog.open()

    def _on_name(self, name: str) -> None:
        self.save_to(Path(name))

    def save_to(self, path: Path) -> None:
        """Make the file there."""
        made = self.prepared()
        self.begin("Encrypting…")
        self.stop_button.hide()

        def done(_: object) -> None:
            self.passphrase.forget()
            self.finished_step.say("Saved", str(path))
            self.end(self.finished_step)

        self.tasks.write(
            lambda: write_out(path, made()), self, done, lambda error: self.fail(self.asking, error)
        )

    def prepared(self) -> Callable[[], bytes]:
        """What makes the content, with all that was typed taken over from the fields."""
        raise NotImplementedError


class PersonWindow(ShareWindow):
    """Everything of one person, for that person."""

    def __init__(
        self, tasks: Tasks, theme: Theme, store: Store, row: InboxRow, parent: QWidget
    ) -> None:
        super().__init__(tasks, theme, store, parent, "Export one person's data", "your-data.age")
        self._row = row
        text = (
            f"All that is kept about {row.pseudonym}: every message with its attachments, notes,"
            " replies and the lines of the log, in one file that is encrypted with a passphrase"
            " (age). Tell the passphrase by another way than the file."
        )
        self.column.addWidget(PlainLabel("Their data, as they may ask for it", "heading"))
        self.column.addWidget(PlainLabel(text))
        self.column.addWidget(self.passphrase)
        self.column.addStretch(1)
        self.end(self.asking)
        self.passphrase.first.setFocus()

    def prepared(self) -> Callable[[], bytes]:
        store, row, passphrase = self.store, self._row, self.passphrase.text()

        def work() -> bytes:
            ns = (row.n, *store.same_sender(row.n))
            return store.sharing.person_file(ns, passphrase)

        return work


class BundleWindow(ShareWindow):
    """Contributions for another reviewer: those that are selected, or all."""

    def __init__(
        self, tasks: Tasks, theme: Theme, store: Store, ns: Sequence[int], parent: QWidget
    ) -> None:
        super().__init__(
            tasks, theme, store, parent, "Give to another reviewer", "contributions.age"
        )
        self._ns = ns
        self.everything = QRadioButton("All messages of this inbox")
        self.some = QRadioButton(f"Only what is selected: {counted(len(ns))}")
        (self.some if len(ns) > 1 else self.everything).setChecked(True)
        self.some.setEnabled(bool(ns))
        self.recipient = QLineEdit()
        self.recipient.setPlaceholderText("age1… of the other reviewer, instead of a passphrase")
        self.recipient.setAccessibleName("Recipient")
        text = (
            "Messages, notes, replies and decisions go along, and are joined with what the other"
            " reviewer has: nothing is dropped or doubled. The file is encrypted."
        )
        self.column.addWidget(PlainLabel("A bundle for another reviewer", "heading"))
        for part in (PlainLabel(text), self.everything, self.some, self.recipient, self.passphrase):
            self.column.addWidget(part)
        self.column.addStretch(1)
        self.recipient.textChanged.connect(self.step_changed)
        self.end(self.asking)
        self.recipient.setFocus()

    def ready(self) -> bool:
        given = bool(self.recipient.text().strip())
        self.passphrase.setEnabled(not given)
        return given or bool(self.passphrase.text())

    def prepared(self) -> Callable[[], bytes]:
        store, recipient = self.store, self.recipient.text().strip()
        passphrase = "" if recipient else self.passphrase.text()
        chosen = list(self._ns) if self.some.isChecked() else None

        def work() -> bytes:
            ns = store.ids(InboxQuery(snoozed="")) if chosen is None else chosen
            return store.sharing.bundle(ns, passphrase=passphrase, recipient=recipient)

        return work


class MergeWindow(StepWindow):
    """Takes a bundle in. Signals: merged() when something came."""

    merged = Signal()

    def __init__(self, tasks: Tasks, theme: Theme, store: Store, parent: QWidget) -> None:
        super().__init__(tasks, theme, parent, "Take a bundle in")
        self._store = store
        self._path: Path | None = None
        self.file = PlainLabel("No file chosen", "muted")
        self.choose_button = button("Choose the bundle…", self._choose)
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setPlaceholderText("Its passphrase, if it has one")
        self.passphrase.setAccessibleName("Passphrase of the bundle")
        self.copy_button = button("Copy what others need to make one for you", self._on_copy)
        self.finished_step = EmptyState(theme, "good", "")
        self.take_button = button("Take it in", self.take, "primary")
        self.asking = QWidget()
        column = QVBoxLayout(self.asking)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(10)
        text = "It is joined with what is here, as one step that can be undone."
        for part in (PlainLabel("A bundle of another reviewer", "heading"), PlainLabel(text),
                     self.choose_button, self.file, self.passphrase, self.copy_button):  # fmt: skip
            column.addWidget(part)
        column.addStretch(1)
        for step in (self.asking, self.finished_step):
            self.stack.addWidget(step)
        self.right.addWidget(self.take_button)
        self.resize(520, 360)
        self.end(self.asking)
        self.choose_button.setFocus()

    def step_changed(self) -> None:
        self.take_button.setVisible(self.stack.currentWidget() is self.asking)
        self.take_button.setEnabled(self._path is not None)

    def _choose(self) -> None:
        dialog = QFileDialog(self, "Choose the bundle")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._on_file)
        dialog.open()

    def _on_file(self, name: str) -> None:
        self.use(Path(name))

    def use(self, path: Path) -> None:
        """Take this file when asked to."""
        self._path = path
        self.file.setText(str(path))
        self.step_changed()

    def take(self) -> None:
        """Join the bundle with what is here."""
        path, store, passphrase = self._path, self._store, self.passphrase.text()
        if path is None:
            return
        self.passphrase.setText("")
        self.begin("Joining…")
        self.stop_button.hide()

        def done(found: Merged) -> None:
            self.finished_step.say("Taken in", found.sentence())
            self.end(self.finished_step)
            self.merged.emit()

        self.tasks.write(
            lambda: store.sharing.merge(path.read_bytes(), passphrase=passphrase),
            self,
            done,
            lambda error: self.fail(self.asking, error),
        )

    def _on_copy(self) -> None:
        def done(recipient: str) -> None:
            put(recipient)
            self.notices.show_notice("copied", "info", f"On the clipboard: {recipient}")

        self.tasks.write(self._store.sharing.recipient, self, done)
