"""Whole files through the command line: every record that is counted has one outcome."""

from pathlib import Path

import pytest

from tests.import_table import import_one
from tests.shared_data import shared_folder

DATA = Path(__file__).parents[1] / "formats" / "data"
# Of invented.ris and invented.csv some records cannot be counted: they lack what is counted by.
NAMES = (
    *("invented-pubmed.xml", "invented-jats.xml", "invented-endnote.xml", "invented.nbib"),
    *("invented-esummary.json", "invented-csl.json", "invented-crossref.json", "invented.jsonl"),
)


@pytest.mark.parametrize("name", NAMES)
def test_the_counts_of_a_file_add_up(tmp_path: Path, name: str) -> None:
    outcome = import_one(DATA / name, tmp_path / "library")
    assert outcome.refusal == ""
    assert outcome.counted > 0
    assert outcome.adds_up, outcome.row()


def test_what_is_no_records_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("merged_ids\n1;2\n", encoding="utf-8")
    outcome = import_one(path, tmp_path / "library")
    assert outcome.refusal.startswith("x.csv was not recognised: ")


@pytest.mark.slow
@pytest.mark.skipif(shared_folder() is None, reason="the real files are not here")
def test_the_counts_of_real_files_add_up(tmp_path: Path) -> None:
    found = [
        import_one(path, tmp_path / str(number))
        for number, path in enumerate(sorted((shared_folder() or Path()).rglob("*.*")))
        if path.is_file()
    ]
    assert [outcome.row() for outcome in found if not outcome.adds_up] == []
    assert sum(outcome.records for outcome in found) > 6_000
