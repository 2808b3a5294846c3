"""One window writes to a library: a lock that the operating system releases when it dies."""

from __future__ import annotations

import getpass
import os
import platform
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from curator_app.domain.plain_text import shown_name

PATIENCE = 10.0
"""Seconds to wait for a command that holds the lock: nearly all are done in one."""
_PAUSE = 0.05
_BRIEF = "a command of "


class LibraryLock:
    """The right to write to the library in `folder`.

    `brief` is a command, soon done, for which others wait; a window keeps the lock while it is
    open, and others are told so at once.
    """

    def __init__(self, folder: Path, *, brief: bool = False) -> None:
        # Taken on one thread and given back on another.
        self._lock = FileLock(folder / "library.lock", thread_local=False)
        self._note = folder / "library.lock.txt"
        self._brief = brief

    def acquire(self, patience: float = PATIENCE) -> bool:
        """Take the lock; False when a window has it, or one command longer than `patience`.

        Raises OSError.
        """
        until, holder = time.monotonic() + patience, ""
        while not self._taken():
            # Without a note it was taken or given back just now.
            now = self._note_text()
            if now and not now.startswith(_BRIEF):
                return False
            if now != holder:  # another command had its turn: things move on
                until, holder = time.monotonic() + patience, now
            if time.monotonic() >= until:
                return False
            time.sleep(_PAUSE)
        with suppress(OSError):
            since = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
            kind = _BRIEF if self._brief else ""
            self._note.write_text(
                f"{kind}{user_name()} on {platform.node()}, since {since}, process {os.getpid()}\n",
                encoding="utf-8",
            )
        return True

    def _taken(self) -> bool:
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        return True

    def holder(self) -> str:
        """Who has it, as far as is known: a person, a machine, since when."""
        return self._note_text() or "by somebody"

    def _note_text(self) -> str:
        try:
            return self._note.read_text(encoding="utf-8").strip()[:200]
        except (OSError, UnicodeDecodeError):
            return ""

    def release(self) -> None:
        """Let the next one in."""
        if self._lock.is_locked:
            with suppress(OSError):
                self._note.unlink()
            self._lock.release()


def user_name() -> str:
    """The name of the account; some containers have none."""
    try:
        return shown_name(getpass.getuser())
    except (OSError, KeyError):
        return "somebody"
