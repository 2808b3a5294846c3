"""100,000 records and a file of 200 MB through the window: memory, blocks, and stopping."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.benchmarks.figures import Figure, tell
from tests.benchmarks.libraries import sizes
from tests.benchmarks.made_files import write
from tests.benchmarks.processes import Probe

RECORDS = sizes("ATLAS_BENCH_LARGE_RECORDS", "100000")[0]
REPEATS = sizes("ATLAS_BENCH_LARGE_REPEATS", "7")[0]
"""How often the abstract stands in each of a fifth of the records: 7 makes 200 MB of 100,000."""
STOPPED, BLOCKED = 500.0, 50.0
ENVIRONMENT = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}


@pytest.mark.parametrize(
    ("what", "count", "repeat"),
    [("records", RECORDS, 1), ("bytes", RECORDS // 5, REPEATS)],
    ids=["records", "bytes"],
)
def test_large_file(what: str, count: int, repeat: int, bench_folder: Path) -> None:
    file = write(bench_folder / f"large-{what}.xml", "pubmed-xml", count, repeat=repeat)
    size = f"{file.stat().st_size / 1e6:,.0f} MB"
    name = f"{count:,} records in {size}"
    folder = bench_folder / f"large-{what}"
    with Probe("probe_import", str(folder), str(file), environment=ENVIRONMENT) as probe:
        stops = probe.ask("stops")
        assert stops["kept"] == [0.0]
        for part in ("reading", "writing"):
            tell(Figure(f"{name}: stopped while {part}", max(stops[part]), target=STOPPED))
    with Probe("probe_import", str(folder), str(file), environment=ENVIRONMENT) as probe:
        floor = probe.ask("floor")["block"]
        for act in ("plan", "write"):
            told = probe.ask(act)
            rate = count / told["seconds"]
            note = f"{told['before']:.0f} MB before, {told['after']:.0f} MB after"
            tell(Figure(f"{name}: {act}", rate, "records/s"))
            tell(Figure(f"{name}: {act}, most memory", told["peak"], "MB", note=note))
            block = Figure(
                f"{name}: {act}, longest block", told["block"], target=BLOCKED,
                peer="beside a thread that counts", peer_value=floor,
            )  # fmt: skip
            tell(block)
    file.unlink()
