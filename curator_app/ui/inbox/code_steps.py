"""A recovery code, shown once and typed again; and a new passphrase, typed twice."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from curator_app.inbox.keys import SHORTEST_PASSPHRASE
from curator_app.ui.inbox.access import Access
from curator_app.ui.inbox.clipboard import put
from curator_app.ui.steps import StepWindow
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import PlainLabel, button

ONCE = (
    "Write this code down on paper or put it into your password manager, away from this computer."
    " It is shown only now and kept nowhere. Without the keyring or passphrase it is the only way"
    " to read what readers wrote."
)


class NewPassphrase(QWidget):
    """A passphrase typed twice. Signals: changed()."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = QLineEdit(), QLineEdit()
        self.problem = PlainLabel("", "small")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for field, words in ((self.first, "Passphrase"), (self.second, "The same again")):
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.setPlaceholderText(words)
            field.setAccessibleName(words)
            field.textChanged.connect(self._on_typed)
            layout.addWidget(field)
        layout.addWidget(self.problem)
        self._on_typed()

    def text(self) -> str:
        """What was typed, "" while it is not usable."""
        return "" if self._why_not() else self.first.text()

    def forget(self) -> None:
        """Empty the fields."""
        for field in (self.first, self.second):
            field.setText("")

    def _on_typed(self) -> None:
        self.problem.setText(self._why_not())
        self.changed.emit()

    def _why_not(self) -> str:
        if len(self.first.text()) < SHORTEST_PASSPHRASE:
            return (
                f"At least {SHORTEST_PASSPHRASE} characters: four or five words that do not belong"
                " together are easy to keep in mind."
            )
        return "" if self.first.text() == self.second.text() else "The two are not the same yet."


class CodeSteps(StepWindow):
    """Shows a recovery code once and has it typed again. Signals: confirmed()."""

    confirmed = Signal()

    def __init__(self, access: Access, theme: Theme, parent: QWidget, title: str) -> None:
        super().__init__(access.tasks, theme, parent, title)
        self._access = access
        self.shown = PlainLabel("", "title", wrap=False)
        self.shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.shown.setAccessibleName("Recovery code")
        self.shown.setFont(_fixed(18))
        self.typed = QLineEdit()
        self.typed.setAccessibleName("The recovery code as you wrote it down")
        self.typed.setPlaceholderText("Type the code from your paper")
        self.typed.setFont(_fixed(14))
        self.copy_button = button("Copy", self._on_copy)
        self.written_button = button("I have written it down", self._on_written, "primary")
        self.again_button = button("Show it again", self._on_again)
        self.confirm_button = button("Confirm", self._on_confirm, "primary")
        self.typed.returnPressed.connect(self._on_confirm)
        self.showing = self.page(
            ("Your recovery code", "heading"), (ONCE, ""), parts=[self.shown],
        )  # fmt: skip
        self.confirming = self.page(
            ("Type it once", "heading"),
            ("So that you can be sure that it can be read later.", ""),
            parts=[self.typed],
        )
        for page in (self.showing, self.confirming):
            self.stack.addWidget(page)
        self.left.addWidget(self.again_button)
        self.left.addWidget(self.copy_button)
        self.right.addWidget(self.written_button)
        self.right.addWidget(self.confirm_button)
        self.resize(600, 420)

    def page(self, *labels: tuple[str, str], parts: list[QWidget]) -> QWidget:
        made = QWidget()
        layout = QVBoxLayout(made)
        layout.setContentsMargins(32, 28, 32, 24)
        layout.setSpacing(12)
        for words, role in labels:
            layout.addWidget(PlainLabel(words, role))
        for part in parts:
            layout.addWidget(part)
        layout.addStretch(1)
        return made

    def show_code(self, code: str) -> None:
        """Show the code; it leaves this window only when it is closed."""
        groups = code.split("-")
        self.shown.setText(f"{'-'.join(groups[:3])}\n{'-'.join(groups[3:])}")
        self.end(self.showing)
        self.written_button.setFocus()

    def step_changed(self) -> None:
        now = self.stack.currentWidget()
        showing, confirming = now is self.showing, now is self.confirming
        for made in (self.copy_button, self.written_button):
            made.setVisible(showing)
        for made in (self.again_button, self.confirm_button):
            made.setVisible(confirming)
        self.close_button.setText("Later" if showing or confirming else "Cancel")

    def _on_copy(self) -> None:
        put(self.shown.text().replace("\n", "-"))
        self.notices.show_notice("copied", "info", "The code is on the clipboard.")

    def _on_written(self) -> None:
        self.notices.clear("copied")
        self.end(self.confirming)
        self.typed.setFocus()

    def _on_again(self) -> None:
        self.end(self.showing)

    def _on_confirm(self) -> None:
        code = self.typed.text()
        if code.strip():
            self._access.confirm(code, self._on_confirmed, self._on_unconfirmed)

    def _on_confirmed(self, _: object) -> None:
        self.confirmed.emit()
        self.accept()

    def _on_unconfirmed(self, error: Exception) -> None:
        self.fail(self.confirming, error)
        self.typed.setFocus()
        self.typed.selectAll()

    def done(self, result: int) -> None:
        self.shown.setText("")
        self.typed.setText("")
        super().done(result)


def _fixed(pixels: int) -> QFont:
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(pixels)
    return font
