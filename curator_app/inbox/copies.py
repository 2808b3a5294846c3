"""Copies of an inbox: the encrypted files as they are, checked, each kept as long as it may be.

A copy of the texts tells nothing without the keys, so it may stay long; the copy of the keys goes
after two weeks, and with it everything that was erased meanwhile. What is erased is also taken out
of the copies of the keys that are within reach, at once.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from curator_app.domain.retention import Periods
from curator_app.errors import CuratorError, DiskTrouble
from curator_app.inbox.database import Database, key_of, open_alone
from curator_app.inbox.driver import Connection, DriverError, driver
from curator_app.inbox.faults import explained
from curator_app.inbox.keys import Master
from curator_app.inbox.places import Places, beside, no_room, only_owner, sync_file, sync_folder

_STAMP = "%Y-%m-%dT%H%M%SZ"
_HINT = "The inbox and earlier copies are as they were."


@dataclass(frozen=True)
class Copy:
    """One copy: a folder of its own. `keys`: the copy of its keys is still there."""

    folder: Path
    made: datetime
    keys: bool


def make(db: Database, master: Master, now: datetime) -> Path:
    """Copy all files as they are at one moment, check the copy in full, then give it its name.

    Raises DiskTrouble or InboxClosed; earlier copies then stay.
    """
    places = db.places
    target = _free(places.backups / now.strftime(_STAMP))
    temp = beside(target, ".part")
    shutil.rmtree(temp, ignore_errors=True)
    try:
        _folder(places.backups)
        _folder(temp)
        made = Places(temp)
        with db.upkeep() as connection:
            for name, path in zip(("main", "facts", "audit"), made.databases(), strict=True):
                _copy_one(connection, master, name, path)
        shutil.copyfile(places.header, made.header)
        for path in temp.iterdir():
            only_owner(path)
            sync_file(path)
        _check(made, master)
        temp.rename(target)
        sync_folder(places.backups)
    except OSError as error:
        raise no_room(target, error) from None
    except DriverError as error:
        raise explained(error, places.backups) or _bad_copy() from None
    finally:
        shutil.rmtree(temp, ignore_errors=True)
    return target


def found(places: Places) -> list[Copy]:
    """The copies that are there, oldest first."""
    copies: list[Copy] = []
    for folder in sorted(places.backups.glob("20*Z*")):
        with suppress(ValueError):
            made = datetime.strptime(folder.name[:18], _STAMP).replace(tzinfo=UTC)
            copies.append(Copy(folder, made, Places(folder).facts.exists()))
    return copies


def expire(places: Places, now: datetime, periods: Periods) -> int:
    """Delete the copies of keys and of texts that are older than their period."""
    gone = 0
    for copy in found(places):
        age = now - copy.made
        if age >= timedelta(days=periods.texts_backups):
            shutil.rmtree(copy.folder, ignore_errors=True)
            gone += 1
        elif age >= timedelta(days=periods.keys_backups) and copy.keys:
            made = Places(copy.folder)
            for path in (made.facts, made.audit):
                path.unlink(missing_ok=True)
            gone += 1
    return gone


def forget_all(places: Places) -> None:
    """Delete all copies: none can be opened with the key that is used from now on."""
    for copy in found(places):
        shutil.rmtree(copy.folder, ignore_errors=True)


def scrub(places: Places, master: Master, contents: Iterable[bytes]) -> tuple[int, int]:
    """Take erased contributions' keys out of the copies within reach.

    Returns how many copies are clean now, and how many could not be opened with this key.
    """
    wanted = [(content,) for content in contents]
    clean = shut = 0
    for copy in found(places):
        path = Places(copy.folder).facts
        if not copy.keys:
            continue
        try:
            with closing(open_alone(path, key_of(master, "facts"))) as connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany("DELETE FROM contribution WHERE bytes = ?", wanted)
                connection.execute("COMMIT")
                connection.execute("VACUUM")
            clean += 1
        except DriverError:
            shut += 1
    return clean, shut


def restore(places: Places, copy: Path, now: datetime) -> Path:
    """Put a copy in the place of the inbox, which must be closed. Returns where the old files are.

    The audit log stays as it is when there is one: it knows what must not come back, and opening
    the restored inbox erases that again. Raises CuratorError and changes nothing when the copy has
    no keys any more.
    """
    source = Places(copy)
    if not all(path.is_file() for path in (source.header, source.texts, source.facts)):
        raise CuratorError(
            "This copy cannot be restored: its keys are not kept any more, or it is incomplete.",
            "Take a newer one.",
        )
    aside = places.backups / f"replaced-{now.strftime(_STAMP)}"
    try:
        _folder(aside)
        moves = [places.header, places.texts, places.facts]
        names = [path.name for path in moves]
        if not places.audit.exists() and source.audit.exists():
            names.append(places.audit.name)
        for name in names:
            shutil.copyfile(copy / name, places.folder / f"{name}.part")
            only_owner(places.folder / f"{name}.part")
            sync_file(places.folder / f"{name}.part")
        for path in moves:
            if path.exists():
                shutil.copyfile(path, aside / path.name)
                only_owner(aside / path.name)
                sync_file(aside / path.name)
        # The journal of a crash belongs to the old file; SQLite would play it into the new one.
        for path in (places.texts, places.facts):
            if beside(path, "-journal").exists():
                beside(path, "-journal").rename(aside / f"{path.name}-journal")
        # A crash in between is mended by restoring once more: both sides are still whole.
        for name in names:
            (places.folder / f"{name}.part").replace(places.folder / name)
        sync_folder(places.folder)
    except OSError as error:
        raise no_room(places.texts, error) from None
    return aside


def _copy_one(connection: Connection, master: Master, name: str, path: Path) -> None:
    with closing(driver.connect(str(path), isolation_level=None)) as target:
        target.set_key(key_of(master, name))
        connection.backup(target, name=name)


def _check(places: Places, master: Master) -> None:
    """Every page proves itself, every row has its key."""
    for name, path in zip(("main", "facts", "audit"), places.databases(), strict=True):
        with closing(open_alone(path, key_of(master, name))) as connection:
            if connection.execute("PRAGMA cipher_integrity_check").fetchall():
                raise _bad_copy()
            if connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
                raise _bad_copy()


def _bad_copy() -> DiskTrouble:
    return DiskTrouble("The copy of the inbox is not whole, so it was thrown away.", _HINT)


def _folder(path: Path) -> None:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    only_owner(path, 0o700)


def _free(target: Path) -> Path:
    number = 1
    while target.exists():
        number += 1
        target = target.with_name(f"{target.name[:18]}-{number}")
    return target
