"""Checking many entries in processes of their own."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import NamedTuple

import orjson

from curator_app.domain.checks.engine import Engine
from curator_app.domain.checks.neighbours import Links
from curator_app.domain.fields import entry_from_json
from curator_app.domain.publication import StoredEntry
from curator_app.errors import LibraryUnusable
from curator_app.services.check_results import critical, own, packed
from curator_app.services.processes import serve

NICE = 5
"""How far the checks stand back: with as many of them as cores, a window would wait for its turn
to answer a key, most of all while a thread of it has the interpreter and no core."""


class Job(NamedTuple):
    """What all batches share; `year` is the present one."""

    engine: Engine
    year: int


Result = tuple[str, int, bytes]
"""An entry's id, the number of its CRITICAL findings, and all findings with its links, packed."""


def check_stored(job: Job, batch: Sequence[StoredEntry]) -> list[Result]:
    """Check entries as they are stored; raises LibraryUnusable for a damaged one."""
    done: list[Result] = []
    for stored in batch:
        if hashlib.sha256(stored.data).hexdigest() != stored.hash:
            raise LibraryUnusable(
                f"The stored text of the entry {stored.id} is damaged, so it was not checked.",
                "Check the library (atlas-curator verify) and restore a backup.",
            )
        entry = entry_from_json(orjson.loads(stored.data), stored.id, stored.version)
        found = own(job.engine, entry, job.year)
        done.append((entry.id, critical(found), packed(job.engine, found, Links.of(entry))))
    return done


def work(descriptor: int) -> None:
    """The worker: check each batch that arrives."""

    def begin(job: Job, stack: ExitStack) -> Callable[[Sequence[StoredEntry]], list[Result]]:
        os.nice(NICE)
        return lambda batch: check_stored(job, batch)

    serve(descriptor, begin)
