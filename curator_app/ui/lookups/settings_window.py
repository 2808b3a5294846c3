"""Who asks the services: a contact address, and a key for PubMed in the keyring."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from curator_app.domain.private import NOTHING, Private
from curator_app.errors import BadValue
from curator_app.services.looking_up import Secrets, keep_contact
from curator_app.ui.messages import sentence_of
from curator_app.ui.tasks import Tasks
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import NoticeArea, PlainLabel, button, fill_window, row

WHY = (
    "Services ask who is asking, so that they can write before they shut somebody out."
    " The address is sent to PubMed and Crossref with each look-up, and nowhere else."
)
KEY_WHY = (
    "With a key of your NCBI account PubMed may be asked ten times a second instead of three."
    " It is kept in the keyring of this computer and sent to PubMed only."
)


class LookUpSettings(QDialog):
    """Signals: kept(settings) with what to remember; the key itself is in the keyring."""

    kept = Signal(object)

    def __init__(
        self,
        tasks: Tasks,
        theme: Theme,
        known: Mapping[str, Any],
        keyring: Callable[[], Secrets],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Look-up settings")
        self._tasks, self._known, self._keyring = tasks, dict(known), keyring
        self.notices = NoticeArea(theme)
        self.email = QLineEdit(str(known.get("email") or ""))
        self.email.setPlaceholderText("ann@example.org")
        self.email.setAccessibleName("Contact address")
        self.key = QLineEdit()
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.key.setAccessibleName("Key for PubMed")
        has_key = known.get("key") is True
        self.key.setPlaceholderText("Kept in the keyring; type to replace it" if has_key else "")
        self.forget = QCheckBox("Forget the key that is kept")
        self.forget.setVisible(has_key)
        self.cancel_button = button("Cancel", self.reject)
        self.save_button = button("Save", self._on_save, "primary")
        self._lay_out()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setContentsMargins(20, 16, 20, 16)
        form.setVerticalSpacing(8)
        form.setHorizontalSpacing(16)
        form.addRow("Contact &address", self.email)
        form.addRow("", PlainLabel(WHY, "muted"))
        form.addRow("&Key for PubMed", self.key)
        form.addRow("", self.forget)
        form.addRow("", PlainLabel(KEY_WHY, "muted"))
        body = QVBoxLayout()
        body.addLayout(form)
        body.addStretch(1)
        foot = row(1, self.cancel_button, self.save_button, margins=(16, 12, 16, 12))
        fill_window(self, body, foot, self.notices)
        self.resize(560, 330)

    def _on_save(self) -> None:
        typed = self.key.text().strip()
        key = Private(typed) if typed else (NOTHING if self.forget.isChecked() else None)
        email, known, keyring = self.email.text(), self._known, self._keyring
        self.save_button.setEnabled(False)
        self._tasks.read(
            lambda: keep_contact(email, key, known, keyring()), self, self._on_kept, self._on_failed
        )

    def _on_kept(self, kept: dict[str, Any]) -> None:
        self.kept.emit(kept)
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        self.notices.show_notice("error", "error", sentence_of(error))
        (self.email if isinstance(error, BadValue) else self.key).setFocus()
