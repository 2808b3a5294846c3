"""Search as you type: how soon the first results are there."""

from __future__ import annotations

import sqlite3
import time

import pytest

from curator_app.domain.query import ListQuery
from curator_app.services.library import Library
from curator_app.storage.search import parse
from tests.benchmarks.corpus import COMMON, RARE
from tests.benchmarks.figures import Figure, median, p95, tell, timed
from tests.benchmarks.libraries import LIST_SIZES, Libraries, opened, raw

FIRST_ROWS = 40
MEANT = 3
TYPED = (*COMMON, *RARE, "fatigue exercise", "natural killer")
RAW = "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC"


def typed(text: str) -> list[str]:
    """What the field holds after each letter, from two letters up."""
    return [text[:end].strip() for end in range(2, len(text) + 1)]


def first_results(library: Library, query: ListQuery) -> float:
    """Milliseconds until the lines that are seen first are there."""
    begun = time.perf_counter()
    found = library.ids(query)
    rows = library.rows(found[:FIRST_ROWS])
    taken = (time.perf_counter() - begun) * 1000
    assert len(rows) == min(len(found), FIRST_ROWS)
    return taken


def floor(db: sqlite3.Connection, text: str) -> float:
    """Milliseconds of the bare full text query."""
    return timed(lambda: db.execute(RAW, (parse(text).expression,)).fetchall())[0]


@pytest.mark.parametrize("size", LIST_SIZES)
@pytest.mark.parametrize("sort", ["changed", "title"])
def test_search_as_you_type(libraries: Libraries, size: int, sort: str) -> None:
    """Common and rare words, letter by letter, in the default order and by title."""
    folder = libraries.folder(size)
    with opened(folder) as library, raw(folder) as db:
        half = len(library.ids(ListQuery(text=COMMON[0])))
        assert half > size / MEANT
        assert 0 < len(library.ids(ListQuery(text=RARE[0]))) < size / MEANT
        steps = [text for word in TYPED for text in typed(word)]
        ours = [
            first_results(library, ListQuery(text=text, sort=sort, descending=sort == "changed"))
            for text in steps
        ]
        bare = [floor(db, text) for text in steps]
    slowest = steps[ours.index(max(ours))]
    what = f"search as you type, {size:,} entries, by {sort}"
    note = f"worst {max(ours):.0f} ms for {slowest!r}"
    tell(Figure(f"{what}: median", median(ours), peer="raw FTS5", peer_value=median(bare)))
    tell(
        Figure(
            f"{what}: p95", p95(ours), target=50, peer="raw FTS5", peer_value=p95(bare), note=note
        )
    )
