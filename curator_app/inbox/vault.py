"""Making, unlocking and locking an inbox: every way it can be shut has its own sentence.

Nothing here writes to the inbox's files unless the key has been proved right, so that a locked,
slow, changed or lying keyring leaves every byte as it was. (A change of key that a crash
interrupted is the exception: it is settled first, see rotation.)
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from curator_app.domain.retention import iso
from curator_app.errors import (
    BACKEND_CHANGED,
    DAMAGED,
    MISSING,
    NO_INBOX,
    WRONG,
    BadValue,
    CuratorError,
    InboxClosed,
    KeyringTrouble,
)
from curator_app.inbox import header as headers
from curator_app.inbox import rotation
from curator_app.inbox.credentials import THE_KEYRING, Credential, Keyring
from curator_app.inbox.database import Database
from curator_app.inbox.driver import Connection
from curator_app.inbox.forgetting import trust
from curator_app.inbox.header import KEY_FILE, KEYRING, PASSPHRASE, Header
from curator_app.inbox.keys import (
    SIZE,
    Master,
    unwrap_with_code,
    unwrap_with_passphrase,
    wrap_with_code,
    wrap_with_passphrase,
)
from curator_app.inbox.parts import HASHING, Sealer
from curator_app.inbox.places import Places, beside, no_room, only_owner, sync_folder
from curator_app.inbox.recovery_code import new_code
from curator_app.inbox.session import Session, utc_now
from curator_app.inbox.store import Store

_AS_BEFORE = "Nothing was changed, and the atlas works without it."


class Vault:
    """The inbox of one library's folder, shut or open."""

    def __init__(
        self, folder: Path, keyring: Keyring, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self.places = Places(folder)
        self.keyring, self.clock = keyring, clock

    def header(self) -> Header:
        """How the inbox is protected; raises InboxClosed when there is none or it is damaged."""
        found = headers.read(self.places.header)
        if found is not None and not found.unfinished:
            return found
        there = [path.name for path in self.places.databases() if path.exists()]
        if found is None and there:
            raise InboxClosed(
                DAMAGED,
                f"The inbox cannot be opened: inbox.header is missing beside {there[0]}."
                f" {_AS_BEFORE}",
                "Put the copy from the folder inbox-backups in its place.",
            )
        raise InboxClosed(
            NO_INBOX, "This library has no private inbox yet.", "Make one first: inbox create."
        )

    def exists(self) -> bool:
        """Whether there is an inbox, open or not."""
        try:
            self.header()
        except InboxClosed as shut:
            return shut.reason != NO_INBOX
        return True

    # ------------------------------------------------------------------ making

    def create(
        self, who: str, *, passphrase: str = "", key: Master | None = None, with_code: bool = True
    ) -> str:
        """Make an empty inbox; returns the recovery code, which is shown once and kept nowhere.

        Its key is kept in the keyring, or wrapped with `passphrase`, or is `key`, which its owner
        keeps in a file. Raises BadValue, KeyringTrouble, DiskTrouble, and CuratorError when there
        is an inbox already.
        """
        if self.exists():
            raise CuratorError("There is an inbox already; it was left as it is.")
        master, code = key or Master.new(), new_code() if with_code else ""
        header = Header(
            inbox=str(uuid.uuid4()),
            created=iso(self.clock()),
            protection=PASSPHRASE if passphrase else KEY_FILE if key else KEYRING,
            check_value=master.check_value(),
            passphrase=wrap_with_passphrase(master, passphrase) if passphrase else None,
            recovery=wrap_with_code(master, code) if code else None,
            confirmed=not code,
            unfinished=True,
        )
        if header.protection == KEYRING:
            header = replace(header, backend=self.keyring.backend())
        # From here on a crash leaves a header that says "unfinished": nothing was ever in it.
        header.write(self.places.header)
        if header.protection == KEYRING:
            self.keyring.set(header.key_name(), master.text())
        _remove(self.places.databases())
        Database.create(self.places, master)
        sync_folder(self.places.folder)
        self._first_opening(master, who)
        replace(header, unfinished=False).write(self.places.header)
        return code

    def _first_opening(self, master: Master, who: str) -> None:
        """The inbox's own secret for hashes; it stays when the master key is changed."""
        db = Database.open(self.places, master)
        try:
            with db.write() as connection:
                connection.execute(
                    "INSERT INTO meta VALUES (?, ?)", (HASHING, Master.new().derived(HASHING))
                )
                session = Session(db, master, _sealer(connection, master), who, self.clock)
                session.log(connection, "created")
                trust(connection, self.clock())
        finally:
            db.close()

    def confirm(self, code: str) -> None:
        """Its owner types the recovery code: it was written down. Raises BadValue, InboxClosed."""
        header = self.header()
        if header.recovery is None or not self._fits(
            header, unwrap_with_code(header.recovery, code)
        ):
            raise BadValue(
                "code", "This is not the recovery code of this inbox.", "Compare it once more."
            )
        replace(header, confirmed=True).write(self.places.header)

    def set_aside(self) -> Path:
        """Move an inbox that nobody can open any more out of the way, so that one can be made anew.

        Its files stay, in a folder of their own beside it. Raises DiskTrouble, and InboxClosed
        when there is none.
        """
        own = (self.places.header, *self.places.databases())
        there = [path for one in own for path in (one, beside(one, "-journal")) if path.exists()]
        there += self.places.folder.glob(f"{self.places.texts.name}-mj*")
        if not there:
            self.header()
        target = self.places.folder / f"inbox-aside-{iso(self.clock()).replace(':', '')}"
        try:
            target.mkdir(mode=0o700)
            for path in there:
                path.rename(target / path.name)
            sync_folder(self.places.folder)
        except OSError as error:
            raise no_room(self.places.header, error) from None
        return target

    # ------------------------------------------------------------------ opening

    def unlock(self, given: Credential = THE_KEYRING) -> Master:
        """The master key, proved right; raises InboxClosed with the reason, BadValue for a code."""
        rotation.settle(self.places, self.keyring)
        header = self.header()
        if given.code:
            found = header.recovery and unwrap_with_code(header.recovery, given.code)
            return self._proved(header, found, "This recovery code belongs to another inbox.")
        if given.key:
            return self._proved(header, self._from_key(header, given.key), _WRONG_FILE)
        if given.passphrase:
            found = header.passphrase and unwrap_with_passphrase(
                header.passphrase, given.passphrase
            )
            return self._proved(header, found, "The passphrase is not the right one.")
        if header.protection != KEYRING:
            way = "with its passphrase" if header.protection == PASSPHRASE else "with its key file"
            raise InboxClosed("locked", f"The inbox is locked; it is opened {way}.")
        return self._from_keyring(header)

    def open(self, master: Master, who: str) -> Store:
        """Open the files with a key that was proved right; raises InboxClosed or DiskTrouble."""
        only_owner(self.places.header)
        db = Database.open(self.places, master)
        try:
            with db.read() as connection:
                sealer = _sealer(connection, master)
            store = Store(Session(db, master, sealer, who, self.clock))
            with db.write() as connection:
                store.session.log(connection, "opened")
            store.forgetting.finish()
        except CuratorError:
            db.close()
            raise
        return store

    def keep_in_keyring(self, master: Master) -> None:
        """After recovery: put the key into the keyring that is here now. Raises KeyringTrouble."""
        header = self.header()
        backend = self.keyring.backend()
        self.keyring.set(header.key_name(), master.text())
        replace(header, protection=KEYRING, backend=backend).write(self.places.header)

    def set_passphrase(self, master: Master, passphrase: str) -> None:
        """Open with this passphrase from now on, without a keyring. Raises BadValue."""
        wrap = wrap_with_passphrase(master, passphrase)
        header = self.header()
        replace(header, protection=PASSPHRASE, passphrase=wrap).write(self.places.header)

    # ------------------------------------------------------------------ the key

    def _from_keyring(self, header: Header) -> Master:
        try:
            backend = self.keyring.backend()
            text = self.keyring.get(header.key_name())
        except KeyringTrouble as trouble:
            raise InboxClosed(
                trouble.reason,
                f"The inbox stays locked. {trouble.message} {_AS_BEFORE}",
                trouble.hint,
            ) from None
        if text is not None:
            return self._proved(header, Master.from_text(text), _WRONG_IN_KEYRING)
        if backend != header.backend:
            raise InboxClosed(
                BACKEND_CHANGED,
                f"The inbox stays locked. Its key was put into"
                f" {self.keyring.title(header.backend)}, but this session uses"
                f" {self.keyring.title(backend)}. {_AS_BEFORE}",
                "Log in as before, or open it with the recovery code.",
            )
        raise InboxClosed(
            MISSING,
            f"The inbox stays locked. Its key is not in {self.keyring.title(backend)} any more."
            f" {_AS_BEFORE}",
            "Open it with the recovery code.",
        )

    def _from_key(self, header: Header, text: str) -> Master | None:
        """A key file holds the key, or the passphrase."""
        found = Master.from_text(text)
        if found is None and header.passphrase is not None:
            found = unwrap_with_passphrase(header.passphrase, text.strip())
        return found

    def _proved(self, header: Header, master: Master | None, wrong: str) -> Master:
        if master is None or not self._fits(header, master):
            raise InboxClosed(
                WRONG,
                f"The inbox stays locked. {wrong} {_AS_BEFORE}",
                "Try again, or open it with the recovery code.",
            )
        return master

    def _fits(self, header: Header, master: Master | None) -> bool:
        return master is not None and master.check_value() == header.check_value


_WRONG_FILE = "The key file does not hold this inbox's key."
_WRONG_IN_KEYRING = "The keyring gave a key that does not fit."


def _sealer(db: Connection, master: Master) -> Sealer:
    row = db.execute("SELECT value FROM meta WHERE name = ?", (HASHING,)).fetchone()
    if row is None or len(row[0]) != SIZE:
        raise InboxClosed(DAMAGED, "The inbox is damaged: its own secret is missing.")
    return Sealer(master, row[0])


def _remove(paths: Iterable[Path]) -> None:
    """What is left of an inbox that was never finished."""
    for path in paths:
        for suffix in ("", "-journal"):
            with suppress(FileNotFoundError):
                beside(path, suffix).unlink()
