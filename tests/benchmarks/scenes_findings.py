"""Typing with checks on and off, and the findings of the whole library, as a curator feels them."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit

from curator_app.ui.findings import live
from tests.benchmarks.driving import Paints, Pulse, rest, wait
from tests.benchmarks.scenes_list import REST_MS
from tests.benchmarks.wording import FIELDS, worded

if TYPE_CHECKING:
    from tests.benchmarks.probe_window import Driver

TYPED = (
    "This proves that the virus causes fatigue in all patients. People who suffer from it got "
    "significantly better after 12 weeks, which is a breakthrough. You should ask your doctor "
    "about it now."
)
BETWEEN_KEYS, REST_EVERY, PAUSE = 60, 6, live.DEBOUNCE_MS + 10
"""Milliseconds from one key to the next, and after each word a rest just long enough that the
next key comes while the check of the last ones runs."""
CHECK_PATIENCE = 1_800
IDLE_MS = 10_000
"""How long the window is watched doing nothing: what the machine alone keeps it waiting."""


def type_in(driver: Driver) -> dict[str, Any]:
    """200 keys into the quick summary of a rich entry: without checks, with them, with one for
    each key, and with them while the whole library is checked."""
    window = driver.window
    edit = _rich_entry(driver)
    checks, desk = window.checking.live, window.desk
    assert len(TYPED) >= 190
    _type(edit)  # what is only done once is no part of it
    desk.typed.disconnect(checks.show_typed)
    desk.shown.disconnect(window.checking._on_text)
    report = {"off": _type(edit)}
    desk.typed.connect(checks.show_typed)
    found: list[int] = []
    checks.found.connect(lambda entry, report, notes: found.append(len(notes)))
    report["on"] = _type(edit)
    report["checks"], found[:] = len(found), []
    usual, live.DEBOUNCE_MS = live.DEBOUNCE_MS, 0
    report["each"] = _type(edit)
    report["each_checks"] = len(found)
    live.DEBOUNCE_MS = usual
    window.commands.check_library()
    rest(1000)
    report["library"] = _type(edit)
    report["still"] = window.checking.reading.busy()
    window.checking.reading.stop()
    rest(1000)
    desk.discard()  # with unsaved text the window would ask before it closes
    return report


def _rich_entry(driver: Driver) -> QPlainTextEdit:
    """Open the first entry, give it long texts, and put the cursor into its quick summary."""
    desk = driver.window.desk

    def opened(done: Callable[[], None]) -> None:
        desk.entry_changed.connect(lambda: QTimer.singleShot(0, done))
        driver.list.view.go_to(0)

    wait(opened)
    editor = desk.editor()
    (rich,) = islice(worded(1), 1)
    editor.focus_field("plain_summary")
    for name in (*FIELDS, "abstract"):
        editor.set_value(name, getattr(rich, name))
    rest(1500)
    edit = editor.form.boxes["plain_summary"].editor.target()
    assert isinstance(edit, QPlainTextEdit)
    return edit


def _type(edit: QPlainTextEdit) -> dict[str, Any]:
    """Milliseconds of each key until it is painted, and the longest block of the event loop."""
    before = edit.toPlainText()
    edit.moveCursor(QTextCursor.MoveOperation.End)
    paints, pulse = Paints(edit.viewport()), Pulse()
    times: list[float] = []
    pulse.start()
    for place, letter in enumerate(TYPED):

        def press(done: Callable[[], None], letter: str = letter) -> None:
            paints.then = done
            QTest.keyClicks(edit, letter)

        times.append(wait(press))
        rest(PAUSE if place % REST_EVERY == REST_EVERY - 1 else BETWEEN_KEYS)
    block = pulse.stop()
    assert edit.toPlainText() == before + TYPED
    edit.setPlainText(before)
    rest(1000)
    edit.viewport().removeEventFilter(paints)
    return {"times": times, "block": block}


def panel(driver: Driver) -> dict[str, Any]:
    """The findings of the whole library: nothing, the first check, the next, and narrowing."""
    window, pulse = driver.window, Pulse()
    shown, reading = window.checking.panel, window.checking.reading
    report: dict[str, Any] = {"rounds": []}
    pulse.start()
    rest(IDLE_MS)
    report["idle"] = pulse.stop()
    for _ in range(2):
        pulse.start()
        begun = time.perf_counter()
        window.commands.check_library()
        rest(200)
        while reading.busy():
            rest(100)
            assert time.perf_counter() - begun < CHECK_PATIENCE
        rest(REST_MS)
        report["rounds"].append((time.perf_counter() - begun, pulse.stop()))
    rest(3000)
    report["lines"] = shown.table.rowCount()
    paints = Paints(shown.view.viewport())
    pulse.start()
    report["narrow"] = []
    for severity in ("WARN", "INFO", ""):  # the made-up studies have nothing that is critical

        def press(done: Callable[[], None], severity: str = severity) -> None:
            def told(*_: object) -> None:
                reading.shown.disconnect(told)
                paints.then = done
                shown.view.viewport().update()

            reading.shown.connect(told)
            shown.head.severities[severity].click()

        report["narrow"].append(wait(press))
        rest(REST_MS)
    report["block"] = pulse.stop()
    return report
