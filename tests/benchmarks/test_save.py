"""Saving one entry, undoing it, journalling a draft, and checking the whole library."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from curator_app.domain.query import ListQuery
from curator_app.services import upkeep
from tests.benchmarks.figures import Figure, median, p95, tell, timed
from tests.benchmarks.libraries import LIST_SIZES, Libraries, opened

EDITS = 40


def synced(path: Path) -> Iterator[float]:
    """The floor: appending 8 KB to a file and waiting for the disk."""
    with path.open("wb", buffering=0) as file:
        while True:

            def write() -> None:
                file.write(b"x" * 8192)
                os.fdatasync(file.fileno())

            yield timed(write)[0]


@pytest.mark.parametrize("size", LIST_SIZES)
def test_save_and_undo(libraries: Libraries, size: int, tmp_path: Path) -> None:
    """Edits of random entries, one save each, and taking back as many."""
    disk = synced(tmp_path / "floor")
    saves, undos, drafts, floor = [], [], [], []
    with opened(libraries.folder(size)) as library:
        ns = library.ids(ListQuery(limit=EDITS))
        for n in ns:
            entry = library.entry_by_n(n)
            edited = entry.with_(abstract=f"{entry.abstract} Edited.", title=f"New {entry.title}")
            drafts += timed(lambda edited=edited: library.keep_draft(edited))
            saves += timed(lambda edited=edited: library.save(edited, "bench"))
            floor.append(next(disk))
            assert library.entry_by_n(n).title == edited.title
            undos += timed(library.undo)
            assert library.entry_by_n(n).title == entry.title
    for what, taken in (("save", saves), ("undo", undos), ("keep a draft", drafts)):
        name = f"{what} of one entry, {size:,} entries"
        tell(Figure(f"{name}: median", median(taken), peer="fsync", peer_value=median(floor)))
        tell(Figure(f"{name}: p95", p95(taken), target=50, peer="fsync", peer_value=p95(floor)))


@pytest.mark.parametrize("size", LIST_SIZES)
def test_verify(libraries: Libraries, size: int) -> None:
    """The full check: integrity, hash chain, and the replay of every entry."""
    with opened(libraries.folder(size)) as library:
        problems: list[list[str]] = []
        [taken] = timed(lambda: problems.append(upkeep.check(library)))
    assert problems == [[]]
    rate = size / taken * 1000
    tell(Figure(f"verify of {size:,} entries", rate, unit="entries/s"))
