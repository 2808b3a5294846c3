"""Public entries to a file: written beside it and renamed, so that a failure leaves the old one."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from curator_app.domain.entry import Entry, is_public
from curator_app.domain.plain_text import counted
from curator_app.domain.query import ListQuery
from curator_app.errors import Cancelled, DiskTrouble
from curator_app.formats.writers import writer_for
from curator_app.services.library import Library
from curator_app.services.library_file import refuse_own
from curator_app.storage import entries, listing

Wanted = ListQuery | Sequence[int]
"""Which entries: those of a view in its order, or these rows of the list."""
Progress = Callable[[int, int], None]
WHOLE = ListQuery(sort="slug", descending=False)
STEP = 200


@dataclass(frozen=True)
class ExportResult:
    """What an export wrote, and how many entries it left out because readers may not see them.

    `remark` is a sentence about what the format could not hold, or "".
    """

    file: Path
    entries: int
    left_out: int
    remark: str = ""

    def sentence(self) -> str:
        """What was done, in words."""
        parts = [f"{counted(self.entries, 'entry')} written to {self.file.name}."]
        if self.left_out:
            verb = "is" if self.left_out == 1 else "are"
            parts.append(f"{counted(self.left_out, 'entry')} that {verb} not public left out.")
        return " ".join([*parts, *([self.remark] if self.remark else [])])


def export(
    library: Library,
    target: Path,
    format: str = "auto",
    wanted: Wanted = WHOLE,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ExportResult:
    """Write those of the wanted entries that are public.

    Raises BadFile for a format this version cannot write, DiskTrouble when the disk refuses and
    Cancelled when stopped; in each case an older file of this name is as it was.
    """
    write = writer_for(format, target.name).write
    target = target.resolve()
    refuse_own(library.folder, target)
    source = _Source(library, wanted, progress, cancelled)
    try:
        remark = _replace(target, lambda out: write(source.public(), library.file.site_url, out))
    except OSError as error:
        raise DiskTrouble(
            f"{target.name} could not be written ({error.strerror}). An older file is as it was.",
            "Choose another place, or make room.",
        ) from None
    return ExportResult(target, source.given, source.left_out, remark)


def count(library: Library, wanted: Wanted) -> tuple[int, int]:
    """How many entries are wanted, and how many of them are public."""
    with library.db.read() as conn:
        ns = _numbers(conn, wanted)
        return len(ns), listing.public_count(conn, ns)


class _Source:
    """The wanted entries, read a few hundred at a time."""

    def __init__(
        self,
        library: Library,
        wanted: Wanted,
        progress: Progress | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self.library, self.wanted = library, wanted
        self.progress, self.cancelled = progress, cancelled
        self.given = self.left_out = 0

    def public(self) -> Iterator[Entry]:
        with self.library.db.read() as conn:
            ns = _numbers(conn, self.wanted)
            for done, entry in enumerate(entries.many(conn, ns)):
                if done % STEP == 0:
                    self.tell(done, len(ns))
                if is_public(entry):
                    self.given += 1
                    yield entry
                else:
                    self.left_out += 1
            self.tell(len(ns), len(ns))

    def tell(self, done: int, total: int) -> None:
        if self.cancelled and self.cancelled():
            raise Cancelled
        if self.progress:
            self.progress(done, total)


def _numbers(conn: Any, wanted: Wanted) -> Sequence[int]:
    return listing.ids(conn, wanted) if isinstance(wanted, ListQuery) else wanted


def _replace(target: Path, write: Callable[[BinaryIO], str]) -> str:
    """Write a file of its own name beside the target, then put it in the target's place."""
    beside = target.with_name(f".{target.name[:100]}-{secrets.token_hex(6)}")
    flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(beside, flags, 0o666), "w+b") as file:
            remark = write(file)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileNotFoundError):
            beside.chmod(target.stat().st_mode & 0o777)
        beside.replace(target)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    return remark
