"""Byte strings by number, kept in a nameless file: what is too much for memory and soon over."""

from __future__ import annotations

import tempfile
import threading
import weakref
from array import array
from pathlib import Path

from curator_app.errors import DiskTrouble


class Pile:
    """Grows at its end; any thread may read. The file is gone with the pile, or with a crash."""

    def __init__(self, folder: Path | None) -> None:
        try:
            self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - `close` does
        except OSError as error:
            raise _trouble(error) from error
        self._at, self._size = array("Q"), array("L")
        self._end = 0
        self._lock = threading.Lock()
        self.close = weakref.finalize(self, self._file.close)

    def __len__(self) -> int:
        return len(self._at)

    def add(self, data: bytes) -> int:
        """Put one more on the pile; its number. Raises DiskTrouble."""
        with self._lock:
            self._at.append(self._write(data))
            self._size.append(len(data))
            return len(self._at) - 1

    def put(self, number: int, data: bytes) -> None:
        """Say something else for a number. Raises DiskTrouble."""
        with self._lock:
            self._at[number] = self._write(data)
            self._size[number] = len(data)

    def get(self, number: int) -> bytes:
        """What was last said for a number."""
        with self._lock:
            self._file.seek(self._at[number])
            return self._file.read(self._size[number])

    def _write(self, data: bytes) -> int:
        try:
            at = self._file.seek(self._end)
            self._file.write(data)
        except OSError as error:
            raise _trouble(error) from error
        self._end = at + len(data)
        return at


def _trouble(error: OSError) -> DiskTrouble:
    return DiskTrouble(
        f"The plan needs room on the disk, and there is trouble: {error.strerror}."
        " Nothing was changed.",
        "Make room and try again.",
    )
