"""Checking a whole library: the first time, after a restart, after an edit, one entry, the gate."""

from __future__ import annotations

import itertools
import os
import re
import resource
import shutil
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from curator_app.domain.entry import Entry
from curator_app.domain.query import ListQuery
from curator_app.errors import Cancelled
from curator_app.services import known_checks
from curator_app.services.checking import Checker
from curator_app.services.gate import LibraryGate
from curator_app.services.inspecting import Inspector
from curator_app.services.library import Library
from curator_app.services.publishing import publish
from curator_app.storage import entries
from curator_app.storage.check_cache import NAME
from tests.benchmarks.corpus import studies
from tests.benchmarks.figures import Figure, p95, tell, timed
from tests.benchmarks.libraries import AT_ONCE, opened, sizes
from tests.benchmarks.wording import worded

SIZES = sizes("ATLAS_BENCH_CHECKS", "6000")
WORDS = re.compile(r"\b\w+\b")
BUDGET = 400
"""Microseconds of all processes' work for an entry: 5,000 of them in a second on two cores."""
KINDS: dict[str, Callable[[int], Iterable[Entry]]] = {
    "3.5 kB of text each": worded,
    "as in all other figures": studies,
    "as imported, without texts": lambda count: (
        e.with_(
            plain_summary="", why_it_matters="", does_not_prove="", observed_findings=(),
            state="imported",
        )
        for e in studies(count)
    ),
}  # fmt: skip


def _folder(root: Path, kind: str, size: int) -> Path:
    folder = root / f"checks-{size}-{len(kind)}"
    if not folder.exists():
        with opened(folder) as library:
            made = iter(KINDS[kind](size))
            while chunk := list(itertools.islice(made, AT_ONCE)):
                library.add_all(chunk, "Studies of a benchmark")
    return folder


def _read(library: Library) -> list[Entry]:
    ns = library.ids(ListQuery(sort="slug", descending=False))
    with library.db.read() as conn:
        return list(entries.many(conn, ns))


def _rate(count: int, taken: list[float]) -> float:
    return count / min(taken) * 1000


def _worked(work: Callable[[], object], count: int) -> float:
    """Microseconds for each of `count` that this process and its children worked."""

    def now() -> float:
        who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, who))

    begun = now()
    work()
    return (now() - begun) / count * 1e6


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", SIZES)
def test_a_whole_library(bench_folder: Path, kind: str, size: int) -> None:
    """Beside bare decoding, and one pattern over all texts: no check can do with less."""
    folder = _folder(bench_folder, kind, size)
    with opened(folder) as library:

        def first() -> None:
            (folder / NAME).unlink(missing_ok=True)
            assert sum(1 for _ in Checker(library).all()) == size

        what = f"{size:,} entries, {kind}"
        turns = 3 if size <= 6000 else 1
        decoding, checking, again = [], [], []
        bare, work = [], []
        for _ in range(turns):  # in turns, so that all see the same machine
            decoding += timed(lambda: bare.append(_worked(lambda: _read(library), size)))
            checking += timed(lambda: work.append(_worked(first, size)))
            again += timed(lambda: sum(1 for _ in Checker(library).all()))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        floor = {"peer": "bare decoding in one process", "peer_value": _rate(size, decoding)}
        rate = {"unit": "entries/s", "target": 5000, "at_least": True}
        busy = f"load {os.getloadavg()[0]:.1f}"
        tell(Figure(f"first check of {what}", _rate(size, checking), note=busy, **rate, **floor))
        floor_work = {"peer": "bare decoding", "peer_value": min(bare)}
        what_work = f"work of a first check of {what}, for one"
        tell(Figure(what_work, min(work), unit="µs", target=BUDGET, note=busy, **floor_work))
        tell(Figure(f"check after a restart of {what}", _rate(size, again), **rate, **floor))
        tell(Figure(f"memory after checking {what}", memory, unit="MB"))
        _one_pattern(library, what)


def _one_pattern(library: Library, what: str) -> None:
    texts = [
        "\n".join((e.abstract, e.plain_summary, e.advanced_summary, *e.observed_findings))
        for e in _read(library)[:6000]
    ]
    each = _worked(lambda: [WORDS.findall(text) for text in texts], len(texts))
    tell(Figure(f"floor: one pattern over {what}, for one", each, unit="µs"))


def test_one_entry_and_after_an_edit(bench_folder: Path) -> None:
    """As you type: one entry with all its texts among its neighbours."""
    folder = _folder(bench_folder, "3.5 kB of text each", SIZES[0])
    with opened(folder) as library:
        inspector, checker = Inspector(library), Checker(library)
        found = _read(library)[:300]
        for entry in found[:20]:
            inspector.entry(entry)
        typed = itertools.cycle(found[20:])
        work: list[float] = []

        def look() -> None:
            begun = time.thread_time()
            inspector.entry(next(typed))
            work.append((time.thread_time() - begun) * 1000)

        one = timed(look, 280)
        busy = f"load {os.getloadavg()[0]:.1f}"
        tell(Figure("one entry as it is typed, p95", p95(one), target=5, note=busy))
        tell(Figure("work of one entry as it is typed, p95", p95(work), target=5))
        list(checker.all())
        slugs = iter([entry.slug for entry in found])

        def edit() -> None:
            entry = library.entry(next(slugs))
            library.save(entry.with_(why_it_matters=f"{entry.why_it_matters} Edited."))

        edit()
        again = timed(lambda: list(checker.all()), 3)
        tell(Figure(f"all of {SIZES[0]:,} after one edit", min(again)))


def test_stopping(bench_folder: Path) -> None:
    folder = _folder(bench_folder, "3.5 kB of text each", SIZES[0])
    (folder / NAME).unlink(missing_ok=True)
    with opened(folder) as library:
        asked: list[float] = []
        begun = time.monotonic()

        def cancelled() -> bool:
            if time.monotonic() - begun > 1:
                asked.append(time.monotonic())
            return bool(asked)

        with pytest.raises(Cancelled):
            list(Checker(library).all(cancelled=cancelled))
        tell(Figure("stopping a check", (time.monotonic() - asked[0]) * 1000, target=200))


class Open:
    """No gate."""

    notices = ()
    off = True

    def held(self, pages: object) -> object:
        """Nothing waits."""
        from curator_app.services.gate import Held

        return Held()

    def checked(self) -> str:
        """Nobody looked."""
        return ""


@pytest.mark.parametrize("size", SIZES)
def test_publishing_through_the_gate(bench_folder: Path, size: int) -> None:
    """The whole site into a new folder, with and without the gate."""
    folder = bench_folder / f"gate-{size}"
    with opened(folder) as library:
        library.add_all(list(studies(size, public=True)), "Studies of a benchmark")

        def publish_all(gate: object | None) -> list[float]:
            to = folder / "site"
            shutil.rmtree(to, ignore_errors=True)
            return timed(lambda: publish(library, to, "2026-01-01", gate=gate))

        without, first, second = [], [], []
        for _ in range(3):
            (folder / NAME).unlink(missing_ok=True)
            without += publish_all(Open())
            first += publish_all(LibraryGate(library))
            second += publish_all(LibraryGate(library))
        peer = {"peer": "without the gate", "peer_value": min(without)}
        what = f"publish all of {size:,} pages"
        tell(Figure(f"{what}, nothing checked before", min(first), **peer))
        tell(Figure(f"{what}, checked before", min(second), target=1.05, judged="ratio", **peer))


def test_processes_pay(bench_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From how many entries on two processes are quicker than this one."""
    folder = _folder(bench_folder, "3.5 kB of text each", SIZES[0])
    with opened(folder) as library:
        ns = library.ids(ListQuery(sort="slug", descending=False))[:1500]

        def check(many: int) -> list[float]:
            monkeypatch.setattr(known_checks, "MANY", many)
            monkeypatch.setattr(known_checks, "PAYS_SECONDS", 0)
            (folder / NAME).unlink(missing_ok=True)
            known = Checker(library).known

            def run() -> None:
                known.fill(ns, None, lambda: False)
                known.of(ns)

            return timed(run)

        here, there = [], []
        for _ in range(3):
            here += check(10**9)
            there += check(1)
        peer = {"peer": "in one process", "peer_value": min(here)}
        tell(Figure(f"{len(ns)} entries in two processes", min(there), **peer))
