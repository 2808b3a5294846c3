"""Checks while one works: keys are not delayed, and the panel holds what a library has."""

from __future__ import annotations

from typing import Any

import pytest

from tests.benchmarks.figures import Figure, median, p95, tell
from tests.benchmarks.libraries import LIST_SIZES, Libraries
from tests.benchmarks.processes import Probe, screen

MODES = {
    "on": "checks on",
    "each": "a check after each key",
    "library": "checks on, the whole library checked meanwhile",
}


@pytest.mark.parametrize("size", LIST_SIZES)
def test_typing(libraries: Libraries, size: int) -> None:
    """200 keys into the quick summary of a rich entry, beside the same with checks off."""
    folder = str(libraries.folder(size))
    with (
        screen("xcb") as environment,
        Probe("probe_window", folder, environment=environment) as program,
    ):
        program.hear()
        report: dict[str, Any] = program.ask("typing")
    assert report["checks"] >= 20
    assert report["each_checks"] >= 100
    off = report["off"]
    for mode, words in MODES.items():
        found = report[mode]
        where = f"{words}, {size:,} entries"
        for name, value in (("median", median), ("p95", p95), ("longest", max)):
            figure = Figure(
                f"key → painted, {name}: {where}",
                value(found["times"]),
                peer="checks off",
                peer_value=value(off["times"]),
            )
            tell(figure)
        tell(
            Figure(
                f"longest block of the event loop: {where}",
                found["block"],
                target=50,
                peer="checks off",
                peer_value=off["block"],
            )
        )


@pytest.mark.parametrize("size", LIST_SIZES)
def test_panel(libraries: Libraries, size: int) -> None:
    """The whole library in the panel: first check, the next one, narrowing, memory."""
    folder = str(libraries.folder(size))
    with (
        screen("xcb") as environment,
        Probe("probe_window", folder, environment=environment) as program,
    ):
        program.hear()
        before = program.megabytes()
        report: dict[str, Any] = program.ask("findings")
        after = program.megabytes()
    assert report["lines"] > size / 10
    idle = {"peer": "the idle window", "peer_value": report["idle"]}
    for name, (seconds, block) in zip(("first", "next"), report["rounds"], strict=True):
        what = f"whole library in the panel, {name} time, {size:,} entries"
        tell(Figure(what, size / seconds, unit="entries/s", note=f"{seconds:.1f} s"))
        what = f"longest block meanwhile, {name} time, {size:,} entries"
        tell(Figure(what, block, target=50, **idle))
    lines = f"{report['lines']:,} findings"
    tell(Figure(f"narrowing {lines} until painted, median", median(report["narrow"])))
    what = f"longest block while narrowing {lines}"
    tell(Figure(what, report["block"], target=50, **idle))
    what = f"memory with {lines} in the panel, {size:,} entries"
    tell(Figure(what, after, unit="MB", target=350, peer="before", peer_value=before))
