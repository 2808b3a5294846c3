"""The key of the inbox: a new one with a new recovery code, or another way to open it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QRadioButton, QWidget

from curator_app.inbox.header import KEY_FILE, KEYRING, PASSPHRASE
from curator_app.ui.inbox.access import Access
from curator_app.ui.inbox.code_steps import CodeSteps, NewPassphrase
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import button

WHY_NEW = (
    "A new key and a new recovery code make the old ones useless: when somebody may have seen them,"
    " or when a reviewer leaves. Copies of the inbox that were made before are deleted."
)
BY_FILE = "Its key is in a file: a new one is made on the command line, with: inbox new-key --to F"


class KeyWindow(CodeSteps):
    """Signals: changing() before the key is changed, when the inbox is closed for a moment."""

    changing = Signal()

    def __init__(self, access: Access, theme: Theme, parent: QWidget) -> None:
        super().__init__(access, theme, parent, "Key and recovery code")
        state = access.inbox.state()
        self._protection = state.protection
        now = {
            KEYRING: f"Its key is in {state.keyring}.",
            PASSPHRASE: "It is opened with a passphrase.",
            KEY_FILE: BY_FILE,
        }
        self.new = QRadioButton("Make a new key and a new recovery code")
        self.to_keyring = QRadioButton("Keep the key in the keyring of this computer")
        self.to_passphrase = QRadioButton("Open it with a passphrase from now on")
        self.passphrase = NewPassphrase()
        self.go_button = button("Go on", self._on_go, "primary")
        self.right.addWidget(self.go_button)
        self.choosing = self.page(
            ("The key of this inbox", "heading"), (now[state.protection], ""), (WHY_NEW, "muted"),
            parts=[self.new, self.to_keyring, self.to_passphrase, self.passphrase],
        )  # fmt: skip
        self.stack.addWidget(self.choosing)
        self.resize(600, 500)
        self.new.setEnabled(state.protection != KEY_FILE)
        self.to_keyring.setEnabled(False)
        (self.new if self.new.isEnabled() else self.to_passphrase).setChecked(True)
        self.end(self.choosing)
        for choice in (self.new, self.to_keyring, self.to_passphrase):
            choice.toggled.connect(self.step_changed)
        self.passphrase.changed.connect(self.step_changed)
        self.go_button.setFocus()
        access.find_keyring(self._on_keyring)

    def _on_keyring(self, here: bool) -> None:
        self.to_keyring.setEnabled(here)

    def _needs_passphrase(self) -> bool:
        by_new = self.new.isChecked() and self._protection == PASSPHRASE
        return by_new or self.to_passphrase.isChecked()

    def step_changed(self) -> None:
        super().step_changed()
        self.go_button.setVisible(self.stack.currentWidget() is self.choosing)
        needed = self._needs_passphrase()
        self.passphrase.setVisible(needed)
        self.go_button.setEnabled(bool(self.passphrase.text()) or not needed)

    def _on_go(self) -> None:
        passphrase = self.passphrase.text() if self._needs_passphrase() else ""
        self.passphrase.forget()
        inbox = self._access.inbox
        self.begin("Making a new key…" if self.new.isChecked() else "Changing…")
        self.stop_button.hide()
        if self.new.isChecked():
            self.changing.emit()
            work = lambda: inbox.change_key(passphrase=passphrase)  # noqa: E731
            self.tasks.write(work, self, self._on_changed, self._on_failed)
        elif self.to_keyring.isChecked():
            self.tasks.write(inbox.keep_in_keyring, self, self._on_moved, self._on_failed)
        else:
            work_ = lambda: inbox.set_passphrase(passphrase)  # noqa: E731
            self.tasks.write(work_, self, self._on_moved, self._on_failed)

    def _on_changed(self, code: str) -> None:
        self._access.begin()
        self.show_code(code)

    def _on_moved(self, _: object) -> None:
        self._protection = self._access.inbox.state().protection
        self.end(self.choosing)
        self.notices.show_notice("moved", "good", "From now on it is opened that way.")

    def _on_failed(self, error: Exception) -> None:
        self._access.begin()
        self.fail(self.choosing, error)
