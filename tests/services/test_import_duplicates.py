"""Tables of duplicates through the program: no import, no batch merge joins two studies."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from curator_app.domain.duplicates.facts import Facts
from curator_app.services.duplicates import find_duplicates
from curator_app.services.importing import apply_import, plan_import
from curator_app.services.library import Library
from curator_app.services.merging import merge_all
from tests.duplicate_sets import RecordSet, published, same_doi, twin
from tests.shared_data import shared_folder

FOLDER = shared_folder()
HEADINGS = ("key", "title", "author", "journal", "year", "volume", "pages", "doi", "pmid")


def table(path: Path, records: Sequence[Facts]) -> Path:
    """The records as a program would export them, one a row."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for record in records:
            authors = " and ".join(record.authors)
            row = (record.title, authors, record.journal, record.year or "")
            writer.writerow(
                (record.key, *row, record.volume, record.pages, record.doi, record.pmid)
            )
    return path


def imported(library: Library, path: Path) -> list[str]:
    """The address of the entry that each record made or went into; "" for a refused one."""
    plan = plan_import(library, [path])
    result = apply_import(library, plan)
    assert result.records == result.created + result.matched + result.updated + result.refused
    return [item["slug"] for item in result.items]


def joined(slugs: Sequence[str], study: Sequence[str]) -> tuple[int, int]:
    """How many records went into another, and how many of them into another study."""
    groups: dict[str, list[str]] = {}
    for place, slug in enumerate(slugs):
        groups.setdefault(slug or f"refused {place}", []).append(study[place])
    removed = sum(len(group) - len(set(group)) for group in groups.values())
    return removed, sum(len(set(group)) - 1 for group in groups.values())


def after_merging(library: Library, slugs: Sequence[str]) -> list[str]:
    """The same once the sure ones were merged."""
    merge_all(library, find_duplicates(library).groups)
    now: Mapping[str, str] = {slug: library.entry(slug).slug for slug in set(slugs) if slug}
    return [now.get(slug, "") for slug in slugs]


def through_the_program(library: Library, given: RecordSet, path: Path) -> tuple[int, int, int]:
    """Records joined by the import, and after merging the sure ones; and the false ones of both."""
    slugs = imported(library, path)
    first, wrong = joined(slugs, given.study)
    removed, false = joined(after_merging(library, slugs), given.study)
    return first, removed, max(wrong, false)


def test_a_table_made_here(library: Library, tmp_path: Path) -> None:
    given = twin(7, 120)
    path = table(tmp_path / "twin.csv", given.records)
    first, removed, false = through_the_program(library, given, path)
    assert false == 0
    assert 0 < first <= removed
    assert removed >= 0.85 * given.to_remove


def test_without_any_place_nothing_is_joined_by_its_title_twice(
    library: Library, tmp_path: Path
) -> None:
    """An unmarked erratum, and the same talk at two meetings."""
    title = "Exercise and recovery in adults with chronic fatigue syndrome: a cohort study"
    paper = Facts("1", title, ("Roe, A", "Doe, B"), "Sleep", 2020, volume="5", pages="1-9")
    others = (
        replace(paper, key="2", pages="77"),
        replace(paper, key="3", journal="Blood Reviews", volume="", pages=""),
        replace(paper, key="4", volume="6", year=2021),
        replace(paper, key="5", journal="", volume="", pages=""),
    )
    slugs = imported(library, table(tmp_path / "talks.csv", (paper, *others)))
    assert len(set(slugs[:4])) == 4
    assert slugs[4] == slugs[0]  # nothing speaks against it, and it only adds its raw record


@pytest.mark.slow
@pytest.mark.skipif(FOLDER is None, reason="needs the shared data; the table above is its twin")
@pytest.mark.parametrize(("name", "least"), [("haematology", 118), ("cytology_screening", 767)])
def test_published_tables(library: Library, name: str, least: int) -> None:
    assert FOLDER is not None
    folder = FOLDER / "duplicates"
    path = folder / f"{name}__records_pre_merged.csv"
    first, removed, false = through_the_program(library, published(folder, name), path)
    print(f"{name}: {first} joined by the import, {removed} with the sure ones, {false} falsely")
    assert false == 0
    assert removed >= least


@pytest.mark.slow
@pytest.mark.skipif(FOLDER is None, reason="needs the shared data; the first table is its twin")
def test_records_that_share_a_doi(library: Library, tmp_path: Path) -> None:
    assert FOLDER is not None
    given = same_doi(FOLDER / "mecfs" / "SAME_DOI_GROUPS.json")
    path = table(tmp_path / "shared.csv", given.records)
    first, removed, false = through_the_program(library, given, path)
    print(f"{first} joined by the import, {removed} with the sure ones, {false} falsely")
    assert false == 0
    assert removed >= 261
