"""Public entries to a file: written beside it and renamed, so that a failure leaves the old one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from curator_app.domain.entry import Entry, is_public
from curator_app.domain.query import ListQuery
from curator_app.errors import DiskTrouble
from curator_app.formats.export import writer
from curator_app.services.library import Library
from curator_app.services.library_file import refuse_own
from curator_app.storage import entries


def export(library: Library, target: Path, format: str = "auto", query: str = "") -> int:
    """Write the public entries that `query` finds; returns how many.

    Raises BadFile for a format this version cannot write and DiskTrouble when the disk refuses.
    """
    write = writer(format, target.name)
    refuse_own(library.folder, target)
    count = 0

    def public() -> Iterator[Entry]:
        nonlocal count
        with library.db.read() as conn:
            ns = entries.ids(conn, ListQuery(query, sort="slug", descending=False))
            for entry in entries.many(conn, ns):
                count += is_public(entry)
                yield entry

    try:
        _replace(target, write(public()))
    except OSError as error:
        raise DiskTrouble(
            f"{target.name} could not be written ({error.strerror}). An older file was kept.",
            "Choose another place, or make room.",
        ) from None
    return count


def _replace(target: Path, pieces: Iterator[str]) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
