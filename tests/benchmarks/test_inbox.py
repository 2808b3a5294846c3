"""The window of contributions on an encrypted inbox of 5,000 and of 100,000 messages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.figures import Figure, tell
from tests.benchmarks.libraries import sizes
from tests.benchmarks.probe_inbox import WORDS, fill
from tests.benchmarks.processes import Probe, screen

SIZES = sizes("ATLAS_BENCH_MESSAGES", "5000,100000")
BLOCK = 50
TARGETS = {"open": None, "next": 50, "jump": 100, "select all": 100, "queue": None}
WHAT = {
    "open": "from the key to the first message in view",
    "next": "to the next message, with what stands beside it",
    "jump": "to any line, decrypted",
    "select all": "select all",
    "decide": "decide and go on to the next",
    "undo": "undo",
    "queue": "another queue",
    "search, first": "the first search, everything being decrypted",
    "search": "search",
}


@pytest.mark.parametrize("size", SIZES)
def test_triage(bench_folder: Path, size: int) -> None:
    """Every action until it is painted, without the rest that the window waits for on purpose."""
    folder = bench_folder / f"inbox-{size}"
    fill(folder, size)
    with (
        screen("offscreen") as environment,
        Probe("probe_inbox", str(folder), environment=environment) as program,
    ):
        report = program.hear()
    where = f"{size:,} messages of some {WORDS} words"
    for name, what in WHAT.items():
        told = report[name]
        note = f"slowest {told['slowest']:.0f}, longest block {told['block']:.0f} ms"
        target = TARGETS.get(name)
        tell(Figure(f"inbox: {what}, {where}", told["median"], target=target, note=note))
        tell(Figure(f"inbox: event loop held, {name}", told["usual block"], target=BLOCK))
