"""The private inbox of an open library: whether it is there, opening and locking it.

The atlas works whatever becomes of it. Only the window or command that may write to the library
opens its inbox, because whoever reads a contribution leaves a line in the log.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from curator_app.errors import ELSEWHERE, LOCKED, NO_INBOX, BadFile, InboxClosed, KeyringTrouble
from curator_app.inbox.keys import SHORTEST_PASSPHRASE, Master
from curator_app.inbox.places import write_private
from curator_app.inbox.session import utc_now
from curator_app.inbox.store import Store
from curator_app.inbox.vault import THE_KEYRING, Credential, Keyring, Vault

if TYPE_CHECKING:
    from curator_app.services.library import Library

__all__ = ["Credential", "Inbox", "State", "of_library"]

LONGEST_KEY_FILE = 4096
"""Bytes; a key file has 65."""


@dataclass(frozen=True)
class State:
    """How things stand. `reason` is one of errors' words for a closed inbox, "" when it is open.

    `message` and `hint` are the sentences for it, `keyring` what holds its key, `confirmed` whether
    its recovery code was written down.
    """

    exists: bool
    open: bool
    reason: str = ""
    message: str = ""
    hint: str = ""
    protection: str = ""
    keyring: str = ""
    created: str = ""
    confirmed: bool = False


class Inbox:
    """The inbox of one library: shut until `unlock`, and again after `lock`."""

    def __init__(
        self,
        folder: Path,
        keyring: Keyring,
        who: str,
        *,
        barred: str = "",
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.vault = Vault(folder, keyring, clock)
        self.who = who
        self._barred = barred
        self._store: Store | None = None

    @property
    def store(self) -> Store:
        """The open inbox; raises InboxClosed while it is shut."""
        if self._store is None:
            raise InboxClosed(LOCKED, "The inbox is locked.", "Unlock it first.")
        return self._store

    def is_open(self) -> bool:
        """Whether it is open."""
        return self._store is not None

    def state(self) -> State:
        """How things stand, without asking the keyring for anything."""
        try:
            header = self.vault.header()
        except InboxClosed as shut:
            exists = shut.reason != NO_INBOX
            return State(exists, False, shut.reason, shut.message, shut.hint)
        opened = self.is_open()
        keyring = self.vault.keyring.title(header.backend) if header.backend else ""
        facts = (header.protection, keyring, header.created, header.confirmed)
        if opened:
            return State(True, True, "", "", "", *facts)
        if self._barred:
            return State(True, False, ELSEWHERE, self._barred, "", *facts)
        return State(True, False, LOCKED, "The inbox is locked.", "Unlock it.", *facts)

    def create(self, *, passphrase: str = "", key: Master | None = None) -> str:
        """Make an inbox and open it; returns the recovery code, shown once and kept nowhere."""
        self._refuse_second()
        code = self.vault.create(self.who, passphrase=passphrase, key=key)
        if passphrase:
            self.unlock(Credential(passphrase=passphrase))
        elif key is not None:
            self.unlock(Credential(key=key.text()))
        else:
            self.unlock()
        return code

    def unlock(self, given: Credential = THE_KEYRING) -> None:
        """Open it; may wait for the keyring, so call it off the GUI thread. Raises InboxClosed."""
        self._refuse_second()
        if self._store is None:
            master = self.vault.unlock(given)
            forbid_core_dumps()
            self._store = self.vault.open(master, self.who)

    def lock(self) -> None:
        """Close it and forget what was decrypted."""
        store, self._store = self._store, None
        if store is not None:
            store.close()

    def _refuse_second(self) -> None:
        if self._barred:
            raise InboxClosed(
                ELSEWHERE,
                f"The inbox stays closed here. {self._barred}",
                "Use the window that has the library open, or close it.",
            )


def of_library(library: Library, keyring: Keyring | None = None) -> Inbox:
    """The inbox of an open library."""
    from curator_app.keychain import Keychain

    barred = library.notice or "The library is open for reading only."
    return Inbox(
        library.folder,
        keyring or Keychain(),
        library.who,
        barred=barred if library.read_only else "",
    )


def key_from_file(path: Path) -> Credential:
    """What a key file holds: a key, or a passphrase; raises BadFile."""
    try:
        with path.open("rb") as file:
            text = file.read(LONGEST_KEY_FILE + 1).decode("utf-8").strip()
    except OSError as error:
        raise BadFile(
            f"The key file {path} cannot be read ({error.strerror}).", "Check its path."
        ) from None
    except UnicodeDecodeError:
        text = ""
    if not SHORTEST_PASSPHRASE <= len(text) <= LONGEST_KEY_FILE:
        raise BadFile(
            f"{path} holds no key of an inbox.",
            "It should have 64 hexadecimal digits, or a passphrase of 12 characters or more.",
        )
    return Credential(key=text)


def make_key_file(path: Path) -> Master:
    """A new key in a new file that only its owner may read; raises BadFile, DiskTrouble."""
    if path.exists():
        raise BadFile(f"{path} is there already and was left as it is.", "Choose another name.")
    master = Master.new()
    write_private(path, f"{master.text()}\n".encode())
    return master


def open_with_file(inbox: Inbox, path: Path) -> str:
    """Open the inbox with a key file, for work without a desktop.

    Where there is no inbox yet it is made, with the key that is in the file, or with a new one put
    there. Returns the recovery code of a new inbox, "" otherwise.
    """
    if inbox.vault.exists():
        inbox.unlock(key_from_file(path))
        return ""
    if not path.exists():
        return inbox.create(key=make_key_file(path))
    given = key_from_file(path)
    master = Master.from_text(given.key)
    return inbox.create(key=master) if master else inbox.create(passphrase=given.key)


def forbid_core_dumps() -> None:
    """A crash must not write the messages in memory to a file."""
    if os.name == "posix":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def keyring_is_here(keyring: Keyring) -> bool:
    """Whether a new inbox can have its key in a keyring; may wait."""
    try:
        keyring.backend()
    except KeyringTrouble:
        return False
    return True
