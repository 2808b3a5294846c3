"""A process that imports a large file through the window's own tasks, and how it feels.

Arguments: the folder of the library, the file. Each line that it is told is one measurement.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from curator_app import app as composed
from curator_app.services.library import Library
from curator_app.ui.importing.window import ImportWindow
from curator_app.ui.tasks import Tasks
from curator_app.ui.theme import Theme
from tests.benchmarks.driving import Pulse

PATIENCE = 900.0
FLOOR_SECONDS = 5.0


def megabytes() -> float:
    """The memory of this process now."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


class Probe:
    """The window on one library, and what was measured of it."""

    def __init__(self, app: QApplication, folder: Path, file: Path) -> None:
        self.app, self.file = app, file
        self.library = Library.open(folder, who="Bench")
        self.tasks, self.theme = Tasks(), Theme(app)
        self.parent = QWidget()
        self.window = self.open()
        self.peak = 0.0
        self.watch = QTimer(interval=20)
        self.watch.timeout.connect(self._weigh)

    def open(self) -> ImportWindow:
        """A new window of imports."""
        made = ImportWindow(self.tasks, self.theme, self.library, self.parent)
        made.show()
        return made

    def _weigh(self) -> None:
        self.peak = max(self.peak, megabytes())

    def until(self, done: Callable[[], bool]) -> None:
        """Run the event loop until something is so."""
        end = time.monotonic() + PATIENCE
        while not done():
            self.app.processEvents()
            time.sleep(0.001)
            if time.monotonic() > end:
                raise TimeoutError

    def measured(self, act: Callable[[], None], done: Callable[[], bool]) -> dict[str, float]:
        """Seconds, the highest memory, and the longest time that the window did not answer."""
        pulse = Pulse()
        before = self.peak = megabytes()
        self.watch.start()
        pulse.start()
        begun = time.perf_counter()
        act()
        self.until(done)
        seconds = time.perf_counter() - begun
        block = pulse.stop()
        self.watch.stop()
        return {"seconds": seconds, "before": before, "peak": self.peak, "block": block}

    def floor(self) -> dict[str, float]:
        """The same while a thread of plain Python counts: what this machine does at best now."""
        stop = threading.Event()

        def work() -> None:
            while not stop.is_set():
                sum(range(1_000))

        thread = threading.Thread(target=work)
        end = time.monotonic() + FLOOR_SECONDS
        told = self.measured(thread.start, lambda: time.monotonic() > end)
        stop.set()
        thread.join()
        return told

    def plan(self) -> dict[str, float]:
        """Read and match the whole file."""
        window = self.window
        told = self.measured(
            lambda: window.take_files([self.file]),
            lambda: window.stack.currentWidget() is window.planning,
        )
        return {**told, "records": window.model.rowCount(), "after": megabytes()}

    def write(self) -> dict[str, float]:
        """Import all of it."""
        window = self.window
        told = self.measured(
            window.import_button.click,
            lambda: window.stack.currentWidget() is window.finished_step,
        )
        return {**told, "after": megabytes()}

    def stop(self, act: Callable[[], None], share: float) -> float:
        """Stop the work once this share of it is done; milliseconds until the window is back."""
        window = self.window
        act()
        self.until(lambda: window.working.bar.value() >= share * 1000)
        begun = time.perf_counter()
        window.stop_button.click()
        self.until(lambda: window.ticket is None)
        return (time.perf_counter() - begun) * 1000

    def stops(self) -> dict[str, list[float]]:
        """How soon the window answers when reading and writing are stopped at several places."""
        window = self.window
        reading = [
            self.stop(lambda: window.take_files([self.file]), share)
            for share in (0.0, 0.1, 0.5, 0.9)
        ]
        self.until(lambda: window.ticket is None)
        window.take_files([self.file])
        self.until(lambda: window.stack.currentWidget() is window.planning)
        writing = [self.stop(window.import_button.click, share) for share in (0.0, 0.1, 0.5, 0.9)]
        with self.library.db.read() as conn:
            kept = conn.exec_driver_sql("SELECT count(*) FROM entry").scalar_one()
        return {"reading": reading, "writing": writing, "kept": [float(kept)]}


def main() -> None:
    """Do as told."""
    app = composed.application(["probe"])
    probe = Probe(app, Path(sys.argv[1]), Path(sys.argv[2]))
    for line in sys.stdin:
        what = line.strip()
        if what == "quit":
            break
        print(json.dumps(getattr(probe, what)()), flush=True)
    probe.tasks.wait()
    probe.library.close()


if __name__ == "__main__":
    main()
