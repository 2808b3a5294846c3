"""Saving through storage as the services do."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from curator_app.domain.entry import Entry
from curator_app.domain.query import ListQuery
from curator_app.storage import entries, revisions
from curator_app.storage.database import Database


def open_library(folder: Path, *, read_only: bool = False) -> Database:
    """The library in `folder`."""
    return Database.open(folder / "atlas.db", backups=folder / "backups", read_only=read_only)


def save(db: Database, saves: Iterable[tuple[Entry | None, Entry]], *, label: str = "test") -> int:
    """One operation."""
    with db.write() as conn:
        operation = revisions.begin_operation(conn, kind="ordinary", label=label, who="Anna")
        return revisions.save(
            conn, operation, saves, who="Anna", origin="edit", note="why", versions="v1"
        )


def save_new(db: Database, new: Iterable[Entry]) -> int:
    """New entries in one operation."""
    return save(db, ((None, entry) for entry in new))


def change(db: Database, slug: str, /, **values: object) -> Entry:
    """One edit; the entry as stored after it."""
    with db.read() as conn:
        old = entries.get(conn, slug=slug)
    save(db, [(old, old.with_(**values))])
    with db.read() as conn:
        return entries.get(conn, id=old.id)


def slugs(db: Database, query: ListQuery | None = None) -> list[str]:
    """The addresses that a view lists, in its order."""
    with db.read() as conn:
        found = entries.ids(conn, query or ListQuery())
        return [row.slug for row in entries.rows(conn, found)]


def problems(db: Database) -> list[str]:
    """What the full check says."""
    with db.read() as conn:
        return revisions.verify(conn)


def fingerprint(folder: Path) -> dict[str, str]:
    """Every file of a folder with the hash of its bytes."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
