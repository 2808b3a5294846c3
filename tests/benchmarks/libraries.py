"""Libraries to measure on: made once in a run through the service, in a folder of the run."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path

from curator_app.services.library import Library
from tests.benchmarks.corpus import studies

AT_ONCE = 10_000


def sizes(variable: str, usual: str) -> list[int]:
    """The numbers of entries to measure with, from an environment variable."""
    return [int(part) for part in os.environ.get(variable, usual).replace(",", " ").split()]


LIST_SIZES = sizes("ATLAS_BENCH_ENTRIES", "6000,100000")
PAGE_SIZES = sizes("ATLAS_BENCH_PAGES", "6000")
IMPORT_SIZES = sizes("ATLAS_BENCH_RECORDS", "6000,10000")


class Libraries:
    """Makes each library that is asked for once and keeps it until the run ends."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def folder(self, count: int, *, public: bool = False) -> Path:
        """A library of this many studies; all published, or in every state."""
        folder = self._root / f"{count}{'-public' if public else ''}"
        if not folder.exists():
            fill(folder, count, public=public)
        return folder


def fill(folder: Path, count: int, *, public: bool = False) -> None:
    """Make a library of this many studies."""
    made = studies(count, public=public)
    with opened(folder) as library:
        while chunk := list(islice(made, AT_ONCE)):
            library.add_all(chunk, "Studies of a benchmark")


@contextmanager
def opened(folder: Path) -> Iterator[Library]:
    """The library in this folder, closed afterwards."""
    library = Library.open(folder, who="Bench")
    try:
        yield library
    finally:
        library.close()


@contextmanager
def raw(folder: Path) -> Iterator[sqlite3.Connection]:
    """The same database through the bare driver: the floor."""
    uri = f"{(folder / 'atlas.db').as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as db:
        yield db
