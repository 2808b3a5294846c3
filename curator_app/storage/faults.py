"""What SQLite says, as sentences for people."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from curator_app.errors import (
    Busy,
    Cancelled,
    CuratorError,
    DiskTrouble,
    LibraryUnusable,
    ReadOnly,
)

DAMAGED_HINT = (
    "The file was left as it is. Put a copy from the backups folder in its place, or salvage what"
    " can be read with: atlas-curator recover FILE."
)


def original(error: BaseException) -> sqlite3.Error | None:
    """The driver's own exception inside SQLAlchemy's, or None when it is something else."""
    if isinstance(error, DBAPIError):
        return error.orig if isinstance(error.orig, sqlite3.Error) else None
    return error if isinstance(error, sqlite3.Error) else None


def explained(error: sqlite3.Error, path: Path) -> CuratorError | None:
    """The user's error for a driver error; None for what only a fault of ours can cause."""
    name = error.sqlite_errorname if hasattr(error, "sqlite_errorname") else ""
    text = str(error)
    if name == "SQLITE_INTERRUPT" or text == "interrupted":
        return Cancelled()
    if name == "SQLITE_FULL":
        return DiskTrouble(
            f"The disk with {path.parent} is full. What you saved before is safe; this was not"
            " saved.",
            "Free some space there and try again.",
        )
    if name.startswith("SQLITE_IOERR"):
        return DiskTrouble(
            f"The disk refused to read or write {path.name} ({text}). What you saved before is"
            " safe; this was not saved.",
            f"Check the disk with {path.parent} and the space on it, then try again.",
        )
    if name.startswith("SQLITE_READONLY"):
        return ReadOnly(
            f"{path.name} cannot be written to ({text}). Nothing was changed.",
            f"Check the permissions of {path.parent}.",
        )
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Busy(
            "Another window or command is writing to the library. Nothing was changed.",
            "Wait a moment and try again.",
        )
    return _unusable(name, text, path)


def _unusable(name: str, text: str, path: Path) -> CuratorError | None:
    if text.startswith("Could not decode to UTF-8"):  # the driver's own, without a name
        return LibraryUnusable(f"{path.name} is damaged: a text is not UTF-8.", DAMAGED_HINT)
    if name.startswith("SQLITE_CORRUPT"):
        return LibraryUnusable(f"{path.name} is damaged ({text}).", DAMAGED_HINT)
    if name == "SQLITE_NOTADB":
        return LibraryUnusable(f"{path.name} is not a database, or is damaged.", DAMAGED_HINT)
    if name.startswith("SQLITE_CANTOPEN"):
        return DiskTrouble(
            f"{path} cannot be opened ({text}). Nothing was changed.",
            "Check that the folder is there and that you may use it.",
        )
    return None
