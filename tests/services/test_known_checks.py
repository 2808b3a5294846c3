"""checks.db: results outlive the program, follow what they depend on, and are never missed."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from curator_app import knowledge
from curator_app.domain.checks.engine import Engine
from curator_app.domain.checks.finding import Finding
from curator_app.domain.checks.lexicon import Lexicons
from curator_app.domain.checks.neighbours import Links
from curator_app.domain.entry import Entry
from curator_app.errors import Cancelled
from curator_app.services import known_checks, processes, upkeep
from curator_app.services.check_results import own, packed, unpacked
from curator_app.services.checking import Checker
from curator_app.services.library import Library
from curator_app.storage.check_cache import NAME, CheckCache
from tests.benchmarks.wording import worded
from tests.builders import study

Found = dict[str, tuple[Finding, ...]]


class Counting(Engine):
    """The engine, telling how many entries it looked at."""

    looked = 0

    def check(self, entry: Entry, year: int):
        self.looked += 1
        return super().check(entry, year)


def counting() -> Counting:
    engine = knowledge.checks()
    return Counting(engine.rules, engine.words, engine.catalogue)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Library]:
    made = Library.open(tmp_path / "checked", who="Anna")
    yield made
    made.close()


def every(checker: Checker) -> Found:
    return {head.slug: found for head, found in checker.all()}


def looked(library: Library, **known: Found) -> int:
    """How many entries a newly started program has to look at."""
    engine = counting()
    found = every(Checker(library, engine))
    assert found == known.get("found", found)
    return engine.looked


def test_packed_findings_come_back_whole() -> None:
    engine = knowledge.checks()
    for entry in worded(120, faulty=0.5):
        found, links = own(engine, entry, 2026), Links.of(entry)
        assert unpacked(engine, packed(engine, found, links)) == (found, links)


def test_a_second_start_looks_at_nothing_again(opened: Library) -> None:
    opened.add_all([study(n) for n in range(30)], "Made")
    found = every(Checker(opened))
    assert looked(opened, found=found) == 0
    opened.set_values(study(3).slug, {"why_it_matters": "This proves it."})
    assert looked(opened) == 1


def test_results_follow_the_words_and_the_rules(opened: Library) -> None:
    opened.add_all([study(1)], "Made")
    every(Checker(opened))
    engine = counting()
    lists = {name: list(of) for name, of in engine.words.phrases().items()}
    lists["proves"] = [*lists.get("proves", []), "a phrase of the owner"]
    data = {"version": engine.words.version, "lists": {n: {"phrases": p} for n, p in lists.items()}}
    changed = Counting(engine.rules, Lexicons.from_json(data), engine.catalogue)
    assert changed.stamp != engine.stamp
    every(Checker(opened, changed))
    assert changed.looked == 1


def test_a_version_number_used_again_is_another_version(opened: Library) -> None:
    """After a backup was put back, version 2 of an entry may have other words."""
    opened.add_all([study(1)], "Made")
    backup = upkeep.make_backup(opened)
    opened.set_values(study(1).slug, {"why_it_matters": "This proves it."})
    assert "W01_proves" in {f.rule for f in every(Checker(opened))[study(1).slug]}
    opened.close()
    for name in ("atlas.db", "atlas.db-wal", "atlas.db-shm"):
        (opened.folder / name).unlink(missing_ok=True)
    (opened.folder / "atlas.db").write_bytes(backup.read_bytes())
    with closing(Library.open(opened.folder, who="Anna")) as again:
        again.set_values(study(1).slug, {"why_it_matters": "This hints at it."})
        assert again.entry(study(1).slug).version == 2
        assert "W01_proves" not in {f.rule for f in every(Checker(again))[study(1).slug]}


def spoil(path: Path, how: str) -> None:
    if how == "missing":
        path.unlink()
    elif how == "no database":
        path.write_bytes(b"This is no database. " * 500)
    elif how == "cut":
        path.write_bytes(path.read_bytes()[:5000])
    elif how == "zeros":
        path.write_bytes(bytes(path.stat().st_size))
    elif how == "a folder":
        path.unlink()
        path.mkdir()
    else:
        with closing(sqlite3.connect(path)) as db:
            db.execute(how)
            db.commit()


@pytest.mark.parametrize(
    "how",
    [
        "missing", "no database", "cut", "zeros", "a folder",
        "DROP TABLE found",
        "PRAGMA user_version = 99",
        "UPDATE found SET data = X'00'",
        "UPDATE found SET data = X'5B5D', crc = 0",
        "UPDATE found SET critical = 0, key = 'x'",
        "DELETE FROM found",
    ],
)  # fmt: skip
def test_whatever_happens_to_the_file_the_findings_are_the_same(opened: Library, how: str) -> None:
    opened.add_all([*(study(n) for n in range(20)), *worded(5)], "Made")
    found = every(Checker(opened))
    spoil(opened.folder / NAME, how)
    assert every(Checker(opened)) == found
    assert looked(opened, found=found) == (25 if how == "a folder" else 0)


def test_a_locked_file_is_done_without(opened: Library) -> None:
    opened.add_all([study(n) for n in range(5)], "Made")
    found = every(Checker(opened))
    with closing(sqlite3.connect(opened.folder / NAME, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        opened.set_values(study(3).slug, {"why_it_matters": "This proves it."})
        begun = time.monotonic()
        again = every(Checker(opened))
        assert time.monotonic() - begun < 3
        other.execute("ROLLBACK")
    assert again.keys() == found.keys()
    assert "W01_proves" in {f.rule for f in again[study(3).slug]}


def test_it_is_in_no_backup_and_the_library_does_without(opened: Library, tmp_path: Path) -> None:
    opened.add_all([study(1)], "Made")
    every(Checker(opened))
    copy = upkeep.make_backup(opened)
    with closing(sqlite3.connect(copy)) as db:
        names = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
    assert "found" not in names
    assert [path.name for path in copy.parent.iterdir() if NAME in path.name] == []


def test_gone_entries_are_forgotten(opened: Library) -> None:
    opened.add_all([study(n) for n in range(130)], "Made")
    every(Checker(opened))
    ids = [opened.entry(study(n).slug).id for n in range(129)]
    opened.remove(ids)
    assert len(every(Checker(opened))) == 1
    assert CheckCache(opened.folder).count() == 1


# -------------------------------------------------------------------------- processes


def test_processes_find_the_same(opened: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    opened.add_all([*worded(90, faulty=0.3), study(1)], "Made")
    monkeypatch.setattr(known_checks, "MANY", 1_000)
    here = every(Checker(opened))
    (opened.folder / NAME).unlink()
    monkeypatch.setattr(known_checks, "MANY", 50)
    monkeypatch.setattr(known_checks, "_SAMPLE", 10)
    monkeypatch.setattr(known_checks, "PAYS_SECONDS", 0)
    steps: list[tuple[int, int]] = []
    checker = Checker(opened)
    there = {h.slug: f for h, f in checker.all(lambda done, total: steps.append((done, total)))}
    assert there == here
    assert steps[-1] == (91, 91)
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
    assert looked(opened, found=here) == 0


def test_a_process_that_dies_is_done_without(
    opened: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.add_all(list(worded(60)), "Made")
    monkeypatch.setattr(known_checks, "MANY", 50)
    monkeypatch.setattr(known_checks, "_SAMPLE", 10)
    monkeypatch.setattr(known_checks, "PAYS_SECONDS", 0)
    monkeypatch.setattr(processes, "_PROGRAM", "import os; os._exit(3)  # {}")
    found = every(Checker(opened))
    assert len(found) == 60
    assert looked(opened, found=found) == 0


def test_stopping_answers_at_once_and_keeps_what_was_done(
    opened: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.add_all(list(worded(600)), "Made")
    monkeypatch.setattr(known_checks, "MANY", 50)
    monkeypatch.setattr(known_checks, "_SAMPLE", 10)
    monkeypatch.setattr(known_checks, "PAYS_SECONDS", 0)
    asked: list[float] = []
    done: list[int] = []

    def cancelled() -> bool:
        if len(done) >= 3:
            asked.append(time.monotonic())
        return len(done) >= 3

    with pytest.raises(Cancelled):
        list(Checker(opened).all(lambda now, _: done.append(now), cancelled))
    assert time.monotonic() - asked[0] < 0.2
    assert 0 < CheckCache(opened.folder).count() < 600


@pytest.mark.slow
def test_no_process_outlives_the_one_that_started_it(tmp_path: Path) -> None:
    library = tmp_path / "checked"
    with closing(Library.open(library)) as made:
        made.add_all(list(worded(900)), "Made")
    program = (
        "import sys\nfrom pathlib import Path\n"
        "from curator_app.services.library import Library\n"
        "from curator_app.services.checking import Checker\n"
        "from curator_app.services import known_checks, processes\n"
        "known_checks.PAYS_SECONDS = 0\n"
        "library = Library.open(Path(sys.argv[1]))\n"
        "made = processes._start\n"
        "def start(module):\n"
        "    pipe, process = made(module)\n"
        "    print(process.pid, flush=True)\n"
        "    return pipe, process\n"
        "processes._start = start\n"
        "list(Checker(library).all())\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", program, str(library)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    pids = [int(child.stdout.readline()) for _ in range(2)]
    child.kill()
    child.wait()
    child.stdout.close()
    deadline = time.monotonic() + 10
    while any(_lives(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(_lives(pid) for pid in pids)


def _lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        try:
            os.kill(pid, 0)
        except OSError:
            return False
        return not Path("/proc").is_dir()
    return state != "Z"
