"""BibTeX to committed entries, beside pybtex that only parses the same file."""

from __future__ import annotations

from pathlib import Path

import pytest
from pybtex import errors
from pybtex.database.input.bibtex import Parser

from curator_app.services.importing import ImportResult, apply_import, plan_import
from tests.benchmarks.corpus import bibtex
from tests.benchmarks.figures import Figure, median, tell, timed
from tests.benchmarks.libraries import IMPORT_SIZES, opened
from tests.shared_data import shared_folder

ROUNDS = 3
TARGET = 0.5


def imported(folder: Path, files: list[Path]) -> ImportResult:
    """Everything that an import does, into a new library."""
    with opened(folder) as library:
        return apply_import(library, plan_import(library, files))


def parsed(files: list[Path]) -> int:
    """The peer: pybtex alone, told to go on after errors; how many records it gave."""
    with errors.capture():
        return sum(len(Parser(encoding="utf-8").parse_file(str(path)).entries) for path in files)


def measure(what: str, files: list[Path], root: Path) -> ImportResult:
    """Import and parse in turns, so that both see the same machine; tell the ratio of rates."""
    ours, theirs, results = [], [], []
    for turn in range(ROUNDS):
        ours += timed(lambda turn=turn: results.append(imported(root / f"{turn}", files)))
        theirs += timed(lambda: parsed(files))
    result: ImportResult = results[0]
    rate = result.records / median(ours) * 1000
    peer = result.records / median(theirs) * 1000
    tell(
        Figure(
            what,
            rate,
            unit="records/s",
            target=TARGET,
            judged="ratio",
            at_least=True,
            peer="pybtex parsing",
            peer_value=peer,
        )
    )
    return result


@pytest.mark.parametrize("count", IMPORT_SIZES)
def test_generated_records(count: int, bench_folder: Path, tmp_path: Path) -> None:
    """Clean records with abstracts, all new."""
    path = tmp_path / "records.bib"
    path.write_text(bibtex(count), encoding="utf-8")
    folder = bench_folder / f"import-{count}"
    result = measure(f"import of {count:,} BibTeX records with abstracts", [path], folder)
    assert (result.records, result.created, result.refused) == (count, count, 0)


def test_real_records(bench_folder: Path) -> None:
    """The real bibliographies, where they are at hand: dirty, with duplicates."""
    data = shared_folder()
    files = sorted((data / "mecfs").glob("*.bib")) if data else []
    if not files:
        pytest.skip("no real bibliographies beside the project")
    result = measure(f"import of {len(files)} real BibTeX files", files, bench_folder / "real")
    assert result.created > 1_500
    assert result.records == sum((result.created, result.matched, result.updated, result.refused))
