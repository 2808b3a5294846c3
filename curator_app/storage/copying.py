"""Copies of a database while it is in use: whole, checked and on the disk, or not there at all."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from curator_app.errors import CuratorError, DiskTrouble, LibraryUnusable
from curator_app.storage import opening
from curator_app.storage.creating import sync
from curator_app.storage.faults import explained

_PAGES = 2_000


def copy_verified(
    source: Path, target: Path, check: Callable[[Path], list[str]] | None = None
) -> Path:
    """Copy `source` to `target` with SQLite's online backup, check it, then give it its name.

    `check` may find more problems than SQLite's own check does. A file that is already at `target`
    is only replaced by a copy that is whole.
    """
    temp = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(temp, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _copy(source, temp)
        problems = _damage(temp) or (check(temp) if check else [])
        if problems:
            raise LibraryUnusable(
                f"The copy of {source.name} is not whole, so it was thrown away: {problems[0]}",
                "Earlier copies were kept. Check the library: atlas-curator verify.",
            )
        sync(temp)
        temp.replace(target)
        sync(target.parent)
    except OSError as error:
        raise _no_room(target, str(error.strerror or error)) from None
    except sqlite3.Error as error:
        raise _explained(error, source, target) from None
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                temp.with_name(temp.name + suffix).unlink()
    return target


def _copy(source: Path, temp: Path) -> None:
    mode = opening.reading_mode(source)
    with (
        closing(sqlite3.connect(opening.uri(source, mode), uri=True)) as reader,
        closing(sqlite3.connect(temp, isolation_level=None)) as writer,
    ):
        reader.execute("BEGIN")  # One state, however much is saved meanwhile.
        reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
        reader.backup(writer, pages=_PAGES)
        # A copy is a single file: no journal of its own that could be left behind.
        writer.execute("PRAGMA journal_mode = DELETE")
        writer.execute(f"PRAGMA user_version = {opening.new_mark()}")


def _damage(path: Path) -> list[str]:
    with closing(sqlite3.connect(opening.uri(path, "ro&immutable=1"), uri=True)) as db:
        found = [str(row[0]) for row in db.execute("PRAGMA integrity_check(5)")]
        lost = db.execute("PRAGMA foreign_key_check").fetchall()
    return [text for text in found if text != "ok"] + [f"{len(lost)} lost rows"] * bool(lost)


def _explained(error: sqlite3.Error, source: Path, target: Path) -> CuratorError:
    if getattr(error, "sqlite_errorname", "") in ("SQLITE_FULL", "SQLITE_IOERR_WRITE"):
        return _no_room(target, "there is no room")
    return explained(error, source) or _no_room(target, str(error))


def _no_room(target: Path, reason: str) -> DiskTrouble:
    return DiskTrouble(
        f"No copy could be made at {target} ({reason}). The library and earlier copies are as"
        " they were.",
        f"Free some space in {target.parent} or choose another folder.",
    )
