"""What a curator does in the list, timed until it is painted."""

from __future__ import annotations

import random
from collections.abc import Callable
from statistics import median
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
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
    """Sort by every column both ways, filter, jump to random lines, open entries.

    Every action is done in three rounds and its median counts; all but the first opening, for
    which the editor is built.
    """
    report: dict[str, Any] = {"first": measured([lambda: _open(driver, 0)], rounds=1)}
    report["sort"] = measured([lambda c=c: _sort(driver, c // 2) for c in range(2 * len(COLUMNS))])
    report["filter"] = measured([lambda f=f: _filter(driver, f) for f in (*FILTERS, {})])
    rows, chance = driver.list.table.rowCount(), random.Random(7)
    lines = [chance.randrange(rows) for _ in range(JUMPS)]
    report["jump"] = measured([lambda line=line: _jump(driver, line) for line in lines])
    report["open"] = measured([lambda line=line: _open(driver, line) for line in lines[:OPENED]])
    return report


def measured(actions: list[Callable[[], float]], rounds: int = 3) -> dict[str, Any]:
    """For each action the median of its time and of the longest block of the event loop."""
    pulse = Pulse()
    times: list[list[float]] = [[] for _ in actions]
    blocks: list[list[float]] = [[] for _ in actions]
    for _ in range(rounds):
        for place, act in enumerate(actions):
            pulse.start()
            times[place].append(act())
            rest(REST_MS)
            blocks[place].append(pulse.stop())
    return {"times": list(map(median, times)), "block": max(map(median, blocks))}


def _sort(driver: Driver, column: int) -> float:
    return answered(driver, lambda: driver.list.sort_by_column(column))


def _filter(driver: Driver, filters: dict[str, tuple[str, ...]]) -> float:
    def act() -> None:
        driver.window.filters.set_filters(filters)
        driver.list.reload()

    taken = answered(driver, act)
    assert driver.list.filtered() == bool(filters)
    assert driver.list.table.rowCount() > 0
    return taken


def _jump(driver: Driver, line: int) -> float:
    def begin(done: Callable[[], None]) -> None:
        driver.paints.then = done
        driver.list.view.scrollTo(driver.list.table.index(line, 0))
        driver.list.view.viewport().update()

    return wait(begin)


def _open(driver: Driver, line: int) -> float:
    """Until the editor holds the entry, without the rest that the window waits for."""
    desk = driver.window.desk

    def begin(done: Callable[[], None]) -> None:
        def on_entry() -> None:
            desk.entry_changed.disconnect(on_entry)
            QTimer.singleShot(0, done)

        desk.entry_changed.connect(on_entry)
        driver.list.view.go_to(line)

    return wait(begin) - REST_BEFORE_OPENING


def type_in(driver: Driver, text: str) -> dict[str, Any]:
    """Type letter by letter, each answered before the next; then all letters at once."""
    field, pulse = driver.list.search, Pulse()
    times: list[float] = []
    driver.list.focus_search()
    pulse.start()
    for place, letter in enumerate(text):
        taken = answered(driver, lambda letter=letter: QTest.keyClicks(field, letter))
        if place:
            times.append(taken - DEBOUNCE_MS)
    found = driver.list.table.rowCount()
    answered(driver, driver.list.clear)
    answered(driver, lambda: QTest.keyClicks(field, text))
    again = driver.list.table.rowCount()
    answered(driver, driver.list.clear)
    return {"times": times, "block": pulse.stop(), "rows": found, "again": again}
