"""A process of its own that looks for duplicates, to weigh it: prints one JSON object."""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path

from curator_app.errors import Cancelled
from curator_app.services.duplicates import find_duplicates
from curator_app.services.library import Library

STOPS = (0.02, 0.1, 0.25, 0.4, 0.5, 0.6, 0.8)
"""When a look is stopped, as parts of the time that a whole one takes."""


def main(folder: str) -> None:
    """Look through the library in this folder; then again, stopped at several moments."""
    library = Library.open(Path(folder), who="Bench", write=False)
    before = _kilobytes("VmRSS")
    began, used = time.monotonic(), time.process_time()
    found = find_duplicates(library)
    taken, used = time.monotonic() - began, time.process_time() - used
    weight = _kilobytes("VmHWM") - before
    waits = [_stopped(library, taken * part) for part in STOPS]
    answer = {
        "pairs": len(found.pairs),
        "groups": len(found.groups),
        "seconds": taken,
        "cpu": used,
        "megabytes": weight / 1024,
        "longest_wait": max(waits),
    }
    print(json.dumps(answer))
    library.close()


def _kilobytes(name: str) -> int:
    """What the kernel says of this process (getrusage would also count who started it)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition(f"{name}:")[2].split()[0])


def _stopped(library: Library, after: float) -> float:
    """How long a look goes on once it was asked to stop."""
    asked = threading.Event()
    at: list[float] = []

    def stop() -> None:
        at.append(time.monotonic())
        asked.set()

    timer = threading.Timer(after, stop)
    timer.start()
    try:
        find_duplicates(library, cancelled=asked.is_set)
    except Cancelled:
        return time.monotonic() - at[0]
    timer.cancel()
    return 0.0


if __name__ == "__main__":
    main(sys.argv[1])
