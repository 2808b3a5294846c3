"""The list: every order, every kind of filter, and the lines of a random place."""

from __future__ import annotations

import random
import sqlite3
from array import array
from pathlib import Path

import pytest

from curator_app.domain.query import SORTS, ListQuery
from curator_app.services.library import Library
from curator_app.storage.schema import SORT_COLUMNS
from tests.benchmarks.figures import Figure, median, p95, tell, timed
from tests.benchmarks.libraries import LIST_SIZES, Libraries, opened, raw

TARGET = 50
ROUNDS = 7
PAGE = 128
FILTERS = {
    "state": ("published",),
    "pem": ("required", "not_required"),
    "criteria": ("fukuda_1994", "ccc_2003"),
    "evidence_level": ("E1", "E2"),
    "year": ("1995-2010",),
}


def ordered(db: sqlite3.Connection, sort: str) -> array[int]:
    """The floor: the same order by the bare driver, row by row into an array."""
    column = SORT_COLUMNS[sort].name
    found = db.execute(f"SELECT n FROM entry WHERE removed = 0 ORDER BY {column}, n")
    return array("q", (row[0] for row in found))


def asked(library: Library, query: ListQuery) -> list[float]:
    """Milliseconds of each of some rounds of one question."""
    return timed(lambda: library.ids(query), ROUNDS)


@pytest.mark.parametrize("size", LIST_SIZES)
def test_sort(libraries: Libraries, size: int) -> None:
    """By each column, both ways; the figure is the slowest column's median."""
    folder = libraries.folder(size)
    slowest, floor, name = 0.0, 0.0, ""
    with opened(folder) as library, raw(folder) as db:
        for sort in SORTS:
            up = library.ids(ListQuery(sort=sort, descending=False))
            down = library.ids(ListQuery(sort=sort, descending=True))
            assert up == ordered(db, sort)
            assert len(down) == size
            ours = max(median(asked(library, ListQuery(sort=sort, descending=d))) for d in (0, 1))
            if ours > slowest:
                slowest, name = ours, sort
                floor = median(timed(lambda sort=sort: ordered(db, sort), ROUNDS))
    what = f"list: sort by the slowest column, {size:,} entries"
    tell(Figure(what, slowest, target=TARGET, peer="raw SQL", peer_value=floor, note=name))


@pytest.mark.parametrize("size", LIST_SIZES)
def test_filter(libraries: Libraries, size: int) -> None:
    """By each kind of filter, alone and all together, in the order of titles."""
    folder = libraries.folder(size)
    with opened(folder) as library, raw(folder) as db:
        floor = median(timed(lambda: ordered(db, "title"), ROUNDS))
        chosen = [{name: values} for name, values in FILTERS.items()]
        for filters in (*chosen, FILTERS):
            query = ListQuery(filters=filters, sort="title", descending=False)
            assert 0 < len(library.ids(query)) < size
            names = " + ".join(filters)
            what = f"list: filter by {names}, {size:,} entries"
            ours = median(asked(library, query))
            tell(Figure(what, ours, target=TARGET, peer="unfiltered raw SQL", peer_value=floor))


@pytest.mark.parametrize("size", LIST_SIZES)
def test_counts(libraries: Libraries, size: int) -> None:
    """The counts beside all filters, of the whole list and of a filtered one."""
    names = ("state", "pem", "evidence_level", "criteria", "year", "publication_type")
    with opened(libraries.folder(size)) as library:
        for filters in ({}, {"state": ("published",)}):
            query = ListQuery(filters=filters)
            counted = library.facets(query, names)
            assert sum(number for _, number in counted["state"]) == size
            ours = median(timed(lambda query=query: library.facets(query, names), ROUNDS))
            view = "filtered" if filters else "whole"
            tell(Figure(f"list: counts of {len(names)} filters, {view}, {size:,} entries", ours))


@pytest.mark.parametrize("size", LIST_SIZES)
def test_jump(libraries: Libraries, size: int) -> None:
    """The page of lines at a random place."""
    chance = random.Random(3)
    folder = libraries.folder(size)
    with opened(folder) as library, raw(folder) as db:
        ns = library.ids(ListQuery(sort="title", descending=False))
        places = [chance.randrange(size) // PAGE * PAGE for _ in range(60)]
        pages = [ns[place : place + PAGE] for place in places]
        assert all(len(library.rows(page)) == len(page) for page in pages)
        ours = [timed(lambda page=page: library.rows(page))[0] for page in pages]
        bare = [timed(lambda page=page: _rows(db, page))[0] for page in pages]
    what = f"list: the {PAGE} lines of a random place, {size:,} entries: p95"
    tell(Figure(what, p95(ours), target=TARGET, peer="raw SQL", peer_value=p95(bare)))


def _rows(db: sqlite3.Connection, page: array[int]) -> list[object]:
    marks = ",".join("?" * len(page))
    return db.execute(f"SELECT * FROM entry WHERE n IN ({marks})", list(page)).fetchall()


@pytest.mark.parametrize("size", LIST_SIZES)
def test_open(libraries: Libraries, size: int) -> None:
    """Opening the library, all row numbers, and the first lines."""
    folder = libraries.folder(size)

    def first(path: Path) -> None:
        with opened(path) as library:
            ns = library.ids(ListQuery())
            assert len(library.rows(ns[:40])) == 40

    def floor() -> None:
        with raw(folder) as db:
            ordered(db, "changed")

    ours, bare = median(timed(lambda: first(folder), ROUNDS)), median(timed(floor, ROUNDS))
    tell(Figure(f"open + first lines, {size:,} entries", ours, peer="raw SQL", peer_value=bare))
