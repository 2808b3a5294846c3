"""Work in two processes of their own.

They are fresh interpreters, so that nothing of a window's process is in them, and they stop when
the process that started them is gone. They get their data through a pipe: importing what reads
the database would cost each of them more than a thousand pages do. (multiprocessing.Process
would import the main module again, and with it just that.)
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import Any, cast

from curator_app.errors import Cancelled, CuratorError

WORKERS = 2
CLOSING_SECONDS = 5
# What a process loads stays to its end: the collector is kept from going through it (see serve).
_PROGRAM = (
    "import gc, sys; gc.disable(); sys.path[:] = sys.argv[2:];"
    " from {} import work; work(int(sys.argv[1]))"
)


class Ended(CuratorError):
    """A process ended before its work was done."""


def possible() -> bool:
    """Whether there is an interpreter to start: a frozen program has only itself."""
    return os.name == "posix" and not getattr(sys, "frozen", False)


class Processes:
    """The two processes; they start while the caller does something else. Close them.

    Each runs `work` of `module`, which calls `serve`, and gets `job` first.
    """

    def __init__(self, module: str, job: object) -> None:
        self._workers = [_start(module) for _ in range(WORKERS)]
        for pipe, _ in self._workers:
            with suppress(ConnectionError):  # its end is noticed at the first batch
                pipe.send((job, os.getpid()))

    def answers(self, batches: Iterator[Any], cancelled: Callable[[], bool]) -> Iterator[Any]:
        """The answer to each batch, as they come.

        Raises Cancelled, Ended, and what the work raises: CuratorError and OSError.
        """
        busy: set[Connection[Any, Any]] = set()
        for pipe, _ in self._workers:
            _feed(pipe, batches, busy)
        while busy:
            if cancelled():
                raise Cancelled
            for pipe in cast("list[Connection[Any, Any]]", wait(busy, timeout=0.1)):
                answer = _received(pipe)
                _feed(pipe, batches, busy)
                yield answer

    def close(self, *, at_once: bool = False) -> None:
        """End the processes: after what they are doing, or at once when that leaves no mess."""
        for pipe, process in self._workers:
            pipe.close()
            if at_once:
                process.kill()
        for _, process in self._workers:
            try:
                process.wait(CLOSING_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _start(module: str) -> tuple[Connection[Any, Any], subprocess.Popen[bytes]]:
    ours, theirs = cast("tuple[Connection[Any, Any], Connection[Any, Any]]", Pipe())
    try:
        process = subprocess.Popen(  # noqa: S603 - this interpreter, our own module
            [sys.executable, "-c", _PROGRAM.format(module), str(theirs.fileno()), *sys.path],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except BaseException:
        ours.close()
        raise
    finally:
        theirs.close()
    return ours, process


def _feed(
    pipe: Connection[Any, Any], batches: Iterator[Any], busy: set[Connection[Any, Any]]
) -> None:
    batch = next(batches, None)
    if batch is None:
        busy.discard(pipe)
        return
    try:
        pipe.send(batch)
    except ConnectionError:
        raise _ended() from None
    busy.add(pipe)


def _received(pipe: Connection[Any, Any]) -> Any:
    try:
        answer = pipe.recv()
    except (EOFError, OSError):
        raise _ended() from None
    if isinstance(answer, BaseException):
        raise answer
    return answer


def _ended() -> Ended:
    return Ended("A process ended by itself.", "Close other programs and try again.")


def serve(descriptor: int, begin: Callable[[Any, ExitStack], Callable[[Any], Any]]) -> None:
    """The other side: answer each batch that arrives until the other end is closed.

    `begin` gets the job, and what is to be closed in the end; it gives what answers a batch.
    """
    with ExitStack() as stack:
        pipe: Connection[Any, Any] = stack.enter_context(Connection(descriptor))
        stack.enter_context(suppress(EOFError, ConnectionError))
        job, parent = cast("tuple[Any, int]", pipe.recv())
        answered = begin(job, stack)
        gc.freeze()
        gc.enable()
        while os.getppid() == parent:
            batch = pipe.recv()
            try:
                answer: Any = answered(batch)
            except OSError as error:
                answer = OSError(error.errno, error.strerror)
            except CuratorError as error:
                answer = CuratorError(error.message, error.hint)
            pipe.send(answer)
