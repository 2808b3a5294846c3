"""Starting the program as a process of its own, on a screen or without, and weighing it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SCREENS = ("offscreen", "xcb")


@contextmanager
def screen(kind: str) -> Iterator[dict[str, str]]:
    """The environment in which Qt finds a screen of this kind."""
    environment = {**os.environ, "QT_QPA_PLATFORM": kind}
    if kind == "offscreen":
        yield environment
        return
    reading, writing = os.pipe()
    size = ("-screen", "0", "1400x900x24", "-nolisten", "tcp")
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), *size],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        number = told.readline().strip()
    try:
        yield {**environment, "DISPLAY": f":{number}"}
    finally:
        server.terminate()
        server.wait()


class Probe:
    """A process that says one JSON object a line and does what it is told line by line."""

    def __init__(self, module: str, *arguments: str, environment: dict[str, str]) -> None:
        self.begun = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-m", f"tests.benchmarks.{module}", *arguments],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def __enter__(self) -> Probe:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate("quit\n", timeout=60)
        assert self._process.returncode == 0

    def hear(self) -> dict[str, Any]:
        """What it says next."""
        line = self._process.stdout.readline() if self._process.stdout else ""
        assert line, f"the process ended with {self._process.wait()}"
        told: dict[str, Any] = json.loads(line)
        assert "error" not in told, told["error"]
        return told

    def ask(self, what: str) -> dict[str, Any]:
        """Tell it to do something and hear what came of it."""
        assert self._process.stdin
        self._process.stdin.write(f"{what}\n")
        self._process.stdin.flush()
        return self.hear()

    def megabytes(self) -> float:
        """The memory of the process and its children, shared parts divided among their users."""
        return sum(map(_pss, _tree(self._process.pid))) / 1024


def _tree(top: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(folder.name))
    found = [top]
    for pid in found:
        found += parents.get(pid, [])
    return found


def _pss(pid: int) -> int:
    """Kilobytes of one process; none when it has just ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
