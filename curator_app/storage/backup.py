"""Verified copies of a library, which old ones to keep, and salvage of a damaged file."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from curator_app.errors import DiskTrouble
from curator_app.storage.copying import copy_verified
from curator_app.storage.creating import sync
from curator_app.storage.database import Database
from curator_app.storage.recovery import RecoveryReport, recover
from curator_app.storage.revisions import verify

__all__ = ["RecoveryReport", "backup", "keep_list", "list_beside", "recover", "thin"]

NEWEST_KEPT = 10
DAYS_KEPT = 30


def backup(db: Database, to: Path) -> Path:
    """Copy the library to the file `to` while it is in use, check the copy in full, keep it.

    Raises DiskTrouble or LibraryUnusable; a good copy that is already there then stays.
    """
    with db.read() as conn:
        least = int(conn.exec_driver_sql("SELECT count(*) FROM revision").scalar() or 0)

    def check(copy: Path) -> list[str]:
        with closing(Database(copy, read_only=True)) as made, made.read() as conn:
            count = int(conn.exec_driver_sql("SELECT count(*) FROM revision").scalar() or 0)
            if count < least:
                return [f"it has {count} of {least} revisions."]
            return verify(conn)

    return copy_verified(db.path, to, check)


def list_beside(copy: Path) -> Path:
    """Where the list of what waited when a copy was made is put."""
    return copy.with_name(f"{copy.stem}.waiting.txt")


def keep_list(copy: Path, lines: Sequence[str]) -> None:
    """Put lines beside a copy; without any, no list is left there. Raises DiskTrouble."""
    place = list_beside(copy)
    temp = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        if not lines:
            place.unlink(missing_ok=True)
            return
        temp.touch(mode=0o600)
        temp.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        sync(temp)
        temp.replace(place)
    except OSError as error:
        temp.unlink(missing_ok=True)
        raise DiskTrouble(
            f"The copy {copy.name} was made, but not the list of what waits to be looked up"
            f" ({error.strerror or error}).",
            f"Free some space in {copy.parent} or choose another folder.",
        ) from None


def thin(folder: Path, keep: Collection[Path] = ()) -> list[Path]:
    """Delete old copies: the newest ten stay, and the last one of each of the last thirty days.

    Copies made before an update, and those in `keep`, always stay. Returns what was deleted.
    """
    copies = sorted(folder.glob("atlas-*.db"), key=lambda path: path.stat().st_mtime, reverse=True)
    kept = {*keep, *copies[:NEWEST_KEPT]}
    days: list[object] = []
    for copy in copies:
        day = datetime.fromtimestamp(copy.stat().st_mtime).astimezone().date()
        if day not in days and len(days) < DAYS_KEPT:
            days.append(day)
            kept.add(copy)
    deleted = [copy for copy in copies if copy not in kept]
    for copy in deleted:
        copy.unlink(missing_ok=True)
        list_beside(copy).unlink(missing_ok=True)
    return deleted
