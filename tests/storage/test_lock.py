"""One window writes: the lock tells who has it, and dies with its holder."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from curator_app.errors import CuratorError
from curator_app.storage.lock import LibraryLock
from tests.builders import study
from tests.storage.saving import change, open_library, save_new

HOLDING = """
import sys, time
from pathlib import Path
from curator_app.storage.lock import LibraryLock
lock = LibraryLock(Path(sys.argv[1]))
print(lock.acquire(), flush=True)
time.sleep(60)
"""


def _holder(folder: Path) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "True\n"
    return child


def test_the_second_is_told_who_has_it(tmp_path: Path) -> None:
    child = _holder(tmp_path)
    try:
        lock = LibraryLock(tmp_path)
        assert not lock.acquire()
        assert f"process {child.pid}" in lock.holder()
        assert "since" in lock.holder()
    finally:
        os.kill(child.pid, signal.SIGKILL)
        child.communicate()
    assert lock.acquire()
    assert f"process {os.getpid()}" in lock.holder()
    lock.release()
    assert lock.holder() == "by somebody"


def test_released_it_is_free(tmp_path: Path) -> None:
    first, second = LibraryLock(tmp_path), LibraryLock(tmp_path)
    assert first.acquire()
    assert not second.acquire()
    first.release()
    assert second.acquire()
    second.release()


def test_a_note_that_cannot_be_read_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "library.lock.txt").write_bytes(b"\xff\xfe\xff")
    assert LibraryLock(tmp_path).holder() == "by somebody"


def test_many_threads_that_edit_lose_nothing(tmp_path: Path) -> None:
    """Each adds one journal entry to its own study, thirty times, with readers in between."""
    db = open_library(tmp_path)
    save_new(db, [study(number) for number in range(4)])
    failed: list[CuratorError] = []

    def edit(number: int) -> None:
        try:
            for step in range(30):
                change(db, study(number).slug, journal=f"Annals {step}")
        except CuratorError as error:
            failed.append(error)

    threads = [threading.Thread(target=edit, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    for number in range(4):
        assert change(db, study(number).slug, year=2000).version == 32
    db.close()


def test_a_command_is_waited_for_and_a_window_is_not(tmp_path: Path) -> None:
    command, other = LibraryLock(tmp_path, brief=True), LibraryLock(tmp_path, brief=True)
    assert command.acquire()
    assert command.holder().startswith("a command of ")
    done = threading.Timer(0.3, command.release)
    done.start()
    assert other.acquire()
    done.join()
    other.release()
    window = LibraryLock(tmp_path)
    assert window.acquire()
    started = time.monotonic()
    assert not other.acquire()
    assert time.monotonic() - started < 1
    window.release()


def test_patience_with_commands_ends(tmp_path: Path) -> None:
    command, other = LibraryLock(tmp_path, brief=True), LibraryLock(tmp_path)
    assert command.acquire()
    assert not other.acquire(patience=0.2)
    command.release()
