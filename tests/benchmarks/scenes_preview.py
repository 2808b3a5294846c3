"""Text changes and the preview follows, timed until the page is painted; and a bare web view."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtQuickWidgets import QQuickWidget
from PySide6.QtWebEngineWidgets import QWebEngineView

from curator_app.ui.previewing import DEBOUNCE_MS, render
from tests.benchmarks.driving import rest, wait

if TYPE_CHECKING:
    from tests.benchmarks.probe_window import Driver

EDITS = 30
SETTLED_MS = 120
"""Frames that come later than this after the page was loaded belong to something else."""


class Frames(QObject):
    """When the web view's frames were drawn."""

    def __init__(self, view: QWebEngineView) -> None:
        super().__init__(view)
        self.at: list[float] = []
        [quick] = view.findChildren(QQuickWidget)
        quick.quickWindow().afterRendering.connect(self._on_frame)

    def _on_frame(self) -> None:
        self.at.append(time.perf_counter())


def painted(frames: Frames, begin: Callable[[Callable[[], None]], None]) -> float:
    """Milliseconds until the page is loaded and the frame that shows it is drawn."""
    frames.at.clear()
    begun = time.perf_counter()
    loaded = wait(begin)
    rest(SETTLED_MS)
    drawn = [(at - begun) * 1000 for at in frames.at]
    later = [at for at in drawn if at >= loaded]
    return later[0] if later else loaded


def show(driver: Driver) -> dict[str, Any]:
    """Open the first entry with the preview beside it; Chromium starts with it."""
    window = driver.window

    def begin(done: Callable[[], None]) -> None:
        window.preview.set_shown(True)
        window.list.view.go_to(0)
        watch = QTimer(window, interval=2)

        def look() -> None:
            if window.preview_box.pane is not None:
                watch.stop()
                window.preview_box.pane.shown.connect(done)

        watch.timeout.connect(look)
        watch.start()

    taken = wait(begin)
    rest(1500)
    return {"first": taken}


def edit(driver: Driver) -> dict[str, Any]:
    """Edits of the open entry: the whole way after the debounce, the pane alone, a bare view."""
    window = driver.window
    pane, entry, library = window.preview_box.pane, window.desk.entry(), window.library
    if pane is None or entry is None or library is None:
        raise AssertionError("the preview is not shown")
    [view] = pane.findChildren(QWebEngineView)
    frames = Frames(view)
    whole, alone, bare = [], [], []
    plain = QWebEngineView()
    plain.resize(view.size())
    plain.show()
    plain.setHtml("<p>Ready</p>")
    rest(1000)
    plain_frames = Frames(plain)
    for number in range(EDITS):
        edited = entry.with_(plain_summary=f"{entry.plain_summary} Edit {number}.")
        again = entry.with_(plain_summary=f"{entry.plain_summary} Edit {number} again.")
        pages, path = render(library, again)
        text = pages[path][0].decode()

        def type_on(done: Callable[[], None], edited: Any = edited) -> None:
            _once(pane.shown, done)
            window.preview.show_typed(edited)

        def show_page(done: Callable[[], None], pages: Any = pages, path: str = path) -> None:
            _once(pane.shown, done)
            pane.show_page(pages, path)

        def set_html(done: Callable[[], None], text: str = text) -> None:
            _once(plain.loadFinished, done)
            plain.setHtml(text)

        whole.append(painted(frames, type_on) - DEBOUNCE_MS)
        alone.append(painted(frames, show_page))
        bare.append(painted(plain_frames, set_html))
    plain.deleteLater()
    return {"whole": whole, "pane": alone, "bare": bare}


def _once(signal: Any, done: Callable[[], None]) -> None:
    def told(*_: object) -> None:
        signal.disconnect(told)
        done()

    signal.connect(told)
