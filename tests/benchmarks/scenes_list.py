"""What a curator does in the list, timed until it is painted."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest

from curator_app.ui.desk import REST_MS as REST_BEFORE_OPENING
from curator_app.ui.entries.columns import COLUMNS
from curator_app.ui.entries.list_pane import DEBOUNCE_MS
from tests.benchmarks.driving import Pulse, rest, wait

if TYPE_CHECKING:
    from tests.benchmarks.probe_window import Driver

JUMPS, OPENED = 40, 10
REST_MS = 150
"""Counts and the like are still answered after the list stands; they belong to the action."""
FILTERS: tuple[dict[str, tuple[str, ...]], ...] = (
    {"state": ("published",)},
    {"pem": ("required", "not_required")},
    {"criteria": ("ccc_2003",)},
    {"evidence_level": ("E1",)},
    {"year": ("1995-2010",)},
    {"state": ("published",), "pem": ("not_required",), "evidence_level": ("E0", "E1")},
)


def answered(driver: Driver, act: Callable[[], None]) -> float:
    """Milliseconds from an action to the painted answer."""

    def begin(done: Callable[[], None]) -> None:
        def on_changed() -> None:
            driver.list.view_changed.disconnect(on_changed)
            if not driver.list.table.rowCount():
                QTimer.singleShot(0, done)  # the list gives way to a sentence
                return
            driver.paints.then = done
            driver.list.view.viewport().update()

        driver.list.view_changed.connect(on_changed)
        act()

    return wait(begin)


def walk(driver: Driver) -> dict[str, Any]:
    """Sort by every column both ways, filter, jump to random lines; times and longest blocks.

    Last the first entry is opened, for which the editor is built, and then others at random.
    """
    pulse, report = Pulse(), {}
    for name, scene in (("sort", _sort), ("filter", _filter), ("jump", _jump), ("open", _open)):
        pulse.start()
        times = scene(driver)
        rest(REST_MS)
        report[name] = {"times": times, "block": pulse.stop()}
    return report


def _sort(driver: Driver) -> list[float]:
    times: list[float] = []
    for column in range(len(COLUMNS)):
        for _ in range(2):
            times.append(answered(driver, lambda c=column: driver.list.sort_by_column(c)))
            rest(REST_MS)
    return times


def _filter(driver: Driver) -> list[float]:
    times: list[float] = []
    everything = driver.list.table.rowCount()
    for filters in (*FILTERS, {}):

        def act(filters: dict[str, tuple[str, ...]] = filters) -> None:
            driver.window.filters.set_filters(filters)
            driver.list.reload()

        times.append(answered(driver, act))
        rest(REST_MS)
        narrowed = driver.list.table.rowCount() < everything
        if narrowed != bool(filters):
            raise AssertionError(f"{filters} showed {driver.list.table.rowCount()} lines")
    return times


def _jump(driver: Driver) -> list[float]:
    chance = random.Random(7)
    rows = driver.list.table.rowCount()
    times: list[float] = []
    for _ in range(JUMPS):
        line = chance.randrange(rows)

        def begin(done: Callable[[], None], line: int = line) -> None:
            driver.paints.then = done
            driver.list.view.scrollTo(driver.list.table.index(line, 0))

        times.append(wait(begin))
    return times


def _open(driver: Driver) -> list[float]:
    chance = random.Random(8)
    desk = driver.window.desk
    times: list[float] = []
    for _ in range(OPENED):
        line = chance.randrange(driver.list.table.rowCount())

        def begin(done: Callable[[], None], line: int = line) -> None:
            def on_entry() -> None:
                desk.entry_changed.disconnect(on_entry)
                QTimer.singleShot(0, done)

            desk.entry_changed.connect(on_entry)
            driver.list.view.go_to(line)

        times.append(wait(begin) - REST_BEFORE_OPENING)
        rest(REST_MS)
    return times


def type_in(driver: Driver, text: str) -> dict[str, Any]:
    """Type letter by letter, each answered before the next; then all letters in one go."""
    field, pulse = driver.list.search, Pulse()
    times: list[float] = []
    pulse.start()
    for place, letter in enumerate(text):
        taken = answered(driver, lambda letter=letter: QTest.keyClicks(field, letter))
        if place:
            times.append(taken - DEBOUNCE_MS)
    found = driver.list.table.rowCount()
    answered(driver, driver.list.clear)
    begun = time.perf_counter()
    answered(driver, lambda: QTest.keyClicks(field, text, Qt.KeyboardModifier.NoModifier, 30))
    fast = (time.perf_counter() - begun) * 1000 - DEBOUNCE_MS - 30 * len(text)
    again = driver.list.table.rowCount()
    answered(driver, driver.list.clear)
    return {"times": times, "fast": fast, "block": pulse.stop(), "rows": found, "again": again}
