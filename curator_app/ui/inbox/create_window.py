"""Making the inbox: what it is, how its key is kept, the recovery code shown once and confirmed."""

from __future__ import annotations

from PySide6.QtWidgets import QRadioButton, QWidget

from curator_app.ui.inbox.access import Access
from curator_app.ui.inbox.code_steps import CodeSteps, NewPassphrase
from curator_app.ui.inbox.gate import WHAT_IT_IS
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import button


class CreateWindow(CodeSteps):
    """Makes the inbox."""

    def __init__(self, access: Access, theme: Theme, parent: QWidget) -> None:
        super().__init__(access, theme, parent, "Make the private inbox")
        self.by_keyring = QRadioButton("Keep its key in the keyring of this computer")
        self.by_passphrase = QRadioButton("Open it with a passphrase")
        self.passphrase = NewPassphrase()
        self.make_button = button("Make the inbox", self._on_make, "primary")
        self.right.addWidget(self.make_button)
        self.choosing = self.page(
            ("A private inbox", "heading"), (WHAT_IT_IS, ""),
            parts=[self.by_keyring, self.by_passphrase, self.passphrase],
        )  # fmt: skip
        self.stack.addWidget(self.choosing)
        self.by_passphrase.setChecked(True)
        self.by_keyring.setEnabled(False)
        self.end(self.choosing)
        self.passphrase.changed.connect(self.step_changed)
        self.by_keyring.toggled.connect(self.step_changed)
        access.find_keyring(self._on_keyring)

    def _on_keyring(self, here: bool) -> None:
        self.by_keyring.setEnabled(here)
        self.by_keyring.setChecked(here)
        (self.make_button if here else self.passphrase.first).setFocus()
        if not here:
            self.by_keyring.setText("There is no keyring here that keeps secrets safely")
        self.step_changed()

    def step_changed(self) -> None:
        super().step_changed()
        self.make_button.setVisible(self.stack.currentWidget() is self.choosing)
        typed = self.by_passphrase.isChecked()
        self.passphrase.setVisible(typed)
        self.make_button.setEnabled(bool(self.passphrase.text()) or not typed)

    def _on_make(self) -> None:
        passphrase = self.passphrase.text() if self.by_passphrase.isChecked() else ""
        self.passphrase.forget()
        self.begin("Making the inbox…")
        self.stop_button.hide()
        self._access.create(passphrase, self._on_made, self._on_failed)

    def _on_made(self, code: str) -> None:
        self.show_code(code)
        self._access.tell_open()

    def _on_failed(self, error: Exception) -> None:
        self.fail(self.choosing, error)
