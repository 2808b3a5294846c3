"""Looking for duplicates in a whole library: time, memory, and how soon it stops."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from curator_app.domain.entry import new_id
from tests.benchmarks.corpus import studies
from tests.benchmarks.figures import Figure, tell
from tests.benchmarks.libraries import LIST_SIZES, fill, opened
from tests.benchmarks.processes import ROOT
from tests.duplicate_sets import published, same_doi, score, table, twin
from tests.shared_data import shared_folder


@pytest.mark.parametrize("size", LIST_SIZES)
def test_find_duplicates(bench_folder: Path, size: int) -> None:
    """One entry in a hundred has a copy, written otherwise."""
    folder = bench_folder / f"{size}-with-copies"
    fill(folder, size)
    copies = [
        entry.with_(id=new_id(), slug="", title=entry.title.upper())
        for number, entry in enumerate(studies(size))
        if number % 100 == 0
    ]
    with opened(folder) as library:
        library.add_all(copies, "Copies")
    command = [sys.executable, "-m", "tests.benchmarks.probe_duplicates", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert found["groups"] == len(copies)
    name = f"find duplicates, {size:,} entries"
    cpu = f"{found['cpu']:.1f} s of CPU"
    tell(Figure(name, found["seconds"], "s", target=30, note=cpu))
    tell(Figure(f"{name}: memory", found["megabytes"], "MB", target=300))
    tell(Figure(f"{name}: longest wait for a stop", found["longest_wait"], "s", target=0.5))


def test_table_of_sets() -> None:
    """Every set beside the published scores."""
    scores = [score(twin())]
    folder = shared_folder()
    if folder is not None:
        names = ("haematology", "cytology_screening")
        scores += [score(published(folder / "duplicates", name)) for name in names]
        scores.append(score(same_doi(folder / "mecfs" / "SAME_DOI_GROUPS.json")))
    print(f"\n{table(scores)}")
    for item in scores:
        tell(Figure(f"{item.name}: false merges", item.false_merges, "", target=0))
        tell(Figure(f"{item.name}: sensitivity", item.sensitivity * 100, "%"))
