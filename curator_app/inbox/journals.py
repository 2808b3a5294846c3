"""A library that was moved after its inbox had been cut off in the middle of a change.

A change to the three files is one change because each one's journal names the journal that all of
them share, by its whole path: as long as that file is there, the change did not happen and is taken
back. In another folder SQLite would not find it, take the change for done, and keep half of it. So
where the shared journal has moved along, its name is cut off the others; each of them then is what
it is, a change to be taken back.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from curator_app.inbox.places import beside, sync_file

_MAGIC = bytes.fromhex("d9d505f920a163d7")
_TAIL, _HEAD = 16, 4
"""Bytes behind the name (its length, a sum, the magic number) and before it (a page number)."""
_LONGEST = 4096


def bring_along(databases: Iterable[Path]) -> None:
    """Make the journals of moved files fit their new folder; nothing else is changed.

    Call it before the files are opened, and `tidy` once they are.
    """
    for journal in (beside(path, "-journal") for path in databases):
        name = _shared(journal)
        if name and not Path(name).exists() and (journal.parent / Path(name).name).is_file():
            size = journal.stat().st_size - _TAIL - len(os.fsencode(name)) - _HEAD
            os.truncate(journal, size)
            sync_file(journal)


def tidy(databases: Iterable[Path]) -> None:
    """Remove shared journals that are left when no file has a journal any more."""
    paths = list(databases)
    if any(beside(path, "-journal").exists() for path in paths):
        return
    for path in paths:
        for left in path.parent.glob(f"{path.name}-mj*"):
            left.unlink(missing_ok=True)


def _shared(journal: Path) -> str:
    """The path of the shared journal that a journal names, "" for none."""
    try:
        with journal.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _TAIL))
            tail = file.read(_TAIL)
            length = int.from_bytes(tail[:4], "big")
            if tail[8:] != _MAGIC or not 0 < length <= min(_LONGEST, size - _TAIL - _HEAD):
                return ""
            file.seek(size - _TAIL - length)
            name = file.read(length)
    except FileNotFoundError:
        return ""
    said = int.from_bytes(tail[4:8], "big")
    # SQLite adds the bytes up as its compiler's "char" has them, with a sign or without.
    sums = {sum(name), sum(byte - 256 if byte > 127 else byte for byte in name)}
    return os.fsdecode(name) if said in {total % 2**32 for total in sums} else ""
