"""A new master key: new files beside the old ones, proved, then exchanged.

At every moment one key fits one whole set of files, and the header says which; a crash is taken
back before the exchange and carried on after it. The steps: the new key into the second place of
the keyring; new files; proof; on the disk; the header says "swapping"; the files take over one by
one; the header names the new key; the old key is destroyed.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from curator_app.errors import CuratorError, KeyringTrouble
from curator_app.inbox import copies
from curator_app.inbox import header as headers
from curator_app.inbox.database import key_of, open_alone
from curator_app.inbox.driver import Connection, DriverError
from curator_app.inbox.faults import damaged, explained
from curator_app.inbox.header import KEYRING, PASSPHRASE, Header, Next
from curator_app.inbox.keys import Master, wrap_with_code, wrap_with_passphrase
from curator_app.inbox.parts import Sealer
from curator_app.inbox.places import PART, Places, beside, no_room, sync_file, sync_folder
from curator_app.inbox.recovery_code import new_code
from curator_app.inbox.tables import APPLICATION_ID, VERSION

if TYPE_CHECKING:
    from curator_app.inbox.credentials import Keyring
    from curator_app.inbox.store import Store

NEW = ".new"
_COUNTED = {"main": "part", "facts": "contribution", "audit": "event"}
_NAMES = tuple(_COUNTED)


def rotate(
    store: Store, keyring: Keyring, *, passphrase: str = "", key: Master | None = None
) -> str:
    """Change the master key; the store is closed afterwards. Returns the new recovery code.

    `passphrase` for an inbox that is opened by one, `key` for one with a key file: its owner has
    kept it already. Copies made before cannot be opened with the new key and are deleted.
    Raises KeyringTrouble, DiskTrouble, BadValue; the inbox is then as it was.
    """
    session = store.session
    places, header = session.db.places, _header(session.db.places)
    master, code = key or Master.new(), new_code()
    if (header.protection == PASSPHRASE) != bool(passphrase) or (
        header.protection == headers.KEY_FILE
    ) != (key is not None):
        raise CuratorError("Say how the new key is kept, as the old one is. Nothing was changed.")
    coming = Next(
        slot=3 - header.slot,
        check_value=master.check_value(),
        passphrase=wrap_with_passphrase(master, passphrase) if passphrase else None,
        recovery=wrap_with_code(master, code),
    )
    replace(header, next=coming).write(places.header)
    try:
        if header.protection == KEYRING:
            keyring.set(header.key_name(coming.slot), master.text())
        with session.write() as db:
            session.log(db, "key_changed")
        counts = _write_new_files(store, master)
        store.close()
        _prove(places, master, session.sealer.with_master(master), counts)
    except CuratorError:
        settle(places, keyring)
        raise
    replace(header, next=replace(coming, swapping=True)).write(places.header)
    settle(places, keyring)
    return code


def settle(places: Places, keyring: Keyring) -> None:
    """Finish or take back a change of key that a crash interrupted; needs no key for it.

    An old key that the keyring does not let go now is destroyed at the next opening.
    """
    header = headers.read(places.header)
    if header is None:
        return
    with suppress(OSError):
        beside(places.header, PART).unlink()
    if header.next is not None and not header.next.swapping:
        _remove_new(places)
        header = replace(header, next=None, stale=header.next.slot if header.backend else 0)
        header.write(places.header)
    elif header.next is not None:
        header = _exchange(places, header)
    if header.stale:
        with suppress(KeyringTrouble):
            keyring.delete(header.key_name(header.stale))
            replace(header, stale=0).write(places.header)


def _exchange(places: Places, header: Header) -> Header:
    """The new files take over, whichever of them have not yet."""
    try:
        for path in places.databases():
            new = beside(path, NEW)
            if new.exists():
                new.replace(path)
        sync_folder(places.folder)
    except OSError as error:
        raise no_room(places.texts, error) from None
    promoted = header.promoted()
    promoted.write(places.header)
    copies.forget_all(places)
    return promoted


def _header(places: Places) -> Header:
    found = headers.read(places.header)
    if found is None:
        raise damaged("inbox.header is missing")
    return found


def _write_new_files(store: Store, master: Master) -> dict[str, int]:
    """Everything once more, encrypted with the new key; each contribution's key wrapped with it.

    Returns how many rows each file has.
    """
    session = store.session
    places = session.db.places
    counts: dict[str, int] = {}
    _remove_new(places)
    try:
        with session.db.upkeep() as db:
            for name, path in zip(_NAMES, places.databases(), strict=True):
                with _attached(db, beside(path, NEW), key_of(master, name)):
                    _export(db, name)
                    counts[name] = _count(db, f"{name}.{_COUNTED[name]}")
                    if name == "facts":
                        _rewrap(db, session.sealer, session.sealer.with_master(master))
        for path in places.databases():
            beside(path, NEW).chmod(0o600)
            sync_file(beside(path, NEW))
        sync_folder(places.folder)
    except DriverError as error:
        _remove_new(places)
        raise explained(error, places.folder) or damaged("it cannot be copied") from None
    except OSError as error:
        _remove_new(places)
        raise no_room(places.texts, error) from None
    return counts


@contextmanager
def _attached(db: Connection, path: Path, key: str) -> Generator[None]:
    """A new file as `new`; let go of also when the disk is full half way."""
    db.execute("ATTACH ? AS new KEY ?", (str(path), key))
    try:
        yield
    except DriverError:
        for statement in ("ROLLBACK", "DETACH new"):
            with suppress(DriverError):
                db.execute(statement)
        raise
    db.execute("DETACH new")


def _export(db: Connection, name: str) -> None:
    db.execute("PRAGMA new.synchronous = EXTRA").fetchall()
    db.execute("SELECT sqlcipher_export('new', ?)", (name,)).fetchone()
    db.execute(f"PRAGMA new.application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA new.user_version = {VERSION}")


def _rewrap(db: Connection, old: Sealer, new: Sealer) -> None:
    rows = db.execute("SELECT n, id, sealed FROM facts.contribution").fetchall()
    db.execute("BEGIN IMMEDIATE")
    db.executemany(
        "UPDATE new.contribution SET sealed = ? WHERE n = ?",
        [(old.rewrapped(contribution, sealed, new), n) for n, contribution, sealed in rows],
    )
    db.execute("COMMIT")


def _prove(places: Places, master: Master, sealer: Sealer, counts: Mapping[str, int]) -> None:
    """The new files open with the new key, page by page, hold as many rows, and every key fits."""
    for name, path in zip(_NAMES, places.databases(), strict=True):
        with closing(open_alone(beside(path, NEW), key_of(master, name))) as db:
            if db.execute("PRAGMA cipher_integrity_check").fetchall():
                raise damaged("the new files are not whole")
            if _count(db, _COUNTED[name]) != counts[name]:
                raise damaged("the new files lack something")
            if name == "facts":
                for contribution, sealed in db.execute("SELECT id, sealed FROM contribution"):
                    sealer.envelope(contribution, sealed)


def _count(db: Connection, table: str) -> int:
    return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def _remove_new(places: Places) -> None:
    for path in places.databases():
        for suffix in (NEW, f"{NEW}-journal"):
            with suppress(FileNotFoundError):
                beside(path, suffix).unlink()
