"""The fields of one account: a mailbox, a feed, or the server for replies."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QGridLayout,
    QLineEdit,
    QWidget,
)

from curator_app.domain.plain_text import clean_line
from curator_app.domain.private import NOTHING, Private
from curator_app.errors import BadValue
from curator_app.services.sources import (
    Account,
    FeedAccount,
    ImapAccount,
    SmtpAccount,
    folders_of,
    folders_text,
)
from curator_app.ui.widgets import PlainLabel, button, row

MARKS = (
    ("", "Leave it in the mailbox as it is"),
    ("\\Seen", "Mark it there as read"),
    ("AtlasKept", "Give it the keyword AtlasKept there"),
)
SECURITIES = (("tls", "TLS from the beginning"), ("starttls", "STARTTLS"))
PORTS = {"tls": "465", "starttls": "587"}
IN_KEYRING = "Kept in the keyring; type to replace it"
HINTS = {
    "imap password": "Where the provider offers app passwords, make one for this. It is kept in the"
    " keyring of this computer and nowhere else.",
    "smtp password": "It is kept in the keyring of this computer and nowhere else.",
    "token": "It is kept in the keyring of this computer and nowhere else.",
    "folders": "Several are parted by commas; a name that has a comma stands in quotation marks.",
    "url": "What it has to answer is described in the README under “Feeds”.",
    "authority": "Only for a server with an authority of its own: then only this one is believed.",
    "sender_address": "What readers see, and where their answers go.",
}
_LARGEST_CERTIFICATE = 256 * 1024


class AccountForm(QWidget):
    """Signals: edited() for the user's changes."""

    edited = Signal()

    def __init__(self, account: Account, *, known: bool) -> None:
        super().__init__()
        self._account, self._known = account, known
        self._fields: dict[str, QWidget] = {}
        self._problems: dict[str, PlainLabel] = {}
        self._rows = QGridLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setHorizontalSpacing(16)
        self._rows.setVerticalSpacing(3)
        self._rows.setColumnStretch(1, 1)
        self.name = self._text("name", "Name", account.name, limit=60)
        self.secret = QLineEdit()
        if isinstance(account, ImapAccount):
            self._build_imap(account)
        elif isinstance(account, FeedAccount):
            self._build_feed(account)
        else:
            self._build_smtp(account)
        self.authority = _Authority(account.authority)
        self.authority.edited.connect(self._on_edited)
        self._add("authority", "Certificate", self.authority, HINTS["authority"])

    # ------------------------------------------------------------------ the three kinds

    def _build_imap(self, account: ImapAccount) -> None:
        self.user = self._text("user", "Address or user name", account.user)
        self._secret("Password", HINTS["imap password"])
        self.host = self._text("host", "Server", account.host, "imap.example.org")
        self.port = self._number("port", "Port", account.port)
        self.folders = self._text(
            "folders", "Folders", folders_text(account.folders), hint=HINTS["folders"]
        )
        self.mark = self._choice("mark", "Once it is kept here", MARKS, account.mark)
        self.user.editingFinished.connect(self._on_user)

    def _build_feed(self, account: FeedAccount) -> None:
        self.url = self._text(
            "url", "Address", account.url, "https://example.org/contributions", HINTS["url"]
        )
        self._secret("Token", HINTS["token"])

    def _build_smtp(self, account: SmtpAccount) -> None:
        self.sender_name = self._text("sender_name", "Your name in replies", account.sender_name)
        self.sender_address = self._text(
            "sender_address", "Your address in replies", account.sender_address,
            hint=HINTS["sender_address"],
        )  # fmt: skip
        self.user = self._text("user", "Address or user name", account.user)
        self._secret("Password", HINTS["smtp password"])
        self.host = self._text("host", "Server", account.host, "smtp.example.org")
        self.security = self._choice("security", "Encryption", SECURITIES, account.security)
        self.port = self._number("port", "Port", account.port)
        self.security.activated.connect(self._on_security)
        self.user.editingFinished.connect(self._on_user)

    # ------------------------------------------------------------------ values

    def account(self) -> Account:
        """The account as it is typed; whether it makes sense is for `check` to say."""
        common = {"name": clean_line(self.name.text()), "authority": self.authority.pem}
        account = self._account
        if isinstance(account, FeedAccount):
            return replace(account, url=self.url.text().strip(), **common)
        server = {
            "host": self.host.text().strip(),
            "port": int(self.port.text() or 0),
            "user": self.user.text().strip(),
            **common,
        }
        if isinstance(account, ImapAccount):
            folders = folders_of(self.folders.text())
            return replace(account, folders=folders, mark=self.mark.currentData(), **server)
        return replace(
            account,
            security=self.security.currentData(),
            sender_name=clean_line(self.sender_name.text()),
            sender_address=self.sender_address.text().strip(),
            **server,
        )

    def typed_secret(self) -> Private:
        """The password or token, when one was typed."""
        text = self.secret.text()
        return Private(text) if text else NOTHING

    def needs_secret(self) -> bool:
        """Whether there is none yet."""
        return not self._known and not self.secret.text()

    def forget_secret(self) -> None:
        """Take what was typed off the screen."""
        self.secret.clear()

    def show_problem(self, error: BadValue) -> None:
        """Say what is wrong under its field, and go there."""
        label = self._problems.get(error.field)
        if label is None:
            return
        label.setText(error.sentence())
        label.show()
        field = self._fields[error.field]
        field.setAccessibleDescription(error.sentence())
        field.setFocus()
        if isinstance(field, QLineEdit):
            field.selectAll()

    def focus_first(self) -> None:
        """Go to the first field that is still to be filled in."""
        fields = [field for field in self._fields.values() if isinstance(field, QLineEdit)]
        empty = [field for field in fields if not (field.text() or field.placeholderText())]
        (empty or fields)[0].setFocus()

    # ------------------------------------------------------------------ fields

    def _text(
        self, name: str, label: str, value: str, example: str = "", hint: str = "", limit: int = 320
    ) -> QLineEdit:
        field = QLineEdit(value)
        field.setMaxLength(limit if name not in ("url", "folders") else 2000)
        field.setPlaceholderText(example)
        field.textEdited.connect(self._on_edited)
        self._add(name, label, field, hint)
        return field

    def _secret(self, label: str, hint: str) -> None:
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setMaxLength(1000)
        self.secret.setPlaceholderText(IN_KEYRING if self._known else "")
        self.secret.textEdited.connect(self._on_edited)
        self._add("secret", label, self.secret, hint)

    def _number(self, name: str, label: str, value: int) -> QLineEdit:
        field = self._text(name, label, str(value), limit=5)
        field.setValidator(QIntValidator(0, 65535, field))
        field.setMaximumWidth(90)
        return field

    def _choice(
        self, name: str, label: str, choices: tuple[tuple[str, str], ...], value: str
    ) -> QComboBox:
        field = QComboBox()
        for data, words in choices:
            field.addItem(words, data)
        if field.findData(value) < 0:
            field.addItem(f"Give it the keyword {value} there", value)
        field.setCurrentIndex(field.findData(value))
        field.activated.connect(self._on_edited)
        self._add(name, label, field)
        return field

    def _add(self, name: str, label: str, field: QWidget, hint: str = "") -> None:
        field.setAccessibleName(label)
        caption = PlainLabel(label, wrap=False)
        caption.setBuddy(field)
        place = self._rows.rowCount()
        self._rows.addWidget(caption, place, 0)
        self._rows.addWidget(field, place, 1)
        problem = PlainLabel("", "error")
        problem.hide()
        if hint:
            field.setAccessibleDescription(hint)
            self._rows.addWidget(PlainLabel(hint, "small"), place + 1, 1)
        self._rows.addWidget(problem, place + 2, 1)
        self._rows.setRowMinimumHeight(place + 3, 5)
        self._fields[name], self._problems[name] = field, problem

    def forget_problems(self) -> None:
        """What was wrong before may not be wrong any more."""
        for problem in self._problems.values():
            problem.hide()

    def _on_edited(self) -> None:
        self.forget_problems()
        self.edited.emit()

    def _on_security(self) -> None:
        if self.port.text() in PORTS.values():
            self.port.setText(PORTS[self.security.currentData()])

    def _on_user(self) -> None:
        """Suggest what a server is usually called, where the user has not said."""
        kind = "imap" if isinstance(self._account, ImapAccount) else "smtp"
        _, at, domain = self.user.text().strip().rpartition("@")
        if not at or not domain:
            return
        if not self.host.text():
            self.host.setText(f"{kind}.{domain}")
        if kind == "smtp" and not self.sender_address.text():
            self.sender_address.setText(self.user.text().strip())


class _Authority(QWidget):
    """The certificate of a private authority: chosen from a file, or none."""

    edited = Signal()

    def __init__(self, pem: str) -> None:
        super().__init__()
        self.pem = pem
        self.words = PlainLabel("", "muted", wrap=False)
        self.choose_button = button("Choose…", self._on_choose)
        self.remove_button = button("Remove", self._on_remove)
        layout = row(self.words, 1, self.choose_button, self.remove_button)
        self.setLayout(layout)
        self.setFocusProxy(self.choose_button)
        self._show()

    def _show(self) -> None:
        self.words.setText("A certificate of your own" if self.pem else "As this computer trusts")
        self.remove_button.setVisible(bool(self.pem))

    def _on_choose(self) -> None:
        dialog = QFileDialog(self, "Certificate of the authority")
        dialog.setNameFilters(["Certificates (*.pem *.crt *.cer)", "All files (*)"])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.take)
        dialog.open()

    def take(self, path: str) -> None:
        """Take the certificate in a file; what is none is said when the account is checked."""
        try:
            with Path(path).open("rb") as file:
                self.pem = file.read(_LARGEST_CERTIFICATE).decode("ascii", "replace")
        except OSError:
            self.pem = "unreadable"
        self._show()
        self.edited.emit()

    def _on_remove(self) -> None:
        self.pem = ""
        self._show()
        self.edited.emit()
