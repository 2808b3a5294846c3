"""Where a journey plays: a home, temporary files, a library, and what is read of it afterwards."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.canary.marks import Marks, indexed
from tests.shared_data import PROJECT

TIMEOUT = 300
TYPED = (
    "note", "reply", "template", "filter", "search", "tag", "proposal", "host", "user", "password",
    "crash", "window crash",
)  # fmt: skip
"""What reviewers type that is as private as a message."""


@dataclass(frozen=True)
class Stage:
    """The folders of one journey. `given` is what readers sent and `taken` what a reviewer saves
    on purpose: neither is looked through."""

    root: Path

    def __getattr__(self, name: str) -> Path:
        return self.root / name

    def make(self) -> None:
        """Make the folders."""
        for name in ("home", "tmp", "library", "site", "out", "given", "taken"):
            (self.root / name).mkdir(parents=True, mode=0o700)

    def environment(self, **more: str) -> dict[str, str]:
        """What a process on this stage sees."""
        home = self.root / "home"
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "PYTEST"))}
        return {
            **inherited,
            "HOME": str(home),
            "TMPDIR": str(self.root / "tmp"),
            "XDG_DATA_HOME": str(home / ".local/share"),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "XDG_CACHE_HOME": str(home / ".cache"),
            "XDG_STATE_HOME": str(home / ".local/state"),
            "XDG_RUNTIME_DIR": str(self.root / "tmp"),
            "QT_QPA_PLATFORM": "offscreen",
            **more,
        }

    def artefacts(self) -> Iterator[tuple[str, bytes]]:
        """Every file that is left, by its name; the name is looked through, too."""
        for part in ("home", "tmp", "library", "site", "out"):
            for path in sorted((self.root / part).rglob("*")):
                name = str(path.relative_to(self.root))
                yield f"name of {name}", name.encode("utf-8", "surrogateescape")
                if not path.is_file() or path.is_symlink():
                    continue
                data = path.read_bytes()
                yield name, data
                if data.startswith(b"SQLite format 3\0"):
                    yield f"index of {name}", indexed(path)


class Watcher(threading.Thread):
    """Collects arguments and environment of a process and its descendants, and passing files."""

    def __init__(self, pid: int, passing: Path) -> None:
        super().__init__(daemon=True)
        self._root, self._passing = pid, passing
        self._over = threading.Event()
        self.seen: dict[str, bytes] = {}
        self.commands = set[bytes]()

    def run(self) -> None:
        while not self._over.is_set():
            for pid in self._family():
                for part in ("cmdline", "environ"):
                    try:
                        data = Path(f"/proc/{pid}/{part}").read_bytes()
                    except OSError:
                        continue
                    self.seen[f"{part} of {pid}"] = data
                    if part == "cmdline":
                        self.commands.add(data)
            self._look_at_files()
            time.sleep(0.02)

    def _look_at_files(self) -> None:
        """Temporary files are gone when all is over; some while they are looked at."""
        for folder, _, names in os.walk(self._passing):
            for name in names:
                path = Path(folder, name)
                if str(path) in self.seen:
                    continue
                with suppress(OSError):
                    self.seen[str(path)] = path.read_bytes()

    def end(self) -> None:
        """Look no more."""
        self._over.set()
        self.join()

    def _family(self) -> list[int]:
        parents: dict[int, int] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                try:
                    stat = (entry / "stat").read_text()
                except OSError:
                    continue
                parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
        family = {self._root}
        for _ in range(5):
            family |= {pid for pid, parent in parents.items() if parent in family}
        return sorted(family)


@dataclass(frozen=True)
class Journey:
    """What was left of a journey: marks by artefact, and what the journey said of itself."""

    found: Mapping[str, frozenset[str]]
    report: Mapping[str, object]
    bytes_searched: int
    marks_made: int
    commands: frozenset[bytes]

    def marks(self) -> set[str]:
        """All marks that were found."""
        return set().union(*self.found.values())


def travel(stage: Stage, marks: Marks, *, planted: bool = False) -> Journey:
    """Run the journeys in a process of their own, then search all that is left."""
    for name in TYPED:
        marks.make(name)
    (stage.given / "marks.json").write_text(json.dumps(marks.names))
    with (stage.out / "stdout.txt").open("wb") as out, (stage.out / "stderr.txt").open("wb") as err:
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.canary.journeys", str(stage.root)],
            cwd=PROJECT,
            env=stage.environment(**({"CANARY_PLANTED": "1"} if planted else {})),
            stdout=out,
            stderr=err,
        )
        watcher = Watcher(child.pid, stage.tmp)
        watcher.start()
        try:
            code = child.wait(TIMEOUT)
        finally:
            child.kill()
            watcher.end()
    told = (stage.out / "stderr.txt").read_text(errors="replace")[-3000:]
    assert code == 0, f"exit {code}\n{told}"
    report = json.loads((stage.root / "report.json").read_text())
    found: dict[str, frozenset[str]] = {}
    size = 0
    for name, data in (*stage.artefacts(), *watcher.seen.items()):
        size += len(data)
        if hits := marks.within(data):
            found[name] = frozenset(hits)
    return Journey(found, report, size, len(marks.names), frozenset(watcher.commands))
