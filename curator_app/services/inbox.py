"""The private inbox of an open library: whether it is there, opening and locking it.

The atlas works whatever becomes of it. Only the window or command that may write to the library
opens its inbox, because whoever reads a contribution leaves a line in the log.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from curator_app.errors import (
    ELSEWHERE,
    LOCKED,
    NO_INBOX,
    BadFile,
    CuratorError,
    InboxClosed,
    KeyringTrouble,
)
from curator_app.inbox import copies, rotation
from curator_app.inbox.forgetting import Proof
from curator_app.inbox.header import KEYRING
from curator_app.inbox.keys import SHORTEST_PASSPHRASE, Master
from curator_app.inbox.places import write_private
from curator_app.inbox.pocket import Pocket
from curator_app.inbox.session import utc_now
from curator_app.inbox.store import Store
from curator_app.inbox.vault import THE_KEYRING, Credential, Keyring, Vault
from curator_app.unforeseen import open_inboxes

if TYPE_CHECKING:
    from curator_app.services.library import Library
    from curator_app.services.sources import Sources

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
    """The inbox of one library: shut until `unlock`, and again after `lock`.

    `opened` gets each store before anybody else does.
    """

    def __init__(
        self,
        folder: Path,
        keyring: Keyring,
        who: str,
        *,
        barred: str = "",
        clock: Callable[[], datetime] = utc_now,
        opened: Callable[[Store], object] | None = None,
    ) -> None:
        self.vault = Vault(folder, keyring, clock)
        self._opened = opened
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

    def create(
        self, *, passphrase: str = "", key: Master | None = None, with_code: bool = True
    ) -> str:
        """Make an inbox and open it; returns the recovery code, shown once and kept nowhere.

        Without a code the passphrase or the key's file is the only way in.
        """
        self._refuse_second()
        code = self.vault.create(self.who, passphrase=passphrase, key=key, with_code=with_code)
        self.unlock(Credential(passphrase=passphrase, key=key.text() if key else ""))
        return code

    def unlock(self, given: Credential = THE_KEYRING) -> None:
        """Open it; may wait for the keyring, so call it off the GUI thread. Raises InboxClosed."""
        self._refuse_second()
        if self._store is None:
            master = self.vault.unlock(given)
            forbid_core_dumps()
            store = self.vault.open(master, self.who)
            try:
                if self._opened is not None:
                    self._opened(store)
            except CuratorError:
                store.close()
                raise
            self._store = store
            open_inboxes.add(self)

    def lock(self) -> None:
        """Close it and forget what was decrypted."""
        store, self._store = self._store, None
        if store is not None:
            store.close()
            open_inboxes.discard(self)

    def secrets(self) -> Keyring:
        """Where the passwords of accounts are: the keyring, or the open inbox where there is none.

        Raises InboxClosed while it is shut.
        """
        store = self.store
        if self.vault.header().protection == KEYRING:
            return self.vault.keyring
        return Pocket(store.session)

    def sources(self) -> Sources:
        """The accounts of the open inbox, and files; raises InboxClosed while it is shut."""
        from curator_app.services.sources import Sources

        return Sources(self.store, self.secrets())

    def change_key(self, *, passphrase: str = "", key: Master | None = None) -> str:
        """A new master key, kept as the old one is; returns the new recovery code.

        Copies made before cannot be opened with it and are deleted; a new one is made at once.
        Raises KeyringTrouble, DiskTrouble, BadValue; the inbox then opens with its old key.
        """
        store = self.store
        try:
            code = rotation.rotate(store, self.vault.keyring, passphrase=passphrase, key=key)
        finally:
            if store.session.db.closed:
                self._store = None
        text = key.text() if key else ""
        self.unlock(Credential(passphrase=passphrase, key=text))
        self.make_copy()
        return code

    def keep_in_keyring(self) -> None:
        """From now on the keyring that is here opens it. Raises KeyringTrouble."""
        self.vault.keep_in_keyring(self.store.session.master)

    def set_passphrase(self, passphrase: str) -> None:
        """From now on a passphrase opens it, and no keyring is asked. Raises BadValue."""
        self.vault.set_passphrase(self.store.session.master, passphrase)

    def make_copy(self) -> Path:
        """Copy the inbox as it is, encrypted and checked, into its own backups; raises DiskTrouble.

        A copy of the atlas never holds any of it.
        """
        session = self.store.session
        made = copies.make(session.db, session.master, session.clock())
        with session.write() as db:
            session.log(db, "backup")
        return made

    def daily(self) -> Proof | None:
        """What is done once a day while it is open: a copy, and old copies go.

        What is due goes too where the owner has said that it may; the proof of that is returned.
        """
        store = self.store
        session, periods = store.session, store.choices.periods()
        places, now = session.db.places, session.clock()
        copies.expire(places, now, periods)
        made = copies.found(places)
        if not made or now - made[-1].made > timedelta(hours=20):
            self.make_copy()
        if not store.choices.runs_by_itself():
            return None
        preview = store.forgetting.preview()
        if preview.jump or not (preview.erase or preview.thin):
            return None
        return store.forgetting.run(preview)

    def restore(self, copy: Path) -> Path:
        """Put a copy in the place of the inbox, closing it; returns where the old files are.

        It opens with the key it was made with; what was erased since is erased again then.
        """
        self._refuse_second()
        self.lock()
        return copies.restore(self.vault.places, copy, self.vault.clock())

    def _refuse_second(self) -> None:
        if self._barred:
            raise InboxClosed(
                ELSEWHERE,
                f"The inbox stays closed here. {self._barred}",
                "Use the window that has the library open, or close it.",
            )


def of_library(library: Library, keyring: Keyring | None = None) -> Inbox:
    """The inbox of an open library. On opening it is brought in step with the atlas."""
    from curator_app.keychain import Keychain
    from curator_app.services.contributing import Contributing

    def settle(store: Store) -> None:
        Contributing(library, store).settle()

    barred = library.notice or "The library is open for reading only."
    return Inbox(
        library.folder,
        keyring or Keychain(),
        library.who,
        barred=barred if library.read_only else "",
        opened=settle,
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


def open_with_file(inbox: Inbox, path: Path) -> None:
    """Open the inbox with a key file, for work without a desktop.

    Where there is no inbox yet it is made, with the key that is in the file, or with a new one put
    there; the file is then the only way in. Raises BadFile, InboxClosed, DiskTrouble.
    """
    if inbox.vault.exists():
        inbox.unlock(key_from_file(path))
    elif not path.exists():
        inbox.create(key=make_key_file(path), with_code=False)
    else:
        given = key_from_file(path)
        master = Master.from_text(given.key)
        passphrase = "" if master else given.key
        inbox.create(key=master, passphrase=passphrase, with_code=False)


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
