"""What SQLCipher says, as sentences; never its own words, which may quote what is inside."""

from __future__ import annotations

from pathlib import Path

from curator_app.errors import (
    DAMAGED,
    Busy,
    Cancelled,
    CuratorError,
    DiskTrouble,
    InboxClosed,
    ReadOnly,
)

DAMAGED_HINT = (
    "The files were left as they are. Take a copy from the folder inbox-backups, or send them to"
    " somebody who can look at them; without the key they tell nothing."
)

_BY_WORDS = {
    "database or disk is full": "SQLITE_FULL",
    "disk I/O error": "SQLITE_IOERR",
}


def explained(error: Exception, folder: Path) -> CuratorError | None:
    """The user's error for a driver error; None for what only a fault of ours can cause."""
    # sqlcipher_export() passes the words on, but not the code.
    name: str = _BY_WORDS.get(str(error)) or getattr(error, "sqlite_errorname", "")
    if name == "SQLITE_INTERRUPT":
        return Cancelled()
    if name == "SQLITE_FULL":
        return DiskTrouble(
            f"The disk with {folder} is full. What the inbox kept before is safe; this was not"
            " kept.",
            "Free some space there and try again.",
        )
    if name.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN")):
        return DiskTrouble(
            f"The disk refused to read or write the inbox in {folder} ({name}). What it kept"
            " before is safe.",
            "Check the disk and the folder's permissions, then try again.",
        )
    if name.startswith("SQLITE_READONLY"):
        return ReadOnly(
            "The inbox cannot be written to. Nothing was changed.",
            f"Check the permissions of {folder}.",
        )
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Busy(
            "Another program is using the files of the inbox. Nothing was changed.",
            "Close it and try again.",
        )
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return damaged("a part of its files is not as it was written")
    return None


def damaged(why: str) -> InboxClosed:
    """The sentence for files that are not whole, although the key is right."""
    return InboxClosed(DAMAGED, f"The inbox is damaged: {why}. Nothing was changed.", DAMAGED_HINT)
