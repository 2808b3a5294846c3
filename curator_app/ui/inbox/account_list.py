"""The accounts that there are, and ways to begin another."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from curator_app.services.sources import (
    Account,
    FeedAccount,
    ImapAccount,
    SmtpAccount,
    folders_text,
)
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import EmptyState, button, row

KINDS: dict[type[Account], str] = {
    ImapAccount: "Mailbox",
    FeedAccount: "Feed",
    SmtpAccount: "Replies",
}


class AccountList(QWidget):
    """Signals: added(Account), a new one to fill in; activated() and chosen() for the list."""

    added = Signal(object)
    activated = Signal()
    chosen = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.accounts: list[Account] = []
        self.list = QTreeWidget()
        self.list.setHeaderLabels(["Name", "Kind", "Where"])
        self.list.setAccessibleName("Accounts")
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setProperty("framed", True)
        self.list.setProperty("role", "rows")
        self.list.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.list.itemActivated.connect(self.activated)
        self.list.currentItemChanged.connect(self.chosen)
        self.empty = EmptyState(
            theme, "settings", "No account yet",
            "A mailbox or a feed brings contributions; replies go out by a server of your own.",
        )  # fmt: skip
        self.mailbox_button = button("Add a mailbox…", lambda: self.added.emit(ImapAccount()))
        self.feed_button = button("Add a feed…", lambda: self.added.emit(FeedAccount()))
        self.replies_button = button("Set up replies…", lambda: self.added.emit(self._replies()))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(10)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.empty, 1)
        layout.addLayout(row(self.mailbox_button, self.feed_button, self.replies_button, 1))

    def show_accounts(self, accounts: list[Account]) -> None:
        """Fill the list; the account that was chosen stays chosen."""
        now = self.current()
        self.accounts = accounts
        self.list.clear()
        for place, account in enumerate(accounts):
            item = QTreeWidgetItem([account.name, KINDS[type(account)], where(account)])
            item.setData(0, Qt.ItemDataRole.UserRole, account.id)
            self.list.addTopLevelItem(item)
            if place == 0 or (now is not None and account.id == now.id):
                self.list.setCurrentItem(item)
        self.list.setVisible(bool(accounts))
        self.empty.setVisible(not accounts)
        # One is enough, and no reply asks which.
        replies = any(isinstance(account, SmtpAccount) for account in accounts)
        self.replies_button.setVisible(not replies)

    def current(self) -> Account | None:
        """The account under the cursor."""
        item = self.list.currentItem()
        found = item.data(0, Qt.ItemDataRole.UserRole) if item is not None else ""
        return next((account for account in self.accounts if account.id == found), None)

    def focus_first(self) -> None:
        """Go to the list, or to how an account is added."""
        (self.list if self.accounts else self.mailbox_button).setFocus()

    def _replies(self) -> SmtpAccount:
        """Replies usually go out by the provider whose mailbox is read."""
        box = next((one for one in self.accounts if isinstance(one, ImapAccount)), None)
        if box is None or not box.host.startswith("imap."):
            return SmtpAccount()
        address = box.user if "@" in box.user else ""
        host = f"smtp.{box.host.removeprefix('imap.')}"
        return SmtpAccount(host=host, user=box.user, sender_address=address)


def where(account: Account) -> str:
    """Where an account leads, in a few words."""
    if isinstance(account, FeedAccount):
        return account.url
    if isinstance(account, ImapAccount):
        return f"{account.user} on {account.host}: {folders_text(account.folders)}"
    return f"{account.sender_address} by {account.host}"
