"""Keeping a library whole: verified copies, the full check, salvage of a damaged file."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path

from curator_app.errors import LibraryUnusable
from curator_app.services.library import Library
from curator_app.services.library_file import refuse_own
from curator_app.services.looking_up import LookUps
from curator_app.storage import backup, revisions
from curator_app.storage.backup import RecoveryReport


def make_backup(library: Library, target: Path | None = None) -> Path:
    """Copy the database while it is in use and check the copy; returns its path.

    What waits to be looked up is put beside it, as a list that can be pasted again: it is the
    curator's work, while the rest of lookups.db can be had again.
    """
    if target is not None:
        refuse_own(library.folder, target)
    stamp = datetime.now().astimezone().strftime("%Y-%m-%d-%H%M%S")
    target = target or library.folder / "backups" / f"atlas-{stamp}.db"
    made, waiting = backup.backup(library.db, target), list[str]()
    with suppress(LibraryUnusable):  # The queue of a newer program stops no copy.
        waiting = [str(one.identifier) for one in LookUps(library).waiting()]
    backup.keep_list(made, waiting)
    return made


def check(library: Library) -> list[str]:
    """Everything that is wrong with the database, as sentences; an empty list when all is well."""
    with library.db.read() as conn:
        return revisions.verify(conn)


def salvage(source: Path, target: Path | None = None) -> tuple[Path, RecoveryReport]:
    """Read what can be read of a damaged database into a new file; `source` is only read."""
    target = target or source.with_name(f"{source.stem}-recovered{source.suffix or '.db'}")
    return target, backup.recover(source, target)
