"""The real program in a process of its own, doing and timing what it is told on its input."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from curator_app import app as composed
from curator_app.cli import main as command_line
from tests.benchmarks.driving import Paints

Report = dict[str, Any]


class Driver:
    """The program with its window, and the scenarios that a benchmark asks for."""

    def __init__(self, folder: Path, config: Path) -> None:
        self.app = composed.application([command_line.__name__])
        self.program = composed.Program(self.app, folder, config, demo=False)
        self.window = self.program.window
        self.list = self.window.list
        self.paints = Paints(self.list.view.viewport())
        self.shown = 0.0

    def run(self) -> int:
        """Show the window; once the list is filled, do as told until told to quit."""
        window_paints = Paints(self.window)
        window_paints.then = self._on_window
        self.list.view_changed.connect(self._on_filled)
        self.program.start()
        code = self.app.exec()
        self.program.stop()
        return code

    def _on_window(self) -> None:
        self.shown = time.monotonic()

    def _on_filled(self) -> None:
        if self.list.table.rowCount():
            self.list.view_changed.disconnect(self._on_filled)
            self.paints.then = self._obey

    def _obey(self) -> None:
        rows = self.list.table.rowCount()
        cpu = time.process_time()
        say({"at": time.monotonic(), "cpu": cpu, "window": self.shown, "rows": rows})
        try:
            for line in sys.stdin:
                if line.strip() == "quit":
                    break
                say(self.scenario(line.strip())())
        except Exception as error:  # noqa: BLE001 - the benchmark shows whatever it is
            say({"error": f"{type(error).__name__}: {error}"})
        self.app.quit()

    def scenario(self, name: str) -> Callable[[], Report]:
        """What to do for a word on the input."""
        if name == "list":
            from tests.benchmarks.scenes_list import walk

            return lambda: walk(self)
        if name.startswith("search "):
            from tests.benchmarks.scenes_list import type_in

            return lambda: type_in(self, name.removeprefix("search "))
        if name in ("typing", "findings"):
            from tests.benchmarks import scenes_findings

            scene = scenes_findings.type_in if name == "typing" else scenes_findings.panel
            return lambda: scene(self)
        from tests.benchmarks.scenes_preview import edit, show

        return lambda: (edit if name == "edit" else show)(self)


def say(report: Report) -> None:
    """One line of JSON to the benchmark."""
    print(json.dumps(report), flush=True)


def main() -> int:
    """Run on the library given as the first argument, with settings of its own."""
    with tempfile.TemporaryDirectory() as config:
        return Driver(Path(sys.argv[1]), Path(config)).run()


if __name__ == "__main__":
    sys.exit(main())
