"""Where messages come from and replies go: the accounts, fetching, files, sending.

An account's settings lie in the open inbox, its password or token in the keyring, and nowhere else.
Fetching takes as long as the network does, so call it on a reader thread: each batch is kept by a
short transaction of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from curator_app.domain.contribution import Origin
from curator_app.domain.correspondence import Reply
from curator_app.domain.private import NOTHING, Private
from curator_app.errors import CuratorError, KeyringTrouble, NetworkTrouble, NotFound
from curator_app.inbox import files, sending
from curator_app.inbox.accounts import (
    Account,
    FeedAccount,
    ImapAccount,
    SmtpAccount,
    check,
    folders_of,
    folders_text,
    from_json,
    to_json,
)
from curator_app.inbox.fetching import fetch
from curator_app.inbox.mail import MailReader
from curator_app.inbox.mailbox import Mailbox
from curator_app.inbox.server_copies import Removed, remove
from curator_app.inbox.store import Store
from curator_app.inbox.taking import Taken
from curator_app.inbox.trying import Step, try_account
from curator_app.inbox.vault import Keyring
from curator_app.wire import never

__all__ = [
    "Account",
    "FeedAccount",
    "Fetched",
    "ImapAccount",
    "Removed",
    "SmtpAccount",
    "Sources",
    "Step",
    "Taken",
    "check",
    "folders_of",
    "folders_text",
]
_PREFIX = "account-"


def nothing(_done: int, _all: int) -> None:
    """For work whose progress nobody looks at."""


@dataclass
class Fetched:
    """What each account gave, with its name, and all of it together."""

    accounts: list[tuple[str, Taken]] = field(default_factory=list[tuple[str, Taken]])

    @property
    def all(self) -> Taken:
        """The sum; each problem begins with its account's name."""
        total = Taken()
        for name, taken in self.accounts:
            named = [f"{name}: {problem}" for problem in taken.problems]
            total.add(Taken(taken.new, taken.known, taken.unreadable, taken.left, False, named))
            total.refused |= taken.refused
        return total


class Sources:
    """The accounts of one open inbox. Raises InboxClosed when it is locked meanwhile."""

    def __init__(self, store: Store, keyring: Keyring) -> None:
        self._store, self._keyring = store, keyring

    # ------------------------------------------------------------------ accounts

    def accounts(self) -> list[Account]:
        """All accounts, by name."""
        found = [from_json(form) for form in self._store.choices.accounts().values()]
        return sorted(found, key=lambda account: account.name.casefold())

    def keep(self, account: Account, secret: Private = NOTHING) -> None:
        """Keep an account; its secret stays as it is when none is given.

        Raises BadValue naming the field, and KeyringTrouble: then nothing was changed.
        """
        check(account)
        if secret:
            self._keyring.set(_PREFIX + account.id, secret.reveal())
        self._store.choices.set_account(account.id, to_json(account))

    def forget(self, account: Account) -> None:
        """Forget an account and its secret; what came from it stays. Raises KeyringTrouble."""
        self._keyring.delete(_PREFIX + account.id)
        self._store.choices.set_account(account.id, None)

    def secret(self, account: Account) -> Private:
        """The password or token of an account, empty when none was given; raises KeyringTrouble."""
        return Private(self._keyring.get(_PREFIX + account.id) or "")

    def attempt(
        self, account: Account, secret: Private = NOTHING, cancelled: Callable[[], bool] = never
    ) -> Iterator[Step]:
        """Try an account, also one that is not kept yet, with its kept secret if none is given."""
        try:
            secret = secret or self.secret(account)
        except CuratorError as error:
            yield Step(False, error.message, error.hint)
            return
        yield from try_account(account, secret, cancelled=cancelled)

    # ------------------------------------------------------------------ messages in

    def fetch(
        self,
        cancelled: Callable[[], bool] = never,
        progress: Callable[[int, int], None] = nothing,
    ) -> Fetched:
        """Take in what is new in every account; trouble with one is told and harms no other."""
        fetched = Fetched()
        with MailReader(cancelled) as reader:
            for account in self.accounts():
                if isinstance(account, SmtpAccount) or cancelled():
                    continue
                taken = self._fetch(account, reader, cancelled, progress)
                fetched.accounts.append((account.name, taken))
        return fetched

    def _fetch(
        self,
        account: ImapAccount | FeedAccount,
        reader: MailReader,
        cancelled: Callable[[], bool],
        progress: Callable[[int, int], None],
    ) -> Taken:
        try:
            secret = self.secret(account)
        except CuratorError as error:
            return Taken(problems=[error.sentence()])
        if not secret:
            return Taken(refused=True, problems=["It has no password or token. Enter it."])
        return fetch(account, secret, self._store, reader, cancelled=cancelled, progress=progress)

    def take_files(
        self,
        paths: Iterable[Path],
        cancelled: Callable[[], bool] = never,
        progress: Callable[[int, int], None] = nothing,
    ) -> Taken:
        """Take in mails, mailboxes and contributions from files; each problem names its file."""
        taken = Taken()
        with MailReader(cancelled) as reader:
            for path in paths:
                if not cancelled():
                    taken.add(
                        files.take(
                            path, self._store, reader, cancelled=cancelled, progress=progress
                        )
                    )
        return taken

    def remove_copies(
        self, origins: Iterable[Origin], cancelled: Callable[[], bool] = never
    ) -> Removed:
        """Delete the copies on the server of messages that a person had erased here.

        Only those that came by IMAP can be; trouble with a server is told in the answer.
        """
        removed = Removed()
        by_account: dict[str, list[Origin]] = {}
        for origin in origins:
            if origin.source == "imap":
                by_account.setdefault(origin.account, []).append(origin)
        known = {account.id: account for account in self.accounts()}
        for name, mine in by_account.items():
            account = known.get(name)
            if not isinstance(account, ImapAccount):
                for _ in mine:
                    removed.leave("The account that it came by was removed.")
                continue
            try:
                secret = self.secret(account)
                with closing(Mailbox(account, secret, cancelled=cancelled)) as mailbox:
                    removed.add(remove(mailbox, mine))
            except (NetworkTrouble, KeyringTrouble) as error:
                for _ in mine:
                    removed.leave(f"{account.name}: {error.sentence()}")
        return removed

    # ------------------------------------------------------------------ replies out

    def send(self, reply: Reply, cancelled: Callable[[], bool] = never) -> Reply:
        """Send a reply; returns it as it is kept now, with the reason when it was not sent.

        Raises NotFound when there is no account to send with, BadValue for a reply that cannot be
        sent, KeyringTrouble, Cancelled; it is kept as it was then.
        """
        account = next((one for one in self.accounts() if isinstance(one, SmtpAccount)), None)
        if account is None:
            raise NotFound(
                "There is no account to send replies with.", "Add one, or copy the reply."
            )
        message = self._store.get(reply.contribution).message
        return sending.send(
            account,
            self.secret(account),
            self._store.letters,
            reply,
            message.message_id,
            cancelled=cancelled,
        )
