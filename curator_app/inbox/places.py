"""The files of an inbox, who may read them, and writing one so that a crash leaves old or new."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from curator_app.errors import DiskTrouble

PART = ".part"
"""What a file is called while it is written; the library's lock sees to it that one writes."""


@dataclass(frozen=True)
class Places:
    """Where the files of the inbox in a library's folder are.

    `texts` holds what readers wrote, each under a key of its own; `facts` those keys and what
    triage decided; `audit` who did what when, and what must never come back. `header` is the only
    one that is not encrypted: it says which key fits, not what it opens.
    """

    folder: Path

    @property
    def header(self) -> Path:
        """Which key fits, and how to get at it."""
        return self.folder / "inbox.header"

    @property
    def texts(self) -> Path:
        """What readers wrote."""
        return self.folder / "inbox.db"

    @property
    def facts(self) -> Path:
        """The keys of the contributions, and what triage decided."""
        return self.folder / "inbox.keys.db"

    @property
    def audit(self) -> Path:
        """Who did what when."""
        return self.folder / "inbox.audit.db"

    @property
    def backups(self) -> Path:
        """Copies of the inbox; copies of the atlas are elsewhere and never hold any of it."""
        return self.folder / "inbox-backups"

    def databases(self) -> tuple[Path, Path, Path]:
        """The three encrypted files."""
        return self.texts, self.facts, self.audit


def beside(path: Path, suffix: str) -> Path:
    """The file of the same name with something added, in the same folder."""
    return path.with_name(path.name + suffix)


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read: whole, on the disk, or not at all.

    Raises DiskTrouble; what was there before then stays.
    """
    temp = beside(path, PART)
    try:
        handle = os.open(temp, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temp.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise no_room(path, error) from None
    finally:
        with suppress(OSError):
            temp.unlink()


def make_private_file(path: Path) -> None:
    """Make an empty file that only its owner may read; raises OSError when there is one."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def sync_file(path: Path) -> None:
    """Make sure that the content of a file outlives a power cut."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Make sure that the names in a folder outlive a power cut."""
    if os.name == "posix":  # Windows has no handle for this; NTFS journals names itself.
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def only_owner(path: Path, mode: int = 0o600) -> None:
    """Take other users' rights away, where the file is ours and the system knows rights."""
    if os.name == "posix":
        with suppress(OSError):
            if path.stat().st_mode & 0o077:
                path.chmod(mode)


def no_room(path: Path, error: OSError) -> DiskTrouble:
    """The sentence for a file that could not be written."""
    return DiskTrouble(
        f"{path.name} could not be written in {path.parent} ({error.strerror}). What was saved"
        " before is safe.",
        "Free some space there, or check the folder's permissions, and try again.",
    )
