"""The window as a process: start, memory, list, search field and preview."""

from __future__ import annotations

import time
from statistics import mean
from typing import Any

import pytest

from tests.benchmarks.corpus import COMMON, RARE
from tests.benchmarks.figures import Figure, median, p95, tell
from tests.benchmarks.libraries import LIST_SIZES, Libraries
from tests.benchmarks.processes import SCREENS, Probe, screen

STARTS = 5
MEGABYTES_BEFORE, MEGABYTES_WITH = 120, 350


def probe(libraries: Libraries, size: int, environment: dict[str, str]) -> Probe:
    """The program on a library of this size."""
    return Probe("probe_window", str(libraries.folder(size)), environment=environment)


@pytest.mark.parametrize("size", LIST_SIZES)
@pytest.mark.parametrize("kind", SCREENS)
def test_start(libraries: Libraries, size: int, kind: str) -> None:
    """From the start of the process to the filled list, warm; beside an empty window."""
    libraries.folder(size)
    ours, windows, cpu, floor, floor_cpu = [], [], [], [], []
    memory, empty_memory = [], []
    with screen(kind) as environment:
        for _ in range(STARTS + 1):
            with probe(libraries, size, environment) as program:
                told = program.hear()
                ours.append((told["at"] - program.begun) * 1000)
                cpu.append(told["cpu"] * 1000)
                windows.append((told["window"] - program.begun) * 1000)
                assert told["rows"] == size
                time.sleep(0.5)
                memory.append(program.megabytes())
            with Probe("probe_empty", environment=environment) as empty:
                told = empty.hear()
                floor.append((told["at"] - empty.begun) * 1000)
                floor_cpu.append(told["cpu"] * 1000)
                empty_memory.append(empty.megabytes())
    ours, windows, floor = ours[1:], windows[1:], floor[1:]  # the first one warms the disk cache
    what = f"start, {kind}, {size:,} entries"
    bare = {"peer": "empty window", "peer_value": median(floor)}
    tell(Figure(f"{what}: window shown", median(windows), **bare))
    tell(Figure(f"{what}: list filled", median(ours), target=800, **bare))
    spent = {"peer": "empty window", "peer_value": median(floor_cpu)}
    tell(Figure(f"{what}: processor time until then", median(cpu), **spent))
    tell(
        Figure(
            f"memory before the first preview, {kind}, {size:,} entries",
            mean(memory),
            unit="MB",
            target=MEGABYTES_BEFORE,
            peer="empty window",
            peer_value=mean(empty_memory),
        )
    )


@pytest.mark.parametrize("size", LIST_SIZES)
@pytest.mark.parametrize("kind", SCREENS)
def test_preview(libraries: Libraries, size: int, kind: str) -> None:
    """The first preview with its memory, then edits until they are painted."""
    with screen(kind) as environment, probe(libraries, size, environment) as program:
        program.hear()
        first: dict[str, Any] = program.ask("preview")
        memory = program.megabytes()
        edits: dict[str, list[float]] = program.ask("edit")
    where = f"{kind}, {size:,} entries"
    tell(Figure(f"first preview, {where}", first["first"]))
    tell(Figure(f"memory with the preview, {where}", memory, unit="MB", target=MEGABYTES_WITH))
    bare = edits["bare"]
    for name, times in (("keystroke", edits["whole"]), ("show_page", edits["pane"])):
        what = f"{name} → preview painted, {where}"
        half = {"peer": "bare setHtml", "peer_value": median(bare)}
        most = {"peer": "bare setHtml", "peer_value": p95(bare)}
        tell(Figure(f"{what}: median", median(times), target=150, **half))
        tell(Figure(f"{what}: p95", p95(times), target=150, **most))


@pytest.mark.parametrize("size", LIST_SIZES)
@pytest.mark.parametrize("kind", SCREENS)
def test_list(libraries: Libraries, size: int, kind: str) -> None:
    """Sorting, filtering and jumping in the window until painted; the longest block."""
    with screen(kind) as environment, probe(libraries, size, environment) as program:
        program.hear()
        report = program.ask("list")
    for name in ("sort", "filter", "jump", "open", "first"):
        times: list[float] = report[name]["times"]
        action = "open the first entry" if name == "first" else name
        what = f"window: {action}, {kind}, {size:,} entries"
        note = f"worst {max(times):.0f} ms"
        tell(Figure(f"{what}: p95 to painted", p95(times), target=50, note=note))
        tell(Figure(f"{what}: longest block", report[name]["block"], target=50))


@pytest.mark.parametrize("size", LIST_SIZES)
def test_search_field(libraries: Libraries, size: int) -> None:
    """Letters typed into the search field until their results are painted, after the debounce."""
    with screen("offscreen") as environment, probe(libraries, size, environment) as program:
        program.hear()
        reports = [program.ask(f"search {word}") for word in (*COMMON[:3], *RARE)]
    times = [taken for report in reports for taken in report["times"]]
    assert all(0 < report["rows"] == report["again"] < size for report in reports)
    what = f"window: search as you type, {size:,} entries"
    tell(Figure(f"{what}: median to painted", median(times)))
    tell(
        Figure(f"{what}: p95 to painted", p95(times), target=50, note=f"worst {max(times):.0f} ms")
    )
    tell(Figure(f"{what}: longest block", max(r["block"] for r in reports), target=50))
