"""One window writes to a library: a lock that the operating system releases when it dies."""

from __future__ import annotations

import getpass
import os
import platform
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout


class LibraryLock:
    """The right to write to the library in `folder`."""

    def __init__(self, folder: Path) -> None:
        # Taken on one thread and given back on another.
        self._lock = FileLock(folder / "library.lock", thread_local=False)
        self._note = folder / "library.lock.txt"

    def acquire(self) -> bool:
        """Take the lock when nobody has it; False when somebody does. Raises OSError."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        with suppress(OSError):
            since = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
            self._note.write_text(
                f"{_user()} on {platform.node()}, since {since}, process {os.getpid()}\n",
                encoding="utf-8",
            )
        return True

    def holder(self) -> str:
        """Who has it, as far as is known: a person, a machine, since when."""
        try:
            return self._note.read_text(encoding="utf-8").strip()[:200] or "by somebody"
        except (OSError, UnicodeDecodeError):
            return "by somebody"

    def release(self) -> None:
        """Let the next one in."""
        if self._lock.is_locked:
            with suppress(OSError):
                self._note.unlink()
            self._lock.release()


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "somebody"
