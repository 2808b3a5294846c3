"""Kills, full disks and second windows: nothing acknowledged is lost, nothing is half there."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

import pytest

from curator_app.domain.inbox_query import InboxQuery
from curator_app.domain.private import Private
from curator_app.errors import ELSEWHERE, CuratorError, DiskTrouble, InboxClosed
from curator_app.inbox import audit, copies, rotation
from curator_app.inbox.store import Store
from curator_app.inbox.vault import Vault
from curator_app.services.inbox import of_library
from curator_app.services.library import Library
from tests.inbox.keyrings import Remembering, chain
from tests.inbox.messages import many, message
from tests.shared_data import PROJECT

ALL = InboxQuery(snoozed="")
TRIALS = int(os.environ.get("ATLAS_KILLS", "120"))
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to mount a file system")


@pytest.mark.slow
def test_kills_lose_nothing_acknowledged(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.inbox.kill_store", str(tmp_path / "K"), str(TRIALS), "23"],
        cwd=PROJECT, capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    summary = json.loads(done.stdout)
    print(summary)
    assert summary["wrong"] == []
    # The kills must have hit work that was going on, or the test proves nothing.
    assert summary["acknowledged"] >= TRIALS / 5


def one_of_each(store: Store) -> dict[str, Callable[[], object]]:
    """What writes to the disk, by name."""
    first = store.ids(ALL)[0]
    contribution = store.rows([first])[0].id
    places, master = store.session.db.places, store.session.master
    return {
        "take": lambda: store.take(many(40, seed=9, size=2000)),
        "change": lambda: store.change(store.ids(ALL), {"state": "declined"}, "Declined"),
        "note": lambda: store.letters.add_note(contribution, Private("word " * 20_000)),
        "erase": lambda: store.forgetting.erase([first]),
        "copy": lambda: copies.make(store.session.db, master, store.session.clock()),
        "new key": lambda: rotation.rotate(store, chain(Remembering())),
        "bundle": lambda: store.sharing.bundle(store.ids(ALL), recipient=store.sharing.recipient()),
        "periods": lambda: store.choices.set_periods({"spam": 20}),
        "expire": lambda: copies.expire(places, store.session.clock(), store.choices.periods()),
    }


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, which can be made smaller and larger."""
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "none", str(disk)], check=True)
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def trouble_of(work: Callable[[], object]) -> str:
    """What the disk's trouble was said to be, "" when there was none."""
    try:
        work()
    except DiskTrouble as trouble:
        return trouble.sentence()
    return ""


@needs_root
@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["take", "change", "note", "erase", "copy", "new key", "bundle", "periods"]
)
def test_a_full_disk_at_any_moment_loses_nothing(
    small_disk: Path, tmp_path: Path, name: str
) -> None:
    """The free space is stepped through what the work needs; then there is room again."""
    first = tmp_path / "first"
    first.mkdir()
    ring = Remembering()
    vault = Vault(first, chain(ring))
    vault.create("Ann")
    with closing(vault.open(vault.unlock(), "Ann")) as store:
        store.take(many(12, size=300))
    kept = dict(ring.kept)
    refused = done = 0
    for room in [*range(0, 200_000, 24_000), *range(200_000, 2_000_000, 200_000)]:
        folder = small_disk / "L"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(first, folder)
        ring.kept = dict(kept)
        vault = Vault(folder, chain(ring))
        store = vault.open(vault.unlock(), "Ann")
        before = {row.id: row.state for row in store.rows(store.ids(ALL))}
        work = one_of_each(store)[name] if name != "new key" else None
        filler = small_disk / "filler"
        free = shutil.disk_usage(small_disk).free
        filler.write_bytes(bytes(max(0, free - room)))
        said = trouble_of(work or partial(rotation.rotate, store, vault.keyring))
        with suppress(CuratorError):
            store.close()
        filler.unlink()
        ended = not said
        done, refused = done + ended, refused + (not ended)
        assert ended or "safe" in said or "as they were" in said
        with closing(vault.open(vault.unlock(), "Ann")) as again:
            after = {row.id: row.state for row in again.rows(again.ids(ALL))}
            if not ended and name != "erase":
                assert after == before
            if not ended and name == "erase":
                # The rows may be gone already; what was left to do is done by now.
                assert len(after) in (len(before), len(before) - 1)
            for contribution in after:
                again.raw(contribution)
            with again.session.read() as db:
                assert audit.verify(db) == []
                assert db.execute("SELECT count(*) FROM unfinished").fetchone()[0] == 0
            again.take([message(9999)])
    print(name, {"refused": refused, "done": done})
    assert done > 0
    assert refused > 0


@needs_root
def test_a_disk_that_became_read_only_says_so(small_disk: Path) -> None:
    folder = small_disk / "L"
    folder.mkdir()
    vault = Vault(folder, chain())
    vault.create("Ann")
    master = vault.unlock()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    try:
        with pytest.raises(CuratorError) as caught:
            vault.open(master, "Ann")
        assert "cannot be written to" in caught.value.message
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    vault.open(master, "Ann").close()


def test_the_second_window_does_not_open_the_inbox(tmp_path: Path) -> None:
    ring = chain()
    with closing(Library.open(tmp_path)) as first:
        inbox = of_library(first, ring)
        inbox.create()
        inbox.store.take([message(1)])
        with closing(Library.open(tmp_path)) as second:
            assert second.read_only
            other = of_library(second, ring)
            assert other.state().reason == ELSEWHERE
            for ask in (other.unlock, other.create):
                with pytest.raises(InboxClosed) as caught:
                    ask()
                assert caught.value.reason == ELSEWHERE
                assert "process" in caught.value.message
        assert len(inbox.store.ids(ALL)) == 1
        inbox.lock()
    with closing(Library.open(tmp_path, insist=True)) as third:
        opened = of_library(third, ring)
        opened.unlock()
        assert len(opened.store.ids(ALL)) == 1
        opened.lock()


def test_an_inbox_that_is_locked_while_somebody_reads_says_so(store: Store) -> None:
    store.take([message(1)])
    ids = store.ids(ALL)
    contribution = store.rows(ids)[0].id
    store.close()
    for ask in (lambda: store.rows(ids), lambda: store.get(contribution), lambda: store.ids(ALL)):
        with pytest.raises(InboxClosed, match="locked meanwhile"):
            ask()
    assert store.texts.is_empty()
