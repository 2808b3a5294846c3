"""The process that reads mails, seen from the program: started, asked, given up on."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import IO, Self, cast

from curator_app.errors import Cancelled, CuratorError
from curator_app.inbox import answers
from curator_app.inbox.frames import HEAD, MOST_ANSWER, READY, framed, length

ARGUMENT = "--read-mails"
"""What a frozen program is started with to be the child: it has no interpreter beside it."""
_PROGRAM = (
    "import sys; sys.path[:] = sys.argv[1:]; from curator_app.inbox.parsing.child import main;"
    " main()"
)
_LOOK = 0.1
"""Seconds between two looks at whether the user wants to stop."""


class ChildSlow(Exception):
    """It did not answer in time."""


class ChildDied(Exception):
    """It ended instead of answering; `of_time` when the system ended it for using too much."""

    def __init__(self, *, of_time: bool) -> None:
        super().__init__()
        self.of_time = of_time


class Child:
    """One running child. `ask` raises ChildSlow, ChildDied, Cancelled; close it after any."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._to = cast("IO[bytes]", process.stdin).fileno()
        self._from = cast("IO[bytes]", process.stdout).fileno()
        os.set_blocking(self._to, False)
        os.set_blocking(self._from, False)
        self._until = 0.0
        self._cancelled: Callable[[], bool] = lambda: False

    @classmethod
    def start(cls, seconds: float, cancelled: Callable[[], bool]) -> Self:
        """Start it and wait until it is ready."""
        if getattr(sys, "frozen", False):
            command = [sys.executable, ARGUMENT]
        else:
            command = [sys.executable, "-I", "-S", "-c", _PROGRAM, *sys.path]
        try:
            process = subprocess.Popen(  # noqa: S603 - this interpreter, our own module
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"PATH": os.defpath},
            )
        except OSError:
            raise _no_child() from None
        child = cls(process)
        try:
            child._until, child._cancelled = time.monotonic() + seconds, cancelled
            if child._frame(len(READY)) != READY:
                raise ChildDied(of_time=False)
        except (ChildDied, ChildSlow):
            child.close()
            raise _no_child() from None
        except BaseException:
            child.close()
            raise
        return child

    def ask(
        self, raw: bytes, seconds: float, cancelled: Callable[[], bool]
    ) -> tuple[bytes, list[bytes]]:
        """The JSON and the files that answer one mail."""
        self._until, self._cancelled = time.monotonic() + seconds, cancelled
        self._write(framed(raw))
        answer = self._frame(MOST_ANSWER)
        return answer, [self._frame(size) for size in answers.file_sizes(answer)]

    def close(self) -> None:
        """End it, at once."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _frame(self, most: int) -> bytes:
        size = length(self._read(HEAD))
        if size > most:
            raise ChildDied(of_time=False)
        return self._read(size)

    def _read(self, size: int) -> bytes:
        content = bytearray()
        while len(content) < size:
            self._wait(self._from, None)
            piece = os.read(self._from, min(size - len(content), 1 << 20))
            if not piece:
                raise self._ended()
            content += piece
        return bytes(content)

    def _write(self, content: bytes) -> None:
        view = memoryview(content)
        while view:
            self._wait(None, self._to)
            try:
                view = view[os.write(self._to, view[: 1 << 20]) :]
            except BrokenPipeError:
                raise self._ended() from None

    def _wait(self, reading: int | None, writing: int | None) -> None:
        readers = [] if reading is None else [reading]
        writers = [] if writing is None else [writing]
        while True:
            left = self._until - time.monotonic()
            if left <= 0:
                raise ChildSlow
            ready = select.select(readers, writers, [], min(left, _LOOK))
            if ready[0] or ready[1]:
                return
            if self._cancelled():
                raise Cancelled

    def _ended(self) -> ChildDied:
        try:
            code = self._process.wait(1)
        except subprocess.TimeoutExpired:
            return ChildDied(of_time=False)
        return ChildDied(of_time=code == -signal.SIGXCPU)


def _no_child() -> CuratorError:
    return CuratorError(
        "The process that reads mails could not be started, so no mail was taken.",
        "Close other programs and try again.",
    )
