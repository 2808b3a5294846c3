"""Rendering many pages in two processes of their own.

They are fresh interpreters, so that nothing of a window's process is in them, and they stop when
the process that started them is gone. They get the stored entries through a pipe: importing what
reads the database would cost each of them more than a thousand pages do. (multiprocessing.Process
would import the main module again, and with it just that.)
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import Any, cast

from curator_app.errors import Cancelled, CuratorError
from curator_app.services.page_writer import Item, Job, Rendered, render_items
from curator_app.site.tree import Tree

WORKERS = 2
_PROGRAM = "import sys; sys.path[:] = sys.argv[2:]; from {} import work; work(int(sys.argv[1]))"


def possible() -> bool:
    """Whether there is an interpreter to start: a frozen program has only itself."""
    return os.name == "posix" and not getattr(sys, "frozen", False)


class Workers:
    """The two processes; they start while the caller does something else. Close them."""

    def __init__(self, job: Job) -> None:
        self._workers = [_start() for _ in range(WORKERS)]
        for pipe, _ in self._workers:
            pipe.send((job, os.getpid()))

    def render(
        self,
        batches: Iterator[Sequence[Item]],
        advance: Callable[[int], None],
        cancelled: Callable[[], bool],
    ) -> list[Rendered]:
        """Render all batches; raises Cancelled, CuratorError and OSError like rendering here."""
        done: list[Rendered] = []
        busy: set[Connection[Any, Any]] = set()
        for pipe, _ in self._workers:
            _feed(pipe, batches, busy)
        while busy:
            if cancelled():
                raise Cancelled
            for pipe in cast("list[Connection[Any, Any]]", wait(busy, timeout=0.2)):
                done.extend(_received(pipe))
                advance(len(done))
                _feed(pipe, batches, busy)
        return done

    def close(self) -> None:
        """End the processes."""
        for pipe, process in self._workers:
            pipe.close()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _start() -> tuple[Connection[Any, Any], subprocess.Popen[bytes]]:
    ours, theirs = cast("tuple[Connection[Any, Any], Connection[Any, Any]]", Pipe())
    try:
        process = subprocess.Popen(  # noqa: S603 - this interpreter, our own module
            [sys.executable, "-c", _PROGRAM.format(__name__), str(theirs.fileno()), *sys.path],
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
    pipe: Connection[Any, Any], batches: Iterator[Sequence[Item]], busy: set[Connection[Any, Any]]
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


def _received(pipe: Connection[Any, Any]) -> list[Rendered]:
    try:
        answer = pipe.recv()
    except (EOFError, OSError):
        raise _ended() from None
    if isinstance(answer, BaseException):
        raise answer
    return cast("list[Rendered]", answer)


def _ended() -> CuratorError:
    return CuratorError(
        "A process that rendered pages ended by itself, so the site was left as it was.",
        "Close other programs and publish again.",
    )


def work(descriptor: int) -> None:
    """The worker: render each batch that arrives until the other end is closed."""
    with ExitStack() as stack:
        pipe: Connection[Any, Any] = stack.enter_context(Connection(descriptor))
        stack.enter_context(suppress(EOFError, ConnectionError))
        job, parent = cast("tuple[Job, int]", pipe.recv())
        trees = [
            stack.enter_context(closing(Tree(folder, fresh=job.fresh))) for folder in job.folders
        ]
        while os.getppid() == parent:
            items = pipe.recv()
            try:
                answer: Any = render_items(job, items, trees)
            except OSError as error:
                answer = OSError(error.errno, error.strerror)
            except CuratorError as error:
                answer = CuratorError(error.message, error.hint)
            pipe.send(answer)
