"""What stands in place of the inbox while it is shut: why, what was kept, and the way in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QVBoxLayout, QWidget

from curator_app.errors import (
    BACKEND_CHANGED,
    DAMAGED,
    DENIED,
    ELSEWHERE,
    GONE,
    LOCKED,
    MISSING,
    NEWER,
    NO_INBOX,
    NO_KEYRING,
    SLOW,
    WRONG,
    CuratorError,
)
from curator_app.inbox.header import KEY_FILE, KEYRING, PASSPHRASE
from curator_app.services.inbox import Credential, State, key_from_file
from curator_app.ui import icons
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import PlainLabel, button, row

TITLES: Mapping[str, str] = {
    NO_INBOX: "No private inbox yet",
    LOCKED: "The inbox is locked",
    NO_KEYRING: "There is no keyring",
    DENIED: "The keyring refused",
    SLOW: "The keyring did not answer",
    GONE: "The keyring stopped answering",
    MISSING: "The key is missing",
    BACKEND_CHANGED: "Another keyring than before",
    WRONG: "The key does not fit",
    DAMAGED: "The inbox is damaged",
    NEWER: "Made by a newer version",
    ELSEWHERE: "Open elsewhere",
}
WHAT_IT_IS = (
    "What readers write about a study is kept here, encrypted, apart from the atlas. Publishing,"
    " exporting, backing up or sharing the atlas never carries any of it. Only who has its key can"
    " read it, and it is erased when its time is over."
)
_WAYS: Mapping[str, str] = {
    PASSPHRASE: "Its passphrase opens it.",
    KEY_FILE: "Its key is in a file of yours.",
    KEYRING: "Its key is in the keyring of this computer.",
}
HOPELESS = frozenset({DAMAGED, NEWER, ELSEWHERE})
"""No key helps: only trying again after something else was done."""
LOST = frozenset({MISSING, WRONG, BACKEND_CHANGED, DAMAGED})
"""Where it may turn out that nothing helps."""
WIDTH = 520


class Gate(QWidget):
    """Signals: create_asked(), unlock_asked(Credential), aside_asked() when nobody can open it."""

    create_asked = Signal()
    aside_asked = Signal()
    unlock_asked = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._reason = LOCKED
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.title = PlainLabel("", "title")
        self.message = PlainLabel("")
        self.hint = PlainLabel("", "muted")
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setPlaceholderText("Passphrase")
        self.field.setAccessibleName("Passphrase")
        self.code = QLineEdit()
        self.code.setPlaceholderText("Recovery code: five groups of six")
        self.code.setAccessibleName("Recovery code")
        self.open_button = button("Open", self._on_open, "primary")
        self.keyring_button = button("Ask the keyring", self._on_keyring)
        self.file_button = button("Choose the key file…", self._on_file)
        self.code_button = button("Use the recovery code…", self._on_code, "quiet")
        self.aside_button = button("Nobody can open it any more…", self.aside_asked.emit, "quiet")
        self.create_button = button("Make the inbox…", self.create_asked.emit, "primary")
        for field in (self.field, self.code):
            field.returnPressed.connect(self._on_open)
        self._lay_out()
        theme.switched.connect(self._tint)
        self.waiting = False

    def _lay_out(self) -> None:
        middle = QWidget()
        middle.setFixedWidth(WIDTH)
        layout = QVBoxLayout(middle)
        layout.setSpacing(10)
        for label in (self._picture, self.title, self.message, self.hint):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        layout.addSpacing(8)
        layout.addWidget(self.field)
        layout.addWidget(self.code)
        buttons = row(1, self.create_button, self.keyring_button, self.file_button,
                      self.open_button, 1)  # fmt: skip
        layout.addLayout(buttons)
        layout.addLayout(row(1, self.code_button, 1))
        layout.addLayout(row(1, self.aside_button, 1))
        outside = QVBoxLayout(self)
        outside.addStretch(2)
        outside.addLayout(row(1, middle, 1))
        outside.addStretch(3)

    # ------------------------------------------------------------------ showing

    def show_state(self, state: State) -> None:
        """Say why the inbox is shut, and offer what helps."""
        self.waiting = False
        self._reason = state.reason or LOCKED
        self.title.setText(TITLES.get(self._reason, TITLES[LOCKED]))
        none = self._reason == NO_INBOX
        self._say(state)
        hopeless = none or self._reason in HOPELESS
        by_passphrase = state.protection == PASSPHRASE and not hopeless
        by_code = not hopeless and self._reason in (MISSING, BACKEND_CHANGED, NO_KEYRING)
        self.create_button.setVisible(none)
        self.field.setVisible(by_passphrase)
        self.code.setVisible(by_code)
        self.code_button.setVisible(not hopeless and not by_code)
        self.open_button.setVisible(by_passphrase or by_code)
        self.open_button.setText("Open")
        self.keyring_button.setVisible(state.protection == KEYRING or self._reason in HOPELESS)
        again = self._reason in HOPELESS
        self.keyring_button.setText("Try again" if again else "Ask the keyring again")
        self.aside_button.setVisible(self._reason in LOST)
        self.file_button.setVisible(state.protection == KEY_FILE and not hopeless)
        self._enable(True)
        self._tint()
        self.focus_first()

    def _say(self, state: State) -> None:
        message, hint = state.message, state.hint
        if self._reason == NO_INBOX:
            message, hint = WHAT_IT_IS, "The atlas works without it."
        elif message == f"{TITLES[LOCKED]}.":
            message, hint = _WAYS.get(state.protection, ""), "The atlas works without it."
        self.message.setText(message)
        self.hint.setText(hint)

    def say_waiting(self, words: str) -> None:
        """A key is being tried."""
        self.waiting = True
        self.title.setText(words)
        self.message.setText("The atlas can be worked on meanwhile.")
        self.hint.setText("")
        self._enable(False)

    def focus_first(self) -> None:
        """Take the keyboard where the next step is."""
        for part in (self.field, self.code, self.create_button, self.keyring_button,
                     self.file_button):  # fmt: skip
            if part.isVisibleTo(self):
                part.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _enable(self, on: bool) -> None:
        buttons = (self.open_button, self.keyring_button, self.file_button, self.code_button)
        for part in (self.field, self.code, *buttons, self.create_button, self.aside_button):
            part.setEnabled(on)

    def _tint(self) -> None:
        name = "inbox" if self._reason == NO_INBOX else "lock"
        if self._reason in (DAMAGED, NEWER):
            name = "warn"
        color = self._theme.scheme.tokens["accent"]
        self._picture.setPixmap(icons.pixmap(name, color, 40))

    # ------------------------------------------------------------------ user

    def _on_open(self) -> None:
        passphrase, code = self.field.text(), self.code.text()
        for field in (self.field, self.code):
            field.setText("")
        if code.strip():
            self.unlock_asked.emit(Credential(code=code))
        elif passphrase:
            self.unlock_asked.emit(Credential(passphrase=passphrase))

    def _on_keyring(self) -> None:
        self.unlock_asked.emit(Credential())

    def _on_code(self) -> None:
        self.code.show()
        self.open_button.show()
        self.code_button.hide()
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_file(self) -> None:
        dialog = QFileDialog(self, "Choose the key file")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._on_file_chosen)
        dialog.open()

    def _on_file_chosen(self, path: str) -> None:
        try:
            given = key_from_file(Path(path))
        except CuratorError as error:
            self.message.setText(error.message)
            self.hint.setText(error.hint)
            return
        self.unlock_asked.emit(given)
