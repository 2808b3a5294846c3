"""A file that is being read: its bytes as a stream, its text as a whole, its head to recognise."""

from __future__ import annotations

import stat
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from curator_app.domain.plain_text import shown_name
from curator_app.errors import BadFile, Cancelled
from curator_app.formats.columns import ColumnMapping
from curator_app.formats.encoding import KEPT, Text, decode

HEAD = 200_000


@dataclass(frozen=True)
class SourceFile:
    """One ordinary file. A reader takes `open` to stream it, or `text` when it needs the whole.

    `columns` is what a person said of a table's columns; None: they are guessed.
    """

    path: Path
    size: int
    cancelled: Callable[[], bool] | None = None
    columns: ColumnMapping | None = None
    content: bytes | None = None

    @staticmethod
    def answered(name: str, content: bytes) -> SourceFile:
        """What a service answered, under its name: the same as a file of these bytes."""
        return SourceFile(Path(name), len(content), content=content)

    @staticmethod
    def of(
        path: Path,
        cancelled: Callable[[], bool] | None = None,
        columns: ColumnMapping | None = None,
    ) -> SourceFile:
        """Look at the file without reading it. Raises BadFile when it is no ordinary file."""
        try:
            info = path.stat()
        except (OSError, ValueError) as error:
            raise _unreadable(path, error) from error
        if not stat.S_ISREG(info.st_mode):
            what = "a folder" if stat.S_ISDIR(info.st_mode) else "not an ordinary file"
            raise BadFile(f"{path.name} is {what}.", f"{KEPT} Choose files with records.")
        return SourceFile(path, info.st_size, cancelled, columns)

    @property
    def name(self) -> str:
        """The file's name as it can be shown and stored."""
        return shown_name(self.path.name)

    def open(self) -> BinaryIO:
        """The bytes from the beginning; the caller closes. Raises BadFile."""
        if self.content is not None:
            return BytesIO(self.content)
        try:
            return self.path.open("rb")
        except (OSError, ValueError) as error:
            raise _unreadable(self.path, error) from error

    def stop_if_cancelled(self) -> None:
        """Raise Cancelled when the user has stopped the task; readers ask every few records."""
        if self.cancelled and self.cancelled():
            raise Cancelled

    @cached_property
    def head(self) -> str:
        """The text of the beginning, for recognising what the file is. Raises BadFile."""
        with self.open() as stream:
            data = stream.read(HEAD * 4)
        if len(data) == HEAD * 4:  # A letter cut in two would look like another encoding.
            data = data[: data.rfind(b"\n") + 1] or data
        return decode(data, self.name).text[:HEAD].lstrip("\ufeff \t\r\n")

    @cached_property
    def text(self) -> Text:
        """The whole text. Raises BadFile for an empty or a binary file."""
        with self.open() as stream:
            return decode(stream.read(), self.name)


def _unreadable(path: Path, error: Exception) -> BadFile:
    if isinstance(error, FileNotFoundError):
        return BadFile(f"There is no file {path.name}.", "Check the name and the folder.")
    why = error.strerror if isinstance(error, OSError) and error.strerror else "it is no file"
    return BadFile(f"{path.name} cannot be read: {why}.", KEPT)
