"""Rendering many pages in two processes of their own.

They are spawned, so that nothing of a window's process is in them, read the database themselves,
and stop when the process that started them is gone.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing, suppress
from multiprocessing.connection import Connection as Pipe
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from typing import Any, cast

from curator_app.errors import Cancelled, CuratorError
from curator_app.services.page_writer import Item, Job, Rendered, render_items
from curator_app.site.tree import Tree
from curator_app.storage.database import Database

WORKERS = 2
CHUNK = 200


def render_apart(
    job: Job,
    items: Sequence[Item],
    advance: Callable[[int], None],
    cancelled: Callable[[], bool],
) -> list[Rendered]:
    """Render all items; raises Cancelled, CuratorError and OSError as rendering here would."""
    chunks = [items[start : start + CHUNK] for start in range(0, len(items), CHUNK)]
    chunks.reverse()
    done: list[Rendered] = []
    workers = [_start(job) for _ in range(min(WORKERS, len(chunks)))]
    busy = {pipe for pipe, _ in workers}
    try:
        for pipe in busy:
            pipe.send(chunks.pop())
        while busy:
            if cancelled():
                raise Cancelled
            for pipe in cast("list[Pipe]", wait(busy, timeout=0.2)):
                done.extend(_received(pipe))
                advance(len(done))
                if chunks:
                    pipe.send(chunks.pop())
                else:
                    busy.discard(pipe)
    finally:
        for pipe, process in workers:
            pipe.close()
            process.join(5)
            if process.is_alive():
                process.kill()
                process.join()
    return done


def _start(job: Job) -> tuple[Pipe[Any, Any], SpawnProcess]:
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = cast("tuple[Pipe[Any, Any], Pipe[Any, Any]]", spawn.Pipe())
    process = spawn.Process(target=_work, args=(job, theirs, os.getpid()), daemon=True)
    process.start()
    theirs.close()
    return ours, process


def _received(pipe: Pipe[Any, Any]) -> list[Rendered]:
    try:
        answer = pipe.recv()
    except (EOFError, OSError):
        raise CuratorError(
            "A process that rendered pages ended by itself, so the site was left as it was.",
            "Close other programs and publish again.",
        ) from None
    if isinstance(answer, BaseException):
        raise answer
    return cast("list[Rendered]", answer)


def _work(job: Job, pipe: Pipe[Any, Any], parent: int) -> None:
    """The worker: render each list of items that arrives until the other end is closed."""
    with ExitStack() as stack:
        trees = [
            stack.enter_context(closing(Tree(folder, fresh=job.fresh))) for folder in job.folders
        ]
        database = stack.enter_context(
            closing(Database.open(job.database, backups=job.database.parent, read_only=True))
        )
        conn = stack.enter_context(database.read())
        with suppress(EOFError, ConnectionError):
            while os.getppid() == parent:
                items = pipe.recv()
                try:
                    answer: Any = render_items(conn, job, items, trees)
                except OSError as error:
                    answer = OSError(error.errno, error.strerror)
                except CuratorError as error:
                    answer = CuratorError(error.message, error.hint)
                pipe.send(answer)
